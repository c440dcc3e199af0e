/**
 * Words that a runtime writes to its output, such as what it puts between two frames: in an event they may be taken for more than
 * text. Plain words of a language are none.
 */
import type { Random } from '../../harness/base/random.ts';
import type { Entry } from '../../harness/trace/entry.ts';
import type { Playable } from './covered.ts';
import { NAMED_WORD, type Row } from './factor.ts';
import { anyLevels, outputIn } from './named-lengths.ts';

/** Words that are tried: the first ones, since a runtime says early what it is about. */
const TRIED = 8;

/** What the function prints is from the event. */
const MARK = /mark-\d/;

/** The words, in the order in which the runtime writes them. A time, a number, an address, a path or an id is none. */
export function wordsNamedIn(entries: readonly Entry[]): string[] {
  const words = [...outputIn(entries).matchAll(/[^\s"'`,;]{3,40}/g)].map(([word]) =>
    word.replace(/[.:!?]+$/, ''),
  );
  return [...new Set(words.filter((word) => isOdd(word) && !MARK.test(word)))];
}

/** Signs, or capitals beyond the first letter. */
function isOdd(word: string): boolean {
  if (/[\d/\\]/.test(word) || !/^[ -~]{3,}$/.test(word)) return false;
  return /[^A-Za-z]/.test(word) || /^.+[A-Z]/.test(word);
}

/** Rows with a word in the event: as a plain event, and together with random levels. */
export function rowsOfWords(words: readonly string[], random: Random, playable: Playable): Row[] {
  return words.slice(0, TRIED).flatMap((word): Row[] => {
    const plain: Row = { content: NAMED_WORD, word };
    return [plain, { ...anyLevels(random, playable), ...plain }];
  });
}
