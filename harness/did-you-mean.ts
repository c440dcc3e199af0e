import { distance } from 'fastest-levenshtein';

/** The candidate a person most likely meant: one that begins with the word, else the nearest by spelling. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const beginning = candidates.filter((candidate) => candidate.startsWith(word));
  const pool = beginning.length > 0 ? beginning : candidates;
  return pool.toSorted((a, b) => distance(word, a) - distance(word, b))[0] ?? '';
}
