import { ordinaryEvent } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';

/** Duration of the background work. */
const BACKGROUND_MS = 150;

test(
  'keeps state made at load over all invocations of the process',
  covers('loop.state-kept').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();

    const first = await sandbox.invoke({ probe: 'state' });
    const second = await sandbox.deliver({ probe: 'state' }).outcome();

    const [before, after] = [first.object, second.kind === 'none' ? undefined : second.object];
    const [count, next] = [before?.['count'], after?.['count']];
    t.verify(
      'loop.state-kept',
      after !== undefined &&
        after['bootId'] === before?.['bootId'] &&
        typeof count === 'number' &&
        next === count + 1,
      {
        code: 'state-lost',
        expected: `the same boot id, and a count that continues from ${first.text}`,
        actual: second.kind === 'none' ? second.reason : second.text,
      },
    );
  },
);

test(
  'does not let work left behind by one invocation change the response, id or context of the next',
  covers('loop.background-work-isolated').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    const mark = `background-${t.seed}`;
    const from = sandbox.trace.length;
    const before = await sandbox.invoke({ probe: 'context' });
    // A runtime that shows another id anyway breaks `context.request-id`.
    const showsId = before.object?.['requestId'] === before.requestId;
    await sandbox.invoke({ probe: 'background', ms: BACKGROUND_MS, mark });

    for (const moment of ['while it goes on', 'after its end']) {
      const delivery = sandbox.deliver({ probe: 'context' });
      const outcome = await delivery.outcome();

      const context = outcome.kind === 'response' ? outcome.object : undefined;
      const isOwn = context !== undefined && (!showsId || context['requestId'] === delivery.requestId);
      t.verify('loop.background-work-isolated', isOwn, {
        code: 'next-invocation-changed',
        expected: `a response with the context of ${delivery.requestId}, ${moment}`,
        actual: outcome.describe(),
      });
      if (outcome.kind === 'none') return;
      // Background work may pause until the next invocation: the mark may come late or never.
      await sandbox.trace.waitForOptional(
        (entry) => entry.kind === 'output' && sandbox.process.output('stdout', from).includes(mark),
        {
          awaited: 'the mark of the background work',
          from,
          limitMs: BACKGROUND_MS + t.limits.quietMs,
        },
      );
    }
  },
);
