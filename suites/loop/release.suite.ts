/** The descriptors of a process at each poll. */
import { openConnections } from '../../harness/trace/calls.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { ResourceSample } from '../../harness/trace/entry.ts';
import { endOf } from '../support/requests.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test, type TestContext } from '../support/test.ts';

/** Number of invocations; the first ones may open permanent descriptors. */
const ROUNDS = 8;
const FIRST_ONES = 3;

/** One more descriptor at every poll is a leak per invocation. */
const TOLERATED_GROWTH = ROUNDS - FIRST_ONES - 2;

test(
  'releases what belongs to an invocation before the next `next`',
  covers('loop.cleanup-before-next', 'loop.supervisor-allowed').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    const polls: number[] = [];
    let processes = 0;
    while (polls.length < ROUNDS) {
      const outcome = await sandbox.invoke({ round: polls.length });
      await sandbox.trace.nextPoll(sandbox.trace.entries.indexOf(outcome.request), sandbox.limits.outcomeMs);
      const sample = await take(t, sandbox);
      processes = Math.max(processes, sample.processes);
      polls.push(sample.descriptors - connections(sandbox));
    }
    await sandbox.trace.sleep(t.limits.quietMs);
    const atRest = (await take(t, sandbox)).descriptors - connections(sandbox);

    verifyReleased(t, polls.slice(FIRST_ONES), atRest);
    verifySupervisor(t, sandbox, processes);
  },
);

async function take(t: TestContext, sandbox: Sandbox): Promise<ResourceSample> {
  const sample = await sandbox.process.sample();
  return sample ?? t.notTestable('This platform does not report the resources of a process.');
}

/** Open connections to the server, which do not count: the client may open and close them at any time. */
function connections({ trace }: Sandbox): number {
  return openConnections(trace.entries);
}

function verifyReleased(t: TestContext, polls: readonly number[], atRest: number): void {
  const [first = 0] = polls;
  const least = Math.min(...polls);
  const grown = (polls.at(-1) ?? 0) - first;
  const list = `${polls.join(', ')} at the polls, ${atRest} a while later`;

  // A descriptor that is closed later was still open at each poll, and Lambda may freeze the runtime at the poll.
  t.verifyAbsence('loop.cleanup-before-next', least <= atRest, {
    code: 'polls-before-cleanup',
    expected: 'no more descriptors at a poll than a while later',
    actual: `descriptors: ${list}`,
  });
  t.verify('loop.cleanup-before-next', grown <= TOLERATED_GROWTH, {
    code: 'descriptors-grow',
    expected: 'about as many descriptors at one poll as at the next',
    actual: `descriptors: ${list}`,
  });
}

/** A runtime with several processes has served every event at this point. */
function verifySupervisor(t: TestContext, sandbox: Sandbox, processes: number): void {
  if (processes < 2) {
    const reason = 'The runtime is a single process, which is allowed.';
    t.leaveUnjudged(['loop.supervisor-allowed'], 'not-applicable', reason);
    return;
  }
  t.verify('loop.supervisor-allowed', sandbox.process.running, {
    code: 'top-process-ends',
    expected: `the started process stays, with ${processes - 1} others below it, over ${ROUNDS} invocations`,
    actual: endOf(sandbox),
  });
}
