import { distance } from 'fastest-levenshtein';

/** Longer words are cut: the time to compare grows with the length. */
const COMPARED = 100;

/** The candidate most likely meant: one that begins with the word, else the nearest by spelling. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const beginning = candidates.filter((candidate) => candidate.startsWith(word));
  const pool = beginning.length > 0 ? beginning : candidates;
  const compared = word.slice(0, COMPARED);
  return pool.toSorted((a, b) => distance(compared, a) - distance(compared, b))[0] ?? '';
}

/** The candidate that the word abbreviates or misspells; two letters differ where two are swapped. */
export function nearby(word: string, candidates: readonly string[]): string | undefined {
  const nearest = didYouMean(word, candidates);
  const isNear = word.length > 2 && distance(word.slice(0, COMPARED), nearest) <= 2;
  return isNear || (word.length > 1 && nearest.startsWith(word)) ? nearest : undefined;
}
