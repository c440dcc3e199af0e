import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { NoOutcome, Outcome } from '../../harness/trace/outcome.ts';
import { oncePerRun } from './test.ts';

/** The expected form of an error report, as evidence of a deviation. */
export const WELL_FORMED_REPORT = 'POST …/error with a string errorMessage and a string errorType';

/** Whether the runtime reports the message of an ordinary failure at all; without it a missing one shows nothing more. */
export async function reportsMessages(sandbox: Sandbox): Promise<boolean> {
  const message = 'an ordinary message';
  const outcome = await sandbox.deliver({ probe: 'throw', type: 'ProbeOops', message }).outcome();
  return outcome.kind !== 'error' || outcome.text.includes(message);
}

/** The same, where a test has no sandbox for it. */
export const messagesReported = oncePerRun(async (t): Promise<boolean> => {
  const sandbox = await t.warm();
  const reported = await reportsMessages(sandbox);
  await t.release(sandbox);
  return reported;
});

/** Whether an outcome is an error report of the documented form. */
export function isErrorReport(outcome: Outcome | NoOutcome): boolean {
  if (outcome.kind !== 'error') return false;
  const { errorMessage, errorType } = outcome.object ?? {};
  return typeof errorMessage === 'string' && typeof errorType === 'string';
}
