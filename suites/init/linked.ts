import type { TestContext } from '../support/test.ts';
import { watchStart, type ObservedStart } from '../support/start.ts';

/** Why a failed load cannot be judged. */
export const LINKED =
  'The function seems to be linked into the program and failed before the client of the Runtime API ran.';

/** Why what only a report shows cannot be judged. */
export const UNREPORTED = 'The runtime did not report a failed init.';

/** Whether every failed start ended without a request because the runtime does not load the function itself. */
export async function isSilentlyLinked(
  t: TestContext,
  started: readonly { readonly start: ObservedStart }[],
): Promise<boolean> {
  const silent = started.every(({ start }) => start.kind === 'exited' && start.attempt === undefined);
  return silent && (await isLinked(t));
}

/** Whether the runtime serves events under any handler name, so that it does not load the function itself. */
async function isLinked(t: TestContext): Promise<boolean> {
  const { start } = await watchStart(t, { handler: 'lambdaspec_missing.handler' });
  return start.kind === 'served';
}
