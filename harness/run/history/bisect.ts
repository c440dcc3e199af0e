/** Finds the release in which a requirement changed, with few releases judged. */
import type { Bisection, State } from './history.ts';

type Step = Bisection['steps'][number];

/**
 * Bisects releases, the oldest first. Takes for granted that there is one change between the oldest and the newest; where there
 * are several, it finds one of them.
 *
 * @param judge Judges one release; `unknown` for one that cannot be judged, whose neighbours are then tried.
 * @param stopped Whether the user has interrupted the command.
 */
export async function bisect(
  asked: string,
  versions: readonly string[],
  judge: (version: string) => Promise<State>,
  stopped: () => boolean,
): Promise<Bisection> {
  const states = new Map<number, State>();
  const steps: Step[] = [];
  const known = (): number[] => [...states].filter(([, state]) => state !== 'unknown').map(([n]) => n);
  const ask = async (index: number): Promise<State> => {
    const version = versions[index] ?? '';
    const state = await judge(version);
    states.set(index, state);
    steps.push({ version, state, left: leftAfter(states, versions.length) });
    return state;
  };
  const nothing = (reason: string): Bisection => ({ asked, steps, change: null, reason });
  const interrupted = nothing.bind(undefined, 'The command was interrupted.');

  for (let index = versions.length - 1; index >= 0 && known().length === 0; index -= 1) {
    if (stopped()) return interrupted();
    await ask(index);
  }
  for (let index = 0; index < versions.length && known().length === 1 && !states.has(index); index += 1) {
    if (stopped()) return interrupted();
    await ask(index);
  }
  let [low = -1, high = -1] = known().toSorted((one, other) => one - other);
  const oldest = states.get(low);
  if (high < 0) return nothing('Fewer than two releases could be judged, so there is nothing to compare.');
  if (oldest === states.get(high)) {
    return nothing(
      `${asked} ${oldest === 'deviates' ? 'deviates' : 'holds'} in ${versions[low]} and in ${versions[high]}; widen --versions.`,
    );
  }
  for (let next = middle(low, high, states); next !== undefined; next = middle(low, high, states)) {
    if (stopped()) return interrupted();
    const state = await ask(next);
    if (state === oldest) low = next;
    else if (state !== 'unknown') high = next;
  }
  return {
    asked,
    steps,
    reason: null,
    change: {
      kind: oldest === 'holds' ? 'came' : 'went',
      before: versions[low] ?? '',
      version: versions[high] ?? '',
      between: versions.slice(low + 1, high),
    },
  };
}

/** The release nearest to the middle of those between both that was not tried yet. */
function middle(low: number, high: number, states: ReadonlyMap<number, State>): number | undefined {
  const centre = (low + high) / 2;
  return Array.from({ length: Math.max(0, high - low - 1) }, (_, n) => low + 1 + n)
    .filter((index) => !states.has(index))
    .toSorted((one, other) => Math.abs(one - centre) - Math.abs(other - centre))[0];
}

/** How many releases may still be the first of the change: those behind the last that is like the oldest. */
function leftAfter(states: ReadonlyMap<number, State>, count: number): number {
  const judged = [...states]
    .filter(([, state]) => state !== 'unknown')
    .toSorted(([one], [other]) => one - other);
  const [first] = judged;
  if (first === undefined || judged.length < 2) return count;
  const turn = judged.findIndex(([, state]) => state !== first[1]);
  if (turn < 0) return 0;
  const [below = 0, above = 0] = [judged[turn - 1]?.[0], judged[turn]?.[0]];
  return Array.from({ length: above - below }, (_, n) => below + 1 + n).filter(
    (index) => index === above || !states.has(index),
  ).length;
}
