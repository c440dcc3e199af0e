/** Summaries of repeated measurements. Pure. */

/** A measurement that was repeated: its middle value, and the smallest and the largest. */
export interface Summary {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Summarizes at least one value. */
export function summaryOf(values: readonly number[]): Summary {
  const sorted = values.toSorted((one, other) => one - other);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) throw new RangeError('There is nothing to summarize.');
  return { median: medianOf(sorted), low, high };
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  const lower = sorted[Math.ceil(middle) - 1] ?? 0;
  return (upper + lower) / 2;
}

/** The ratio of each round: what disturbs the machine for longer than a round disturbs both sides of it. */
export function ratiosOf(ours: readonly number[], theirs: readonly number[]): number[] {
  if (ours.length !== theirs.length) throw new RangeError('The rounds of the two sides differ in number.');
  return ours.map((value, round) => value / (theirs[round] ?? NaN));
}
