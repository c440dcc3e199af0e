/** The middle one of figures in ascending order; between the two middle ones where their number is even. */
export function median(sorted: readonly number[]): number {
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return (lower + upper) / 2;
}

/** The value of an option that takes a whole number from 1. */
export function wholeNumber(option: string, given: string): number {
  if (!/^[1-9]\d*$/.test(given)) throw new Error(`--${option} expects a whole number from 1, not "${given}"`);
  return Number(given);
}
