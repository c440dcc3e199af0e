/** What a runtime says about a response that the Runtime API did not get or did not take. */
import { invalidRequestId, stateTransitionRefused } from '../../harness/runtime-api/protocol/answers.ts';
import type { Fault } from '../../harness/runtime-api/invocations/faults.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { reaction } from '../support/reaction.ts';
import { verifyRefusalLogged } from '../support/failure-logged.ts';
import { respond } from '../support/respond.ts';
import { covers, test } from '../support/test.ts';

test(
  'leaves a trace in its output when its response is refused, or its upload breaks',
  covers('response.refusal-logged'),
  async (t) => {
    let sandbox = await t.warm();
    const before = sandbox.trace.length;
    await respond(t, sandbox, LARGE);
    await sandbox.waitForPoll();
    if (sandbox.process.output(undefined, before) !== '') {
      t.notTestable('Every invocation leaves output, so that a word about a refusal cannot be told from it.');
    }

    for (const [name, fault] of Object.entries(setbacks)) {
      if (!sandbox.process.running) sandbox = await t.fresh();
      sandbox.runtimeApi.faults.arm('response', [fault]);
      const delivery = sandbox.deliver(LARGE);
      await reaction(sandbox, delivery);
      const { from } = delivery;
      const met = sandbox.trace.entries.slice(from).some((entry) => entry.kind === 'fault');
      sandbox.runtimeApi.faults.clear();
      // A result that was too short for its upload to break, or that arrived after all, is nothing to write about.
      if (!met || acceptedSince(sandbox, from)) continue;

      await sandbox.trace.waitForOptional((entry) => entry.kind === 'output', {
        awaited: 'a word about it',
        from,
        limitMs: t.limits.quietMs,
        endsWithRuntime: false,
      });
      verifyRefusalLogged(t, sandbox, from, name);
    }
  },
);

/** Large enough for an upload to break off in the middle, and no larger than one argument of a command may be. */
const LARGE = { padding: 'x'.repeat(64 * 1024) };

const setbacks: Readonly<Record<string, Fault>> = {
  'a 400': { fault: 'status', ...invalidRequestId() },
  'a 403': {
    fault: 'status',
    ...stateTransitionRefused('RuntimeResponseSentState', 'InvocationResponse'),
  },
  'a broken upload': { fault: 'drop-in-body', bodyBytes: 1024, closing: 'reset' },
};

function acceptedSince(sandbox: Sandbox, from: number): boolean {
  return sandbox.trace.entries.slice(from).some((entry) => entry.kind === 'reply' && entry.status === 202);
}
