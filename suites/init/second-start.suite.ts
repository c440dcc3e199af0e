import { describeStart, watchRestart, watchStart } from '../support/start.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test, type TestContext } from '../support/test.ts';

test(
  'works when it is started a second time in the same sandbox, with the leavings of the first run',
  covers('init.second-start').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    // The result is posted but not yet accepted, so all state of the invocation still exists.
    sandbox.runtimeApi.faults.arm('response', [{ fault: 'delay', ms: 600_000 }]);
    sandbox.runtimeApi.faults.arm('error', [{ fault: 'delay', ms: 600_000 }]);
    const first = await sandbox.deliver({ started: 'first' }, { settleable: false }).outcome();
    if (first.kind === 'none') t.inconclusive(`The first run had no outcome: ${first.reason}.`);
    await sandbox.process.terminate('as after a timeout of the function');
    sandbox.runtimeApi.faults.clear();

    const start = await watchRestart(t, sandbox);

    t.verify('init.second-start', start.kind === 'served', {
      code: 'does-not-start-again',
      expected: 'a poll and an outcome in the sandbox in which the first process was killed',
      actual: `the runtime ${describeStart(start)}`,
    });
    if (t.pace !== 'quick' && t.smoke.grade === 'probe') await judgeRetriedInit(t);
  },
);

/** A failed init is retried in the same environment and reports the same cause. */
async function judgeRetriedInit(t: TestContext): Promise<void> {
  const { sandbox, start: first } = await watchStart(t, { environment: { PROBE_INIT: 'throw' } });
  if (first.kind !== 'reported' || first.exit === undefined) return;

  const second = await watchRestart(t, sandbox);

  const cause = 'probe init failed';
  const same = second.kind === 'reported' && second.report.includes(cause) === first.report.includes(cause);
  t.verify('init.second-start', same, {
    code: 'second-failure-differs',
    expected: 'the same init error, in the sandbox in which the first process reported it',
    actual: `the runtime ${describeStart(second)}`,
  });
}
