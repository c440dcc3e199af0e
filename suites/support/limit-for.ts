import type { TestContext } from './test.ts';

/** JSON in pure Perl or bash takes about 1 s for 1 MB on a quiet machine. */
const BYTES_PER_MS = 400;

/** How long an outcome with this many bytes may take. */
export function limitFor({ limits }: TestContext, bytes: number): number {
  return limits.outcomeMs + bytes / BYTES_PER_MS;
}
