const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A few of all, chosen by the day. They stand far apart, since neighbours are alike; and each has its turn.
 *
 * @param size the number of the sample, at most.
 */
export function sampleOfDay<T>(all: readonly T[], size: number, now: Date): readonly T[] {
  const stride = Math.max(1, Math.ceil(all.length / size));
  const turn = Math.floor(now.getTime() / DAY_MS) % stride;
  return all.filter((_, index) => index % stride === turn);
}
