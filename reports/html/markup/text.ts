/** Foreign text prepared for reading: long values shortened, code set as code, web addresses as links. */
import { forLine } from '../../../harness/base/escape.ts';
import { type Content, html, type Markup } from './markup.ts';

/** Characters of a single value that are shown; run.json has the rest. */
const shownCharacters = 4_000;

/** Renders text between backticks as code. */
export function prose(text: string, limit = shownCharacters): Markup {
  const parts = clipped(text, limit).split(/`([^`\n]+)`/);
  return html`${parts.map((part, n): Content => (n % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** Shortens a long value: its beginning, and how many characters are missing. */
export function clipped(text: string, limit = shownCharacters): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit)}… and ${text.length - limit} more characters, in run.json`;
}

/** A value that must stay on one line: a line of the trace, a command to copy. */
export function oneLine(text: string): string {
  return forLine(clipped(text));
}

/** The same as markup that a narrow screen breaks after a slash of a long path, and not inside of a name. */
export function brokenAtSlashes(text: string): Markup {
  const parts = oneLine(text)
    .split(/(\S{24,})/)
    .flatMap((part, n) => (n % 2 === 0 ? [part] : part.split(/(?<=\/)/).flatMap(followedByBreak)));
  return html`${parts}`;
}

function followedByBreak(part: string): Content[] {
  return part.endsWith('/') ? [part, html`<wbr />`] : [part];
}

/** The input of a deviation, one member per line if it is JSON and reformatting loses nothing. */
export function pretty(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    return JSON.stringify(value) === json ? JSON.stringify(value, null, 2) : json;
  } catch {
    return json;
  }
}

/** The source of a requirement. Only a web address becomes a link; another scheme might do something when followed. */
export function source(reference: string): Markup {
  if (!isWebAddress(reference)) return prose(reference);
  const shown = reference.replace(/^https?:\/\/(www\.)?/, '');
  return html`<a href="${reference}" rel="noreferrer">${shown}</a>`;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s\p{C}]+$/u.test(text) && URL.canParse(text);
}
