import { covers, test } from './support.ts';

test(
  'serves another event after a result was posted',
  covers('next.continues-after-result'),
  async (scene) => {
    const sandbox = await scene.warm();

    await sandbox.invoke({ n: 1 });
    await sandbox.invoke({ n: 2 });
    const third = sandbox.deliver({ n: 3 });
    const outcome = await third.outcome();

    scene.verify('next.continues-after-result', outcome.kind !== 'none', {
      deviation: 'The runtime did not serve a third invocation in one process.',
      expected: 'a poll and an outcome for each of three invocations',
      actual: outcome.kind === 'none' ? outcome.reason : outcome.describe(),
    });
  },
);
