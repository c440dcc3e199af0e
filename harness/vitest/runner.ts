import { TestRunner } from 'vitest';

const ended = new AbortController();

/**
 * Aborted when the run is cancelled. The `signal` that vitest gives to a test is not enough: once one test is over, vitest
 * forgets which others are running beside it, and aborts none of them.
 *
 * @see https://vitest.dev/api/advanced/runner
 */
export const runEnded: AbortSignal = ended.signal;

/** vitest's test runner, which also passes on a cancellation. */
// oxlint-disable-next-line import/no-default-export -- vitest requires one
export default class Runner extends TestRunner {
  override cancel(reason: Parameters<TestRunner['cancel']>[0]): void {
    ended.abort();
    super.cancel(reason);
  }
}
