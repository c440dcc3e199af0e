import { forLine } from './escape.ts';

const SHOWN = 80;

/** The user's input in a message: in quotes, on one line, clipped. */
export function displayQuote(word: string): string {
  const rest = word.length > SHOWN ? `… (${word.length} characters)` : '';
  return `"${forLine(word.slice(0, SHOWN))}${rest}"`;
}
