import type { Outcome } from '../../harness/trace/outcome.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { TestContext } from './test.ts';

/**
 * Invokes a function that is expected to succeed. A failure ends the test, since there is no response to reply to.
 */
export async function respond(t: TestContext, sandbox: Sandbox, event: unknown): Promise<Outcome> {
  const outcome = await sandbox.invoke(event);
  if (outcome.kind === 'response') return outcome;
  sandbox.runtimeApi.faults.clear();
  return t.inconclusive('The function failed, so there was no response to reply to.');
}
