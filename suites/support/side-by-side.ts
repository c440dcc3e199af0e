/** Parts in work at once. */
const SIDE_BY_SIDE = 3;

/** Judges independent cases in parts that run in parallel. */
export async function inParts<T>(
  cases: readonly T[],
  judge: (part: readonly T[]) => Promise<unknown>,
): Promise<void> {
  const parts = Array.from({ length: SIDE_BY_SIDE }, (_, part) =>
    cases.filter((_case, index) => index % SIDE_BY_SIDE === part),
  );
  await Promise.all(parts.filter((part) => part.length > 0).map((part) => judge(part)));
}
