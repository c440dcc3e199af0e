import type { TestContext } from '../support/test.ts';
import { watchStart } from '../support/start.ts';

/** Why a failed load cannot be judged. */
export const LINKED =
  'The function seems to be linked into the program and failed before the client of the Runtime API ran.';

/** Whether the runtime serves events under any handler name, so that it does not load the function itself. */
export async function isLinked(t: TestContext): Promise<boolean> {
  const { start } = await watchStart(t, { handler: 'lambdaspec_missing.handler' });
  return start.kind === 'served';
}
