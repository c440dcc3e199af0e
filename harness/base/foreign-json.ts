/** A deeper text of a megabyte takes seconds to parse. */
const MAXIMUM_DEPTH = 50_000;

/**
 * Parses JSON from the runtime.
 *
 * @throws {SyntaxError} when it is not JSON, or nested more than 50,000 levels deep
 */
export function parseForeignJson(text: string): unknown {
  if (isTooDeep(text)) throw new SyntaxError('nested too deeply');
  return JSON.parse(text) as unknown;
}

/** The same; undefined when it is not JSON, or nested too deeply. */
export function foreignJson(text: string): unknown {
  try {
    return parseForeignJson(text);
  } catch {
    return undefined;
  }
}

function isTooDeep(text: string): boolean {
  if (!hasManyBrackets(text)) return false;
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (character === 0x22) inString = !inString;
    else if (character === 0x5c && inString) index += 1;
    else if (!inString && (character === 0x5b || character === 0x7b) && ++depth > MAXIMUM_DEPTH) return true;
    else if (!inString && (character === 0x5d || character === 0x7d)) depth -= 1;
  }
  return false;
}

/** Whether there are enough opening brackets; most texts have few, which is found out much faster than how deep they are. */
function hasManyBrackets(text: string): boolean {
  let count = 0;
  for (const bracket of ['[', '{']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      count += 1;
      if (count > MAXIMUM_DEPTH) return true;
    }
  }
  return false;
}
