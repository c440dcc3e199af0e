/**
 * Makes foreign text harmless. What a runtime writes may appear in a report: control characters, terminal escape
 * sequences, direction overrides, lone surrogates, commands of a workflow runner. They are evidence, so they are shown,
 * not obeyed or dropped. One function per target format; each leaves its own result unchanged.
 */

/**
 * Characters that act or hide instead of being seen: controls, formats (direction overrides, zero width, tags),
 * separators, lone surrogates, and what a program may ignore, such as a variation selector that follows no picture.
 */
const invisible =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]|(?<!\p{Extended_Pictographic})[\ufe0e\ufe0f]|(?![\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}/gu;

/**
 * The second sign of `##[`, `##vso[` or `##teamcity[`, which GitHub, Azure Pipelines and TeamCity obey at any place of a line.
 *
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 * @see https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 * @see https://www.jetbrains.com/help/teamcity/service-messages.html
 */
const bracketed = /(?<=#)#(?=\w*\[)/g;

/** Styles of our own terminal documents; no other escape sequence leaves the process. */
const style = `\u001b\\[(?:1|2|22|3[1-6]|39)m`;
const styles = new RegExp(`(${style})`);

/** The first sign of `::`, which GitHub obeys at the start of a line. */
const leading = new RegExp(`^((?:\\s|${style})*):(?=:)`);

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function visible(character: string): string {
  return short[character] ?? unicodeEscape(character);
}

/** The JSON spelling, one `\uXXXX` per UTF-16 unit, so that it can be pasted back into a case. */
function unicodeEscape(characters: string): string {
  const units = Array.from({ length: characters.length }, (_, index) => characters.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/**
 * A part of a line on a terminal or in preformatted text: nothing in it moves the cursor, changes a colour or starts a line, and
 * wherever it stands but at the start of a line, no workflow runner obeys it.
 */
export function forLine(text: string): string {
  return text.replace(invisible, visible).replace(bracketed, unicodeEscape);
}

/** A whole line, whose start a workflow runner reads. */
export function forWholeLine(text: string): string {
  return forLine(text).replace(leading, `$1${unicodeEscape(':')}`);
}

/**
 * A whole text for a terminal or the log of a workflow. Foreign text in it is escaped already; this is the last look, where it
 * is known how lines are wrapped. Line ends, tabs and our own styles stay.
 */
export function forTerminal(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      line
        .split(styles)
        .map((part, n) => (n % 2 === 1 ? part : part.split('\t').map(forLine).join('\t')))
        .join('')
        .replace(leading, `$1${unicodeEscape(':')}`),
    )
    .join('\n');
}

/** Text of several lines, such as the output of the runtime, escaped line by line. */
export function forLines(text: string): string[] {
  return text.split(/\r?\n/).map(forLine);
}

/** Text of an XML 1.0 document. Characters that XML cannot carry, even as references, are spelt out before escaping. */
export function forXmlText(text: string): string {
  return withoutCommands(forXml(text)).replaceAll('\r', '&#13;');
}

/** Text of XML or HTML, the same for a reader, in which no workflow runner finds a command if the document is printed. */
export function withoutCommands(markup: string): string {
  return markup.replace(/^(\s*):(?=:)/gm, '$1&#58;').replace(bracketed, '&#35;');
}

/** The value of an XML attribute between double quotes; white space survives the parser's normalisation. */
export function forXmlAttribute(text: string): string {
  return withoutCommands(forXml(text))
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

/** JSON text that is safe to print: the same value, with characters that act inside strings as `\uXXXX`. */
export function forJson(json: string): string {
  return json
    .replace(invisible, (character) => (character === '\n' ? character : unicodeEscape(character)))
    .replace(bracketed, unicodeEscape);
}

/** A value as JSON text of several lines. */
export function jsonDocument(value: unknown): string {
  return `${forJson(JSON.stringify(value, undefined, 2))}\n`;
}
