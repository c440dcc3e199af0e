/** The way of a runtime through a snapshot: init, `restore/next`, `next`. */
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { restoreFromSnapshot } from '../../harness/sandbox/snapshot.ts';
import { isEndOfConnection, isPoll, isRestoreCall } from '../../harness/trace/calls.ts';
import type { EntryOf } from '../../harness/trace/entry.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { endOf } from '../support/requests.ts';
import { isServed } from '../support/returned.ts';
import { covers, test, type TestContext } from '../support/test.ts';
import {
  earlyPoll,
  noRestore,
  offersHooks,
  restoredEvent,
  startForSnapshot,
  waitingForRestore,
  WITHOUT_HOOKS,
} from './snapshot.ts';

/** How long loading the snapshot and the hooks after it may take. */
const BUDGET_MS = 10_000;

test(
  'calls restore/next after init and before its first poll, which comes within the restore budget',
  covers('snapstart.restore-next-before-next', 'snapstart.hooks-in-time').against(ordinaryEvent),
  async (t) => {
    const { sandbox, start } = await startForSnapshot(t);
    if (start.kind === 'polls' && !offersHooks(t)) t.notTestable(WITHOUT_HOOKS);
    if (start.kind !== 'waits') {
      t.deviates('snapstart.restore-next-before-next', noRestore(start));
      return;
    }

    const early = await earlyPoll(t, sandbox);
    const waits = t.verifyAbsence('snapstart.restore-next-before-next', early.absent, {
      code: 'polls-while-waiting',
      ...early.evidence,
    });
    if (!waits) return;

    const from = sandbox.trace.length;
    await restoreFromSnapshot(sandbox);
    const poll = await firstPoll(sandbox, from, Math.max(t.limits.startMs, BUDGET_MS + 2000));
    if (poll !== undefined) {
      const tookMs = Math.round(poll.at - (sandbox.trace.entries[from]?.at ?? poll.at));
      t.verify('snapstart.hooks-in-time', tookMs <= BUDGET_MS, {
        code: 'over-budget',
        expected: `a poll within ${BUDGET_MS / 1000} s of the reply to restore/next`,
        actual: `it came after ${tookMs} ms`,
      });
    }
    const event = { event: 'first' };
    const outcome = await sandbox.deliver(event).outcome();
    t.verify('snapstart.restore-next-before-next', isServed(t, sandbox, outcome, event), {
      code: 'does-not-go-on',
      expected: 'a poll after restore/next has returned, and an outcome',
      actual: outcome.describe(),
    });
    await failsToLoad(t);
  },
);

/** A function that cannot be loaded is no reason for a snapshot. */
async function failsToLoad(t: TestContext): Promise<void> {
  if (t.smoke.properties?.includes('PROBE_INIT=throw') !== true) return;
  const { sandbox, start } = await startForSnapshot(t, { environment: { PROBE_INIT: 'throw' } });
  t.verifyAbsence('snapstart.restore-next-before-next', start.kind !== 'waits', {
    code: 'called-before-init',
    expected: 'no restore/next while the function is not loaded',
    actual: 'restore/next, with a function that fails while it loads',
    sandbox,
  });
}

/** How long the reply to `restore/next` is held: half of it running, half of it stopped. */
const HOLDS_MS = { quick: 1000, normal: 4000, slow: 65_000 };

test(
  'puts no timeout on restore/next',
  { ...covers('snapstart.restore-next-untimed').against(restoredEvent), concurrency: 'unbounded' },
  async (t) => {
    const sandbox = await waitingForRestore(t);
    if (t.pace !== 'slow') {
      t.warn(
        'snapstart.restore-next-untimed: common client timeouts are 30 and 60 s; only --slow waits long enough to detect them.',
      );
    }
    const holdMs = HOLDS_MS[t.pace];
    const call = sandbox.trace.entries.find(isRestoreCall);
    const disturbed = await sandbox.trace.waitForOptional(
      (entry) =>
        (isRestoreCall(entry) && entry !== call) ||
        isPoll(entry) ||
        isEndOfConnection(entry, call?.connection),
      { awaited: 'a second call or the end of the first', limitMs: holdMs / 2 },
    );
    const seconds = `${holdMs / 1000} s`;
    const undisturbed = disturbed === undefined && sandbox.process.running;
    const waits = t.verifyAbsence('snapstart.restore-next-untimed', undisturbed, {
      code: 'call-abandoned',
      expected: `one call that stays open for ${seconds}`,
      actual: sandbox.process.running ? 'it was abandoned or repeated' : endOf(sandbox),
    });
    if (!waits) return;

    const from = sandbox.trace.length;
    await restoreFromSnapshot(sandbox, { stoppedMs: holdMs / 2 });
    const poll = await firstPoll(sandbox, from, t.limits.outcomeMs);
    t.verify('snapstart.restore-next-untimed', poll !== undefined, {
      code: 'late-reply-lost',
      expected: `a poll after a 200 that comes after ${seconds}`,
      actual: sandbox.process.running ? 'no poll' : endOf(sandbox),
    });
  },
);

function firstPoll(sandbox: Sandbox, from: number, limitMs: number): Promise<EntryOf<'request'> | undefined> {
  return sandbox.trace.waitForOptional(isPoll, {
    awaited: 'the first poll after the restore',
    from,
    limitMs,
  });
}
