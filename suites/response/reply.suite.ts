/** The reply to a response, and the runtime's reaction. */
import { reaction } from '../support/reaction.ts';
import { respond } from '../support/respond.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';
import { acceptances } from './acceptances.ts';
import { pollsWhileHeld } from '../support/held-reply.ts';

test(
  'takes 202 as success with any body of the reply',
  covers('response.reply-body-ignored').against(ordinaryEvent),
  async (t) => {
    let sandbox = await t.warm();

    for (const [name, faults] of Object.entries(acceptances)) {
      if (!sandbox.process.running) sandbox = await t.warm();
      sandbox.runtimeApi.faults.arm('response', faults);
      const from = sandbox.trace.length;
      await respond(t, sandbox, { reply: name });
      const { kind, posts, text } = await reaction(sandbox, from);

      t.verify('response.reply-body-ignored', kind === 'polled' && posts.length === 1, {
        code: 'does-not-go-on',
        expected: 'the next poll, and no further post',
        actual: `${name}: ${posts.length} posts; the runtime ${text}`,
        sandbox,
      });
    }
  },
);

test(
  'waits for the reply to its result before it calls `next`',
  covers('response.reply-awaited-before-next').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();

    const early = await pollsWhileHeld(sandbox, 'response', () => respond(t, sandbox, { n: 1 }));

    t.verifyAbsence('response.reply-awaited-before-next', !early, {
      code: 'polls-early',
      expected: 'no poll while the 202 is held',
      actual: 'a poll while the result was unanswered',
    });
  },
);

test(
  'accepts 200 and 204 on a result like 202',
  covers('response.200-204-accepted').against(ordinaryEvent),
  async (t) => {
    let sandbox = await t.warm();

    for (const status of [200, 204]) {
      if (!sandbox.process.running) sandbox = await t.warm();
      const body = status === 204 ? '' : '{"status":"OK"}\n';
      sandbox.runtimeApi.faults.arm('response', [{ fault: 'status', status, headers: [], body }]);
      const from = sandbox.trace.length;
      await respond(t, sandbox, { status });
      const { kind, posts, text } = await reaction(sandbox, from);

      t.verify('response.200-204-accepted', kind === 'polled' && posts.length === 1, {
        code: 'not-accepted',
        expected: 'the next poll, and no further post',
        actual: `${status}: ${posts.length} posts; the runtime ${text}`,
        sandbox,
      });
    }
  },
);
