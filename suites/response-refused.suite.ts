/** What becomes of a response that the Runtime API does not take, or takes with an unusual reply. */
import type { Outcome } from '../harness/outcome.ts';
import { invalidRequestId, payloadTooLarge, stateTransitionRefused } from '../harness/runtime-api/answers.ts';
import type { Fault } from '../harness/runtime-api/faults.ts';
import type { Sandbox } from '../harness/sandbox.ts';
import { aftermath, endedAsFailed } from './aftermath.ts';
import { covers, test, type Scene } from './support.ts';

/** Posts beyond the refused one that still count as bounded. */
const FURTHER_POSTS = 2;
/** How often a refusal is repeated, should the runtime not give up. */
const REPEATED = { times: 50 };

test(
  'survives a 413 on its response',
  covers('response.413-survived', 'response.exactly-one-outcome', 'error.not-after-response'),
  async (scene) => {
    const sandbox = await scene.warm();
    const counts = scene.smoke.actions.includes('state');
    const event = counts ? { probe: 'state' } : { n: 1 };
    sandbox.runtimeApi.faults.arm('response', [{ fault: 'status', ...payloadTooLarge() }]);

    const refused = await respond(scene, sandbox, event);
    const next = await sandbox.deliver(event).outcome();

    const served = scene.verify('response.413-survived', next.kind !== 'none', {
      deviation: 'The runtime does not go on after a 413 on its response.',
      expected: 'the next event is served by the same process',
      actual: next.kind === 'none' ? next.reason : next.describe(),
    });
    if (!counts || !served || next.kind === 'none') return;
    const [before, after] = [refused.object?.['count'], next.object?.['count']];
    scene.verify('response.413-survived', Number(after) === Number(before) + 1, {
      deviation: 'The handler ran a number of times other than once per event around a 413.',
      expected: `count ${Number(before) + 1}`,
      actual: `count ${String(after)}`,
    });
  },
);

test(
  'goes on or exits non-zero when its response is refused with 400',
  covers('response.400-bounded'),
  async (scene) => {
    const sandbox = await scene.warm();
    const refusal: Fault = { fault: 'status', ...invalidRequestId() };
    for (const endpoint of ['response', 'error'] as const) {
      sandbox.runtimeApi.faults.arm(endpoint, [refusal], REPEATED);
    }

    const from = sandbox.trace.length;
    await respond(scene, sandbox, { n: 1 });
    const { kind, posts, text, ...rest } = await aftermath(sandbox, from);
    sandbox.runtimeApi.faults.clear();

    scene.verify('response.400-bounded', posts.length <= 1 + FURTHER_POSTS && kind !== 'neither', {
      deviation: 'The runtime does not come to an end with a response that is refused with 400.',
      expected: `at most ${FURTHER_POSTS} further posts, then a poll or the end of the process`,
      actual: `${posts.length} posts; the runtime ${text}`,
    });
    const legalEnd = kind !== 'exited' || endedAsFailed({ kind, posts, text, ...rest });
    scene.verify('response.400-bounded', legalEnd, {
      deviation: 'The runtime exits as if all were well when its response is refused with 400.',
      expected: 'the next poll, or an end with a code other than 0',
      actual: `the runtime ${text}`,
    });
  },
);

test(
  'meets a 403 on its response with a bounded number of requests',
  covers('response.403-bounded'),
  async (scene) => {
    const sandbox = await scene.warm();
    const refusal: Fault = {
      fault: 'status',
      ...stateTransitionRefused('RuntimeResponseSentState', 'InvocationResponse'),
    };
    for (const endpoint of ['response', 'error', 'init-error'] as const) {
      sandbox.runtimeApi.faults.arm(endpoint, [refusal], REPEATED);
    }

    const from = sandbox.trace.length;
    await respond(scene, sandbox, { n: 1 });
    const { kind, posts, text } = await aftermath(sandbox, from);
    sandbox.runtimeApi.faults.clear();

    scene.verify('response.403-bounded', posts.length <= 1 + FURTHER_POSTS && kind !== 'neither', {
      deviation: 'The runtime does not come to an end with a response that is refused with 403.',
      expected: `at most ${FURTHER_POSTS} further posts, then a poll or the end of the process`,
      actual: `${posts.length} posts; the runtime ${text}`,
    });
    const reports = posts.filter((target) => target.endsWith('/error'));
    scene.verify('response.403-bounded', reports.length === 0, {
      deviation: 'The runtime answers a 403 on its response with an error report.',
      expected: 'no further report: the invocation is over',
      actual: `POST ${reports.join(', POST ')}`,
    });
  },
);

test(
  'takes 202 as success whatever the body of the reply is',
  covers('response.reply-body-ignored'),
  async (scene) => {
    let sandbox = await scene.warm();

    for (const [name, faults] of Object.entries(acceptances)) {
      if (!sandbox.running) sandbox = await scene.fresh();
      sandbox.runtimeApi.faults.arm('response', faults);
      const from = sandbox.trace.length;
      await respond(scene, sandbox, { reply: name });
      const { kind, posts, text } = await aftermath(sandbox, from);

      scene.verify('response.reply-body-ignored', kind === 'polled' && posts.length === 1, {
        deviation: 'The runtime does not go on after a 202 with an unusual body.',
        expected: 'the next poll, and no further post',
        actual: `${name}: ${posts.length} posts; the runtime ${text}`,
        sandbox,
      });
    }
  },
);

const acceptances: Readonly<Record<string, readonly Fault[]>> = {
  'an empty body': [
    { fault: 'body', body: Buffer.alloc(0) },
    { fault: 'headers', edits: [{ edit: 'remove', name: 'Content-Type' }] },
  ],
  'plain text': [
    { fault: 'body', body: Buffer.from('accepted, thank you') },
    { fault: 'headers', edits: [{ edit: 'set', name: 'Content-Type', value: 'text/plain' }] },
  ],
  chunks: [{ fault: 'chunked', sizes: [1, 3, 7] }],
  '64 KiB of JSON': [
    { fault: 'body', body: Buffer.from(JSON.stringify({ status: 'OK', padding: 'x'.repeat(65_536) })) },
  ],
};

/** Invokes a function that is known to answer: one that fails leaves no response to refuse. */
async function respond(scene: Scene, sandbox: Sandbox, event: unknown): Promise<Outcome> {
  const outcome = await sandbox.invoke(event);
  if (outcome.kind === 'response') return outcome;
  sandbox.runtimeApi.faults.clear();
  return scene.inconclusive('The function failed, so that there was no response to reply to.');
}
