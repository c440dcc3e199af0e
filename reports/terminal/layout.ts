import { forLine } from '../../harness/base/escape.ts';

/** The options of the terminal document; the caller decides them. */
export interface TerminalOptions {
  readonly colour: boolean;
  /** Columns of the terminal. Commands, links and ids are never broken, so that they can be copied. */
  readonly width: number;
  /** Shows every trace line, every id and every value in full. */
  readonly verbose: boolean;
  /** The paths of the other documents of this run. */
  readonly reportPaths?: readonly string[];
}

/** Maximum characters of a value unless verbose; a 6 MB response must not bury its own deviation. */
const longestValue = 400;

/**
 * Breaks text into lines of at most `width` characters. Foreign text goes through `forLine` first; what then starts a
 * line is looked at once more when the document is printed.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => (isLink(long) ? [long] : pieces(long, width)))) {
    if (line === '') line = word;
    else if (length(line) + 1 + length(word) <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

function isLink(word: string): boolean {
  return /^https?:/.test(word);
}

/** Cuts text into pieces of at most `width` characters, at any character; returns at least one piece. */
export function pieces(text: string, width: number): string[] {
  const characters = Array.from(text);
  const count = Math.max(1, Math.ceil(characters.length / width));
  return Array.from({ length: count }, (_, n) => characters.slice(n * width, (n + 1) * width).join(''));
}

/** The number of code points, not UTF-16 units. */
export function length(text: string): number {
  return Array.from(text).length;
}

/** Cuts text to `width` characters; the last one marks the cut. */
export function truncate(text: string, width: number): string {
  return length(text) <= width
    ? text
    : `${Array.from(text)
        .slice(0, Math.max(0, width - 1))
        .join('')}…`;
}

/** Foreign text on one line; leaves out the middle of a long text unless verbose. */
export function value(text: string, verbose: boolean): string {
  if (verbose || text.length <= longestValue) return forLine(text);
  const half = longestValue / 2;
  const missing = (text.length - longestValue).toLocaleString('en');
  return forLine(`${text.slice(0, half)} … ${missing} characters … ${text.slice(-half)}`);
}

/** A label in its own column, with the text indented beside it. */
export function field(name: string, lines: readonly string[], indent: string): string[] {
  const gap = ' '.repeat(fieldWidth);
  return lines.map((line, n) => `${indent}${n === 0 ? name.padEnd(fieldWidth) : gap}${line}`);
}

/** The width of the label column (`expected`, `actual`, …). */
export const fieldWidth = 11;

export function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}
