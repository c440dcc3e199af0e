/**
 * JSON from a file that lambdaspec may not have written. Everything that the parser accepts without a word, or that costs more than
 * the file is worth, is refused in a sentence.
 */
import { displayQuote } from './display-quote.ts';

/** The validation of a value is recursive. No file of ours has half as many levels. */
const MAXIMUM_DEPTH = 1000;

/** Bounds the memory of the parsed value and of the complaints about it. */
const MAXIMUM_VALUES = 500_000;

const [BYTE_ORDER_MARK, QUOTE, BACKSLASH] = [0xfeff, 0x22, 0x5c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const [COMMA, COLON] = [0x2c, 0x3a];

/**
 * Parses the text of a JSON file.
 *
 * @throws {SyntaxError} whose message is a sentence without its subject, the file: has the key "a" twice
 */
export function parseJsonFile(text: string): unknown {
  if (text.charCodeAt(0) === BYTE_ORDER_MARK)
    throw new SyntaxError('has a byte order mark at its start; save it as UTF-8 without one');
  checkStructure(text);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new SyntaxError(`is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** Counts levels and values, and compares keys, as far as the text is JSON; the parser finds out where it is not. */
function checkStructure(text: string): void {
  /** The keys of each open object; undefined for an array. */
  const open: (Set<string> | undefined)[] = [];
  let values = 1;
  /** The last string, which is a key if a colon follows. */
  let [from, to] = [0, 0];
  for (let index = 0; index < text.length; index += 1) {
    switch (text.charCodeAt(index)) {
      case QUOTE:
        from = index;
        index = to = endOfString(text, index);
        break;
      case COLON:
        addKey(open.at(-1), text.slice(from, to + 1));
        break;
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        open.push(text.charCodeAt(index) === OPEN_OBJECT ? new Set() : undefined);
        if (open.length > MAXIMUM_DEPTH)
          throw new SyntaxError(`is nested more than ${MAXIMUM_DEPTH} levels deep`);
        values += 1;
        break;
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        open.pop();
        break;
      case COMMA:
        values += 1;
        break;
      default:
    }
    if (values > MAXIMUM_VALUES) throw new SyntaxError(`has more than ${MAXIMUM_VALUES} values`);
  }
}

/** The index of the quote that ends the string. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text.charCodeAt(index) !== QUOTE)
    index += text.charCodeAt(index) === BACKSLASH ? 2 : 1;
  return index;
}

/** The parser takes the last value of a key that is there twice. */
function addKey(keys: Set<string> | undefined, quoted: string): void {
  if (keys === undefined) return;
  const key = keyOf(quoted);
  if (keys.has(key)) throw new SyntaxError(`has the key ${displayQuote(key)} twice`);
  keys.add(key);
}

function keyOf(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
