import { forLine } from './escape.ts';

/** More of a word than this tells nobody what is wrong with it. */
const SHOWN = 80;

/** A word of the user's in a message of ours: in quotes, on one line, not longer than the sentence around it. */
export function displayQuote(word: string): string {
  const rest = word.length > SHOWN ? `… (${word.length} characters)` : '';
  return `"${forLine(word.slice(0, SHOWN))}${rest}"`;
}
