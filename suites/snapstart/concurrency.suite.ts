/** SnapStart and concurrent mode together. AWS does not offer both for one function; some clients can. */
import { restoreFromSnapshot } from '../../harness/sandbox/snapshot.ts';
import { isRestoreCall } from '../../harness/trace/calls.ts';
import { concurrentEvent, WORKERS } from '../concurrency/pool.ts';
import { isServed } from '../support/returned.ts';
import { covers, test } from '../support/test.ts';
import { earlyPoll, restoredEvent, startForSnapshot } from './snapshot.ts';

test(
  'restores once in concurrent mode, and only then starts its workers',
  covers('snapstart.with-concurrency').against({
    scenario: `${restoredEvent.scenario}, and one in concurrent mode`,
    async play(t, asked) {
      return (await restoredEvent.play?.(t, asked)) ?? (await concurrentEvent.play?.(t, asked));
    },
  }),
  async (t) => {
    const { sandbox, start } = await startForSnapshot(t, { maxConcurrency: WORKERS });
    if (start.kind === 'polls')
      t.notApplicable('The runtime does not combine SnapStart with concurrent mode: it polls at once.');
    if (start.kind !== 'waits') t.inconclusive(`The runtime does not call restore/next: ${start.text}.`);

    const early = await earlyPoll(t, sandbox);
    const waits = t.verifyAbsence('snapstart.with-concurrency', early.absent, {
      code: 'polls-before-restore',
      ...early.evidence,
    });
    if (!waits) return;

    await restoreFromSnapshot(sandbox);
    const event = { event: 'after the restore' };
    const outcome = await sandbox.deliver(event).outcome();
    const calls = sandbox.trace.entries.filter(isRestoreCall).length;
    t.verify('snapstart.with-concurrency', calls === 1, {
      code: 'restores-again',
      expected: `one restore/next with AWS_LAMBDA_MAX_CONCURRENCY=${WORKERS}`,
      actual: `${calls} calls of GET /2018-06-01/runtime/restore/next`,
    });
    t.verify('snapstart.with-concurrency', isServed(t, sandbox, outcome, event), {
      code: 'not-served',
      expected: `an event served after the restore with AWS_LAMBDA_MAX_CONCURRENCY=${WORKERS}`,
      actual: outcome.describe(),
    });
  },
);
