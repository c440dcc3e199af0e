/** The reply to an error report: what a runtime tolerates on `/response` it tolerates on `/error`. */
import type { Fault } from '../../harness/runtime-api/invocations/faults.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { reaction, type Reaction } from '../support/reaction.ts';
import { ordinaryFailure } from '../support/controls.ts';
import { covers, test, type TestContext } from '../support/test.ts';
import { acceptances } from './acceptances.ts';
import { pollsWhileHeld } from '../support/held-reply.ts';

const OOPS = { probe: 'throw', type: 'ProbeOops', message: 'the probe says oops' };
const THROWS = { needs: ['probe:throw'] };

test(
  'takes 202 on an error report as success with any body of the reply',
  { ...covers('response.reply-body-ignored').against(ordinaryFailure), ...THROWS },
  async (t) => {
    let sandbox = await t.warm();

    for (const [name, faults] of Object.entries(acceptances)) {
      if (!sandbox.process.running) sandbox = await t.warm();
      const after = await failsUnder(t, sandbox, faults);

      t.verify('response.reply-body-ignored', after.kind === 'polled' && after.posts.length === 1, {
        code: 'stops-after-error',
        expected: 'the next poll, and no further post',
        actual: `${name}: ${after.posts.length} posts; the runtime ${after.text}`,
        sandbox,
      });
    }
  },
);

test(
  'accepts 200 and 204 on an error report like 202',
  { ...covers('response.200-204-accepted').against(ordinaryFailure), ...THROWS },
  async (t) => {
    let sandbox = await t.warm();

    for (const status of [200, 204]) {
      if (!sandbox.process.running) sandbox = await t.warm();
      const body = status === 204 ? '' : '{"status":"OK"}\n';
      const after = await failsUnder(t, sandbox, [{ fault: 'status', status, headers: [], body }]);

      t.verify('response.200-204-accepted', after.kind === 'polled' && after.posts.length === 1, {
        code: 'error-not-accepted',
        expected: 'the next poll, and no further post',
        actual: `${status}: ${after.posts.length} posts; the runtime ${after.text}`,
        sandbox,
      });
    }
  },
);

/** Lets the handler fail, and answers the report with these faults. */
async function failsUnder(t: TestContext, sandbox: Sandbox, faults: readonly Fault[]): Promise<Reaction> {
  sandbox.runtimeApi.faults.arm('error', faults);
  const after = await reaction(sandbox, sandbox.deliver(OOPS));
  sandbox.runtimeApi.faults.clear();
  const reported = after.posts.some((target) => target.endsWith('/error'));
  return reported ? after : t.inconclusive('The runtime did not report the failure, so there was no reply.');
}

test(
  'waits for the reply to its error report before it calls `next`',
  { ...covers('response.reply-awaited-before-next').against(ordinaryFailure), ...THROWS },
  async (t) => {
    const sandbox = await t.warm();

    const early = await pollsWhileHeld(sandbox, 'error', async () => {
      const outcome = await sandbox.invoke(OOPS);
      if (outcome.kind !== 'error') t.inconclusive('The runtime did not report the failure.');
    });

    t.verifyAbsence('response.reply-awaited-before-next', !early, {
      code: 'polls-early-after-error',
      expected: 'no poll while the 202 is held',
      actual: 'a poll while the error report was unanswered',
    });
  },
);
