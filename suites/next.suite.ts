import { covers, test } from './support.ts';

test(
  'asks for the next invocation after it has posted a result',
  covers('next.continues-after-result'),
  async (scene) => {
    const sandbox = await scene.fresh();

    for (const n of [1, 2, 3]) {
      const outcome = await sandbox.deliver({ n }).outcome();

      const served = scene.verify('next.continues-after-result', outcome.kind !== 'none', {
        deviation: 'The runtime did not go on to a further invocation in the same process.',
        expected: 'three invocations in one process, each with a poll and an outcome',
        actual: outcome.kind === 'none' ? `invocation ${n}: ${outcome.reason}` : outcome.describe(),
      });
      if (!served) return;
    }
  },
);
