import { startsSlowly } from '../../harness/sandbox/limits.ts';
import type { TestContext } from './test.ts';

/** Parts in work at once, unless a test says otherwise; two where a start takes long, since each part takes a process. */
function sideBySide({ smoke }: TestContext): number {
  return startsSlowly(smoke) ? 2 : 3;
}

/** Judges independent cases in parts that run in parallel; one part, if a stored case is repeated, or each would repeat it. */
export async function inParts<T>(
  t: TestContext,
  cases: readonly T[],
  judge: (part: readonly T[]) => Promise<unknown>,
  count = sideBySide(t),
): Promise<void> {
  const length = t.replaying ? 1 : count;
  const parts = Array.from({ length }, (_, part) => cases.filter((_case, index) => index % length === part));
  await Promise.all(parts.filter((part) => part.length > 0).map((part) => judge(part)));
}
