import type { Combinations } from '../../harness/run/combinations.ts';

/** How much of all combinations a run covered. */
export function combinationsSentence({ pairs, triples, quadruples }: Combinations): string {
  const shares = [
    shareOf('pairs', pairs),
    shareOf('triples', triples),
    ...(quadruples === undefined ? [] : [shareOf('quadruples', quadruples)]),
  ];
  return `Combinations of sizes, contents, headers, framing, connections and what came before: ${shares.join(', ')}.`;
}

function shareOf(name: string, tried: Combinations['pairs']): string {
  return `${name} ${share(tried)} of ${tried.possible.toLocaleString('en-US')}`;
}

/** Rounded down: 100 % is all of them. */
function share({ covered, possible }: Combinations['pairs']): string {
  return possible === 0 ? '0 %' : `${Math.floor((100 * covered) / possible)} %`;
}
