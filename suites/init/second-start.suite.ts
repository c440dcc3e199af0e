import { describeStart, watchRestart, watchStart } from '../support/start.ts';
import { covers, test, type TestContext } from '../support/test.ts';

test(
  'works when it is started a second time in the same sandbox, with the leavings of the first run',
  covers('init.second-start'),
  async (t) => {
    const sandbox = await t.fresh();
    // The result has been posted and not been taken: whatever belongs to the invocation is still there.
    sandbox.runtimeApi.faults.arm('response', [{ fault: 'delay', ms: 600_000 }]);
    sandbox.runtimeApi.faults.arm('error', [{ fault: 'delay', ms: 600_000 }]);
    const first = await sandbox.deliver({ started: 'first' }, { settleable: false }).outcome();
    if (first.kind === 'none') t.inconclusive(`The first run came to nothing: ${first.reason}.`);
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

/** Init that has failed is tried once more in the same environment, and reports once more why it fails. */
async function judgeRetriedInit(t: TestContext): Promise<void> {
  const { sandbox, start: first } = await watchStart(t, { environment: { PROBE_INIT: 'throw' } });
  if (first.kind !== 'reported' || first.exit === undefined) return;

  const second = await watchRestart(t, sandbox);

  t.verify('init.second-start', second.kind === 'reported', {
    code: 'second-failure-differs',
    expected: 'the same init error, in the sandbox in which the first process reported it',
    actual: `the runtime ${describeStart(second)}`,
  });
}
