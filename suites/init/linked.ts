import type { TestContext } from '../support/test.ts';
import { undeclaredReason } from '../../harness/test/needs.ts';
import type { ProbeProperty } from '../../harness/sandbox/probe-properties.ts';
import { watchStart, type ObservedStart } from '../support/start.ts';

const PROPERTY: ProbeProperty = 'linked';

/** Why a failed load cannot be judged. */
export const LINKED = `The function seems to be linked into the program and failed before the client of the Runtime API ran. ${undeclaredReason(PROPERTY)}`;

/** Why what only a report shows cannot be judged. */
export const UNREPORTED = 'The runtime did not report a failed init.';

/**
 * Ends a test about how the runtime finds, loads or reports on its function: it is not applicable to a function that says
 * that it is linked into the program, and not testable otherwise, for this reason.
 */
export function endWithoutLoading(t: TestContext, reason: string): never {
  return isDeclared(t) ? t.notApplicable(LINKED_FUNCTION) : t.notTestable(reason);
}

/** Like `endWithoutLoading`, for some requirements of a test that goes on. */
export function leaveWithoutLoading(
  t: TestContext,
  requirements: Parameters<TestContext['leaveUnjudged']>[0],
  reason: string,
): void {
  if (isDeclared(t)) t.leaveUnjudged(requirements, 'not-applicable', LINKED_FUNCTION);
  else t.leaveUnjudged(requirements, 'not-testable', reason);
}

const LINKED_FUNCTION =
  'The function is linked into the program, as it says, so the runtime neither finds nor loads it.';

function isDeclared({ smoke }: TestContext): boolean {
  return smoke.properties?.includes(PROPERTY) === true;
}

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
  const { start } = await watchStart(t, { handler: 'function_missing.handler' });
  return start.kind === 'served';
}
