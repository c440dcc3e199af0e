/** A poll that is answered late. One wait serves several requirements. */
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { Entry } from '../../harness/trace/entry.ts';
import { endsPoll } from '../../harness/trace/calls.ts';
import { endOf } from '../support/requests.ts';

import { chargeWrongResult } from '../support/returned.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test, type TestContext } from '../support/test.ts';

/** How long the answer to `next` is held. Common client timeouts are 30, 60, 100 and 300 s. */
const HOLDS_MS = { quick: [1200], normal: [6000], slow: [35_000, 65_000, 110_000, 310_000] };

/** CPU time allowed for each 5 s of waiting. */
const IDLE_CPU_MS = 100;

test(
  'puts no timeout on the `next` request, stays while it is idle and uses no CPU meanwhile',
  {
    ...covers('next.no-client-timeout', 'loop.idle-without-cpu', 'shutdown.stays-while-healthy').against(
      ordinaryEvent,
    ),
    concurrency: 'unbounded',
    startsFirst: true,
  },
  async (t) => {
    if (t.pace !== 'slow') {
      t.warn(
        'next.no-client-timeout: common client timeouts are 30, 60, 100 and 300 s; only --slow waits long enough to detect them.',
      );
    }

    await Promise.all(HOLDS_MS[t.pace].map((holdMs) => hold(t, holdMs)));
  },
);

async function hold(t: TestContext, holdMs: number): Promise<void> {
  const sandbox = await t.warm();
  // After a first invocation, so that its CPU time and that of the start are not measured.
  const first = await sandbox.invoke({ waiting: 'before' });
  const poll = await sandbox.trace.nextPoll(
    sandbox.trace.entries.indexOf(first.request),
    sandbox.limits.outcomeMs,
  );
  const from = sandbox.trace.length;

  const disturbance = async (): Promise<Entry | undefined> =>
    sandbox.trace.waitForOptional(endsPoll(poll), {
      awaited: 'a second poll or the end of the first',
      from,
      limitMs: holdMs / 2,
    });
  const early = await disturbance();
  // In the second half only: a just-in-time compiler still works on the code of the first invocation.
  const before = await sandbox.process.sample();
  const event = early ?? (await disturbance());
  const after = await sandbox.process.sample();

  const seconds = `${holdMs / 1000} s`;
  t.verifyAbsence('shutdown.stays-while-healthy', sandbox.process.running, {
    code: 'ends-while-idle',
    expected: `a process that waits in \`next\` for ${seconds}`,
    actual: endOf(sandbox),
    sandbox,
  });
  await verifyStillWaiting(t, sandbox, seconds, event === undefined);
  if (event === undefined && before !== undefined && after !== undefined) {
    const usedMs = after.cpuMs - before.cpuMs;
    const allowedMs = IDLE_CPU_MS * Math.max(1, holdMs / 2 / 5000);
    t.verifyAbsence('loop.idle-without-cpu', usedMs < allowedMs, {
      code: 'uses-cpu',
      expected: `less than ${allowedMs} ms of CPU time in the second half of ${seconds}`,
      actual: `${usedMs} ms`,
      sandbox,
    });
  } else if (sandbox.process.running && event === undefined) {
    t.leaveUnjudged(['loop.idle-without-cpu'], 'not-testable', 'This platform does not report CPU time.');
  } else {
    t.leaveUnjudged(['loop.idle-without-cpu'], 'inconclusive', 'The runtime did not wait.');
  }
}

async function verifyStillWaiting(
  t: TestContext,
  sandbox: Sandbox,
  seconds: string,
  undisturbed: boolean,
): Promise<void> {
  const waits = t.verifyAbsence('next.no-client-timeout', undisturbed, {
    code: 'poll-abandoned',
    expected: `one GET that stays open for ${seconds}`,
    actual: sandbox.process.running ? 'the poll was abandoned or repeated' : endOf(sandbox),
    sandbox,
  });
  if (!waits) return;
  const event = { waiting: 'after' };
  const outcome = await sandbox.deliver(event).outcome();
  chargeWrongResult(t, sandbox, outcome, event);
  t.verify('next.no-client-timeout', outcome.kind !== 'none', {
    code: 'late-event-lost',
    expected: `an outcome for an event that comes after ${seconds}`,
    actual: outcome.describe(),
    sandbox,
  });
}
