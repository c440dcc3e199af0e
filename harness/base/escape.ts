/**
 * Makes foreign text harmless. What a runtime writes may appear in a report: control characters, terminal escape
 * sequences, direction overrides, lone surrogates. They are evidence, so they are shown, not obeyed or dropped.
 * One function per target format.
 */

/** Characters that act instead of being seen: controls, formats (direction overrides), separators, lone surrogates. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function visible(character: string): string {
  return short[character] ?? unicodeEscape(character);
}

/** The JSON spelling, one `\uXXXX` per UTF-16 unit, so that it can be pasted back into a case. */
function unicodeEscape(characters: string): string {
  const units = Array.from({ length: characters.length }, (_, index) => characters.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/** One line on a terminal or in preformatted text: nothing in it moves the cursor, changes a colour or starts a line. */
export function forLine(text: string): string {
  return text.replace(invisible, visible);
}

/** Text of several lines, such as the output of the runtime, escaped line by line. */
export function forLines(text: string): string[] {
  return text.split(/\r?\n/).map(forLine);
}

/** Text of an XML 1.0 document. Characters that XML cannot carry, even as references, are spelt out before escaping. */
export function forXmlText(text: string): string {
  return forXml(text).replaceAll('\r', '&#13;');
}

/** The value of an XML attribute between double quotes; white space survives the parser's normalisation. */
export function forXmlAttribute(text: string): string {
  return forXml(text)
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function forXml(text: string): string {
  return (
    text
      .replace(invisible, (character) => (character in short ? character : unicodeEscape(character)))
      // Jenkins and GitLab read this as an instruction to attach a file of the workspace.
      .replaceAll('[[ATTACHMENT|', '[ [ATTACHMENT|')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
  );
}

/** JSON text that is safe to print: the same value, with invisible characters inside strings as `\uXXXX`. */
export function forJson(json: string): string {
  return json.replace(invisible, (character) => (character === '\n' ? character : unicodeEscape(character)));
}
