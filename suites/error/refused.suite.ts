/** Error reports that the Runtime API refuses. */
import {
  failure,
  invalidRequestId,
  payloadTooLarge,
  stateTransitionRefused,
  type Answer,
} from '../../harness/runtime-api/protocol/answers.ts';
import { describeExit } from '../../harness/trace/runtime-exit.ts';
import { reaction } from '../support/reaction.ts';
import { ordinaryFailure } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';

/** Posts beyond the refused one that still count as bounded. */
const FURTHER_POSTS = 2;

const OOPS = { probe: 'throw', type: 'ProbeOops', message: 'the probe says oops' };

test(
  'meets a 400, 403 or 413 on an error report with a bounded number of requests',
  {
    ...covers('error.refusal-bounded').against(ordinaryFailure),
    endsItsProcess: true,
  },
  async (t) => {
    let sandbox = await t.warm();

    for (const refusal of refusals) {
      if (!sandbox.process.running) sandbox = await t.warm();
      for (const endpoint of ['error', 'response', 'init-error'] as const) {
        sandbox.runtimeApi.faults.arm(endpoint, [{ fault: 'status', ...refusal }], { times: 50 });
      }
      const delivery = sandbox.deliver(OOPS);
      const { kind, posts, text } = await reaction(sandbox, delivery);
      sandbox.runtimeApi.faults.clear();

      if (posts.length === 0)
        t.inconclusive('The runtime did not report the failure, so the report could not be refused.');
      const bounded = posts.length <= 1 + FURTHER_POSTS && kind !== 'neither';
      t.verify('error.refusal-bounded', bounded, {
        code: 'does-not-settle',
        expected: `at most ${FURTHER_POSTS} further posts, then a poll or the end of the process`,
        actual: `${refusal.status}: ${posts.length} posts; the runtime ${text}`,
        sandbox,
      });
      if (!bounded) return;
    }
  },
);

test(
  'exits when its error report is answered with 500',
  {
    ...covers('error.500-is-fatal').against(ordinaryFailure),
    endsItsProcess: true,
  },
  async (t) => {
    const sandbox = await t.warm();
    const answer = failure(500, 'InternalServerError', 'Internal Server Error');
    sandbox.runtimeApi.faults.arm('error', [{ fault: 'status', ...answer }]);

    const delivery = sandbox.deliver(OOPS);
    const { kind, posts, text } = await reaction(sandbox, delivery);

    if (posts.length === 0)
      t.inconclusive('The runtime did not report the failure, so the report could not be refused.');
    // A poll in flight when the process ends is tolerated: only the end counts.
    const exit = kind === 'exited' ? undefined : await sandbox.trace.waitForExit(t.limits.quietMs);
    t.verify('error.500-is-fatal', kind === 'exited' || exit !== undefined, {
      code: 'does-not-exit',
      expected: 'the end of the process',
      actual: exit === undefined ? `the runtime ${text}` : describeExit(exit),
    });
  },
);

const refusals: readonly Answer[] = [
  invalidRequestId(),
  stateTransitionRefused('RuntimeResponseSentState', 'InvocationErrorResponse'),
  payloadTooLarge(),
];
