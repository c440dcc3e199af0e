/** Responses that the Runtime API refuses. */
import { describeExit } from '../../harness/trace/runtime-exit.ts';
import {
  failure,
  invalidRequestId,
  payloadTooLarge,
  stateTransitionRefused,
} from '../../harness/runtime-api/protocol/answers.ts';
import type { Fault } from '../../harness/runtime-api/invocations/faults.ts';
import { endedAsFailed, reaction } from '../support/reaction.ts';
import { verifyLastWords, verifyRefusalLogged } from '../support/failure-logged.ts';
import { isServed } from '../support/returned.ts';
import { respond } from '../support/respond.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';

/** Posts beyond the refused one that still count as bounded. */
const FURTHER_POSTS = 2;
/** How often a refusal is repeated for a runtime that keeps posting. */
const REPEATED = { times: 50 };

test(
  'survives a 413 on its response',
  covers('response.413-survived', 'response.exactly-one-outcome', 'error.not-after-response').against(
    ordinaryEvent,
  ),
  async (t) => {
    const sandbox = await t.warm();
    const counts = t.smoke.actions.includes('state');
    const event = counts ? { probe: 'state' } : { n: 1 };
    sandbox.runtimeApi.faults.arm('response', [{ fault: 'status', ...payloadTooLarge() }]);

    const refused = await respond(t, sandbox, event);
    const next = await sandbox.deliver(event).outcome();

    const goesOn = counts ? next.kind === 'response' : isServed(t, sandbox, next, event);
    const served = t.verify('response.413-survived', goesOn, {
      code: 'does-not-go-on',
      expected: 'the same process serves the next event',
      actual: next.describe(),
    });
    if (!counts || !served || next.kind === 'none') return;
    const [before, after] = [refused.object?.['count'], next.object?.['count']];
    t.verify('response.413-survived', Number(after) === Number(before) + 1, {
      code: 'not-run-once',
      expected: `count ${Number(before) + 1}`,
      actual: `count ${String(after)}`,
    });
  },
);

test(
  'goes on or exits non-zero when its response is refused with 400',
  {
    ...covers('response.400-bounded').against(ordinaryEvent),
    endsItsProcess: true,
  },
  async (t) => {
    const sandbox = await t.warm();
    const refusal: Fault = { fault: 'status', ...invalidRequestId() };
    for (const endpoint of ['response', 'error'] as const) {
      sandbox.runtimeApi.faults.arm(endpoint, [refusal], REPEATED);
    }

    const from = sandbox.trace.length;
    await respond(t, sandbox, { n: 1 });
    const { kind, posts, text, ...rest } = await reaction(sandbox, from);
    sandbox.runtimeApi.faults.clear();

    t.verify('response.400-bounded', posts.length <= 1 + FURTHER_POSTS && kind !== 'neither', {
      code: 'does-not-settle',
      expected: `at most ${FURTHER_POSTS} further posts, then a poll or the end of the process`,
      actual: `${posts.length} posts; the runtime ${text}`,
    });
    const legalEnd = kind !== 'exited' || endedAsFailed({ kind, posts, text, ...rest });
    t.verify('response.400-bounded', legalEnd, {
      code: 'exits-with-0',
      expected: 'the next poll, or a non-zero exit',
      actual: `the runtime ${text}`,
    });
  },
);

test(
  'meets a 403 on its response with a bounded number of requests',
  {
    ...covers('response.403-bounded').against(ordinaryEvent),
    endsItsProcess: true,
  },
  async (t) => {
    const sandbox = await t.warm();
    const refusal: Fault = {
      fault: 'status',
      ...stateTransitionRefused('RuntimeResponseSentState', 'InvocationResponse'),
    };
    for (const endpoint of ['response', 'error', 'init-error'] as const) {
      sandbox.runtimeApi.faults.arm(endpoint, [refusal], REPEATED);
    }

    const from = sandbox.trace.length;
    await respond(t, sandbox, { n: 1 });
    const { kind, posts, text } = await reaction(sandbox, from);
    sandbox.runtimeApi.faults.clear();

    t.verify('response.403-bounded', posts.length <= 1 + FURTHER_POSTS && kind !== 'neither', {
      code: 'does-not-settle',
      expected: `at most ${FURTHER_POSTS} further posts, then a poll or the end of the process`,
      actual: `${posts.length} posts; the runtime ${text}`,
    });
    const reports = posts.filter((target) => target.endsWith('/error'));
    t.verify('response.403-bounded', reports.length === 0, {
      code: 'answers-with-error',
      expected: 'no further report: the invocation is over',
      actual: `POST ${reports.join(', POST ')}`,
    });
  },
);

test(
  'treats a 500 on its response as a container error and exits',
  {
    ...covers('response.500-is-fatal').against(ordinaryEvent),
    // Judged only if the process ends.
    exercises: ['response.refusal-logged', 'shutdown.fatal-errors-readable', 'shutdown.no-lingering-threads'],
    endsItsProcess: true,
  },
  async (t) => {
    const sandbox = await t.warm();
    const answer = failure(500, 'InternalServerError', 'Internal Server Error');
    sandbox.runtimeApi.faults.arm('response', [{ fault: 'status', ...answer }]);

    const from = sandbox.trace.length;
    await respond(t, sandbox, { n: 1 });
    const refused = sandbox.trace.length;
    const after = await reaction(sandbox, from);
    // A poll in flight when the process ends is tolerated: only the end counts.
    const exit = after.exit ?? (await sandbox.trace.waitForExit(t.limits.quietMs));

    const failed = exit !== undefined && endedAsFailed({ ...after, exit });
    t.verify('response.500-is-fatal', failed, {
      code: 'does-not-fail',
      expected: 'a non-zero exit',
      actual: `the runtime ${exit === undefined ? after.text : describeExit(exit)}`,
    });
    if (exit !== undefined) {
      verifyLastWords(t, sandbox, refused);
      verifyRefusalLogged(t, sandbox, refused, 'a 500');
    }
    if (exit !== undefined || after.kind === 'neither') {
      t.verify('shutdown.no-lingering-threads', exit !== undefined, {
        code: 'process-lingers',
        expected: 'an exit',
        actual: `it ${after.text}`,
      });
    }
  },
);

test(
  'outlives the 403 that answers a second word about a response that was too large',
  covers('response.403-after-413-tolerated').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    const over = stateTransitionRefused('RuntimeResponseSentState', 'InvocationErrorResponse');
    sandbox.runtimeApi.faults.arm('response', [{ fault: 'status', ...payloadTooLarge() }]);
    for (const endpoint of ['response', 'error', 'init-error'] as const) {
      sandbox.runtimeApi.faults.arm(endpoint, [{ fault: 'status', ...over }], REPEATED);
    }

    const from = sandbox.trace.length;
    await respond(t, sandbox, { n: 1 });
    const { kind, posts, text } = await reaction(sandbox, from);
    sandbox.runtimeApi.faults.clear();

    t.verify('response.403-after-413-tolerated', kind === 'polled' || posts.length === 1, {
      code: 'does-not-survive',
      expected: 'no further post, or the next poll after it',
      actual: `${posts.length} posts; the runtime ${text}`,
    });
  },
);
