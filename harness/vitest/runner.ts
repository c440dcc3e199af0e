import { TestRunner } from 'vitest';

const ended = new AbortController();

/**
 * Aborted when somebody ends the run before it is done. The `signal` that vitest gives to a test does not do: once one
 * test is over, vitest forgets which others are running beside it, and tells none of them.
 *
 * @see https://vitest.dev/api/advanced/runner
 */
export const runEnded: AbortSignal = ended.signal;

/** vitest's own runner of tests, which also passes on the end of the run. */
// oxlint-disable-next-line import/no-default-export -- vitest asks for one
export default class Runner extends TestRunner {
  override cancel(reason: Parameters<TestRunner['cancel']>[0]): void {
    ended.abort();
    super.cancel(reason);
  }
}
