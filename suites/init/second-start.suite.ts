import { describeStart, watchRestart, watchStart } from '../support/start.ts';
import { covers, test, type Scene } from '../support/test.ts';

test(
  'works when it is started a second time in the same sandbox, with the leavings of the first run',
  covers('init.second-start'),
  async (scene) => {
    const sandbox = await scene.fresh();
    // The result has been posted and not been taken: whatever belongs to the invocation is still there.
    sandbox.runtimeApi.faults.arm('response', [{ fault: 'delay', ms: 600_000 }]);
    sandbox.runtimeApi.faults.arm('error', [{ fault: 'delay', ms: 600_000 }]);
    const first = await sandbox.deliver({ started: 'first' }, { settleable: false }).outcome();
    if (first.kind === 'none') scene.inconclusive(`The first run came to nothing: ${first.reason}.`);
    await sandbox.process.terminate('as after a timeout of the function');
    sandbox.runtimeApi.faults.clear();

    const start = await watchRestart(scene, sandbox);

    scene.verify('init.second-start', start.kind === 'served', {
      deviation: 'The runtime does not work a second time after it was killed in an invocation.',
      expected: 'a poll and an outcome in the sandbox in which the first process was killed',
      actual: `the runtime ${describeStart(start)}`,
    });
    if (scene.pace !== 'quick' && scene.smoke.grade === 'probe') await judgeRetriedInit(scene);
  },
);

/** Init that has failed is tried once more in the same environment, and reports once more why it fails. */
async function judgeRetriedInit(scene: Scene): Promise<void> {
  const { sandbox, start: first } = await watchStart(scene, { environment: { PROBE_INIT: 'throw' } });
  if (first.kind !== 'reported' || first.exit === undefined) return;

  const second = await watchRestart(scene, sandbox);

  scene.verify('init.second-start', second.kind === 'reported', {
    deviation: 'The runtime does not fail a second time as it failed the first time.',
    expected: 'the same init error, in the sandbox in which the first process reported it',
    actual: `the runtime ${describeStart(second)}`,
  });
}
