/** Foreign text as a reader wants it: shortened where nobody would read on, its code set as code, its links as links. */
import { forLine } from '../../harness/base/escape.ts';
import { type Content, html, type Markup } from './markup.ts';

/** What of a single value is shown before the reader is sent to run.json. */
const shownCharacters = 4_000;

/** A text with what stands between backticks set as code. */
export function prose(text: string, limit = shownCharacters): Markup {
  const parts = clipped(text, limit).split(/`([^`\n]+)`/);
  return html`${parts.map((part, n): Content => (n % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** A value, whatever its length: the beginning, and how much more there is. */
export function clipped(text: string, limit = shownCharacters): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit)}… and ${text.length - limit} more characters, in run.json`;
}

/** A value that must not begin a line of its own: a line of the trace, a command to be pasted. */
export function oneLine(text: string): string {
  return forLine(clipped(text));
}

/** The input that shows a deviation, one member per line where it is JSON and nothing is lost by writing it so. */
export function pretty(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    return JSON.stringify(value) === json ? JSON.stringify(value, null, 2) : json;
  } catch {
    return json;
  }
}

/** Where a claim comes from. Only what leads to the web is a link; anything else might do something when it is followed. */
export function source(reference: string): Markup {
  if (!isWebAddress(reference)) return prose(reference);
  const shown = reference.replace(/^https?:\/\/(www\.)?/, '');
  return html`<a href="${reference}" rel="noreferrer">${shown}</a>`;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s\p{C}]+$/u.test(text) && URL.canParse(text);
}

/** A duration as one would say it. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}
