import { forLine } from '../../harness/base/escape.ts';

/** How the terminal document is to look; decided by the caller. */
export interface TerminalOptions {
  readonly colour: boolean;
  /** Columns of the terminal. Commands, links and ids are never broken, since they are there to be copied. */
  readonly width: number;
  /** Every trace line, every id and every word, instead of what usually suffices. */
  readonly verbose: boolean;
  /** Where the other documents of this run were written. */
  readonly reportPaths?: readonly string[];
}

/** Characters of one value shown in normal mode; a 6 MB response must not bury its own deviation. */
const longestValue = 400;

/** Words broken into lines of at most `width` characters. Foreign text goes through `forLine` first. */
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

/** Text in pieces of at most `width` characters, wherever they fall; at least one piece. */
export function pieces(text: string, width: number): string[] {
  const characters = Array.from(text);
  const count = Math.max(1, Math.ceil(characters.length / width));
  return Array.from({ length: count }, (_, n) => characters.slice(n * width, (n + 1) * width).join(''));
}

/** Characters as the reader counts them, not UTF-16 units. */
export function length(text: string): number {
  return Array.from(text).length;
}

/** Cut to `width` characters, the last of which says that something is missing. */
export function truncate(text: string, width: number): string {
  return length(text) <= width
    ? text
    : `${Array.from(text)
        .slice(0, Math.max(0, width - 1))
        .join('')}…`;
}

/** Foreign text on one line, its middle left out when it is very long and nobody asked for all of it. */
export function value(text: string, verbose: boolean): string {
  if (verbose || text.length <= longestValue) return forLine(text);
  const half = longestValue / 2;
  const missing = (text.length - longestValue).toLocaleString('en');
  return forLine(`${text.slice(0, half)} … ${missing} characters … ${text.slice(-half)}`);
}

/** A word in a column of its own, and text that hangs beside it. */
export function field(name: string, lines: readonly string[], indent: string): string[] {
  const gap = ' '.repeat(fieldWidth);
  return lines.map((line, n) => `${indent}${n === 0 ? name.padEnd(fieldWidth) : gap}${line}`);
}

/** Columns of the words before `expected`, `actual` and their kin. */
export const fieldWidth = 11;

export function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}
