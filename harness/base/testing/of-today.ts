/** Days since 1970: what is too much for one run of the tests is spread over the days by it. */
export const today = Math.floor(Date.now() / 86_400_000);

/** Each n-th of them, others every day; after `days` days all had their turn. */
export function ofToday<T>(all: readonly T[], days: number): T[] {
  return all.filter((_, n) => (n + today) % days === 0);
}
