import type { Combinations } from '../../harness/run/combinations.ts';

/** How much of all combinations a run covered. */
export function combinationsSentence({ pairs, triples }: Combinations): string {
  return (
    `Combinations of sizes, contents, headers, framing, connections and what came before: ` +
    `pairs ${share(pairs)} of ${pairs.possible.toLocaleString('en-US')}, ` +
    `triples ${share(triples)} of ${triples.possible.toLocaleString('en-US')}.`
  );
}

/** Rounded down: 100 % is all of them. */
function share({ covered, possible }: Combinations['pairs']): string {
  return possible === 0 ? '0 %' : `${Math.floor((100 * covered) / possible)} %`;
}
