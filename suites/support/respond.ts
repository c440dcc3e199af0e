import type { Outcome } from '../../harness/trace/outcome.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { TestContext } from './test.ts';

/**
 * Invokes a function that is expected to answer; one that fails leaves no response to reply to, which ends the test.
 */
export async function respond(t: TestContext, sandbox: Sandbox, event: unknown): Promise<Outcome> {
  const outcome = await sandbox.invoke(event);
  if (outcome.kind === 'response') return outcome;
  sandbox.runtimeApi.faults.clear();
  return t.inconclusive('The function failed, so that there was no response to reply to.');
}
