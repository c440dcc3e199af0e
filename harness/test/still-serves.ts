import { isDeepStrictEqual } from 'node:util';
import type { Smoke } from '../sandbox/limits.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

const ORDINARY = { ordinary: 'event' };

/** Whether a runtime that has deviated serves an ordinary event right, and polls again, so that any other test can use it. */
export async function stillServes(sandbox: Sandbox, { grade }: Pick<Smoke, 'grade'>): Promise<boolean> {
  if (!sandbox.warm) return false;
  const outcome = await sandbox.deliver(ORDINARY).outcome();
  if (outcome.kind !== 'response') return false;
  // An opaque function returns anything.
  if (grade !== 'opaque' && !isDeepStrictEqual(outcome.json, ORDINARY)) return false;
  await sandbox.waitForPoll();
  return sandbox.warm;
}
