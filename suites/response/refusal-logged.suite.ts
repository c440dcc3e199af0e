/** Output of a runtime whose response is refused or whose upload breaks. */
import { invalidRequestId, stateTransitionRefused } from '../../harness/runtime-api/protocol/answers.ts';
import type { Fault } from '../../harness/runtime-api/invocations/faults.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { reaction } from '../support/reaction.ts';
import { verifyRefusalLogged } from '../support/failure-logged.ts';
import { respond } from '../support/respond.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';

test(
  'leaves a trace in its output when its response is refused, or its upload breaks',
  {
    ...covers('response.refusal-logged').against(ordinaryEvent),
    endsItsProcess: true,
  },
  async (t) => {
    let sandbox = await t.warm();
    const before = sandbox.trace.length;
    await respond(t, sandbox, LARGE);
    await sandbox.waitForPoll();
    if (sandbox.process.output(undefined, before) !== '') {
      t.notTestable('Every invocation writes output, so a message about a refusal cannot be recognised.');
    }

    for (const [name, fault] of Object.entries(setbacks)) {
      if (!sandbox.process.running) sandbox = await t.warm();
      sandbox.runtimeApi.faults.arm('response', [fault]);
      const delivery = sandbox.deliver(LARGE);
      await reaction(sandbox, delivery);
      const { from } = delivery;
      const met = sandbox.trace.entries.slice(from).some((entry) => entry.kind === 'fault');
      sandbox.runtimeApi.faults.clear();
      // A short upload may be complete before the drop, or the result may arrive: then there is nothing to log.
      if (!met || acceptedSince(sandbox, from)) continue;

      await sandbox.trace.waitForOptional((entry) => entry.kind === 'output', {
        awaited: 'a message about it',
        from,
        limitMs: t.limits.quietMs,
        endsWithRuntime: false,
      });
      verifyRefusalLogged(t, sandbox, from, name);
    }
  },
);

/** Large enough to break an upload in the middle, but within the limit of one command-line argument. */
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
