/**
 * Foreign text inside a Markdown document, as GitHub and GitLab render it. A runtime may write anything; it must not
 * become a heading, a link, a picture, a table, a mention that notifies a user, a reference to an issue, or HTML.
 *
 * GitHub finds mentions, references and emoji in the rendered text, where a backslash is gone, so those need an
 * invisible character between the sign and the name.
 *
 * @see https://github.github.com/gfm/
 */
import { forLine, forWholeLine } from '../../harness/base/escape.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const apart = '&#8203;';

/** Escapes foreign text for a line of prose or a table cell. Code between single backticks stays code. */
export function inline(text: string): string {
  const pieces = forLine(text).split(/((?<!`)`[^`|]+`(?!`))/);
  return pieces.map((piece, n) => (n % 2 === 1 ? piece : prose(piece, n === 0))).join('');
}

function prose(text: string, first: boolean): string {
  const escaped = powerless(text, (character) => `\\${character}`);
  // Only the start of a line can begin a list, a heading or a rule.
  return first
    ? escaped.replace(/^\s+/, '').replace(/^(?:[-+=#]|\d+(?=[.)](?:\s|$)))/, (start) => beginning(start))
    : escaped;
}

function beginning(start: string): string {
  return /^\d/.test(start) ? `${start}\\` : `\\${start}`;
}

/** Escapes foreign text for an HTML element in the document. Code between single backticks becomes a `code` element. */
export function escapeHtml(text: string): string {
  const pieces = forLine(text).split(/(?<!`)`([^`]+)`(?!`)/);
  return pieces
    .map((piece) => powerless(piece, reference))
    .map((piece, n) => (n % 2 === 1 ? `<code>${piece}</code>` : piece))
    .join('');
}

function reference(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

function powerless(text: string, escape: (character: string) => string): string {
  return text
    .replace(/[\\`*_[\]~|^]|!(?=\[)/g, (character) => `\u0000${character}`)
    .replace(/[&<>"]/g, (character) => entities[character] ?? character)
    .replace(/[@#:](?=\S)|GH-(?=\d)|www(?=\.)/gi, (sign) => sign + apart)
    .replaceAll('$', '<span>$</span>')
    .replace(/\0(.)/g, (_, character: string) => escape(character));
}

/** A name, an id or a command: as code if it needs no escaping, as escaped text otherwise. */
export function name(text: string): string {
  const line = forLine(text);
  return /^(?! )[^`|]+(?<! )$/.test(line) ? `\`${line}\`` : `<code>${inline(text)}</code>`;
}

/** A link if the whole text is a web address; escaped text otherwise. */
export function link(text: string): string {
  return /^https?:\/\/[\w.-]+(?:[/?#][\w.~:/?#!$&*+,;=%@-]*)?$/.test(text) ? `<${text}>` : inline(text);
}

/** Unchanged lines inside a code fence that nothing in them can close. */
export function fenced(lines: readonly string[]): string {
  const longest = Math.max(
    2,
    ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map(({ length }) => length)),
  );
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${lines.map(forWholeLine).join('\n')}\n${fence}`;
}
