import type { TestContext } from './test.ts';

/** Parts in work at once, unless a test says otherwise. */
const SIDE_BY_SIDE = 3;

/** Judges independent cases in parts that run in parallel; one part, if a stored case is repeated, or each would repeat it. */
export async function inParts<T>(
  t: TestContext,
  cases: readonly T[],
  judge: (part: readonly T[]) => Promise<unknown>,
  count = SIDE_BY_SIDE,
): Promise<void> {
  const length = t.replaying ? 1 : count;
  const parts = Array.from({ length }, (_, part) => cases.filter((_case, index) => index % length === part));
  await Promise.all(parts.filter((part) => part.length > 0).map((part) => judge(part)));
}
