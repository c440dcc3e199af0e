const DAY_MS = 24 * 60 * 60 * 1000;

/** A few of all, chosen by the day: as many days later as needed, each had its turn. */
export function sampleOfDay<T>(all: readonly T[], size: number, now: Date): readonly T[] {
  const first = Math.floor(now.getTime() / DAY_MS) * size;
  return Array.from(
    { length: Math.min(size, all.length) },
    (_, index) => all[(first + index) % all.length],
  ).flatMap((one) => (one === undefined ? [] : [one]));
}
