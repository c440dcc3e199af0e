/** Activity of the function outside the handler: timers, exit hooks, thread state. */
import { isPoll } from '../../harness/trace/calls.ts';
import { createGate } from '../../harness/runtime-api/invocations/faults.ts';
import { outputWith } from '../logging/function-output.ts';
import { ordinaryEvent, shortOutput } from '../support/controls.ts';
import { covers, test, type TestContext } from '../support/test.ts';

/** How long the handler sleeps. No other invocation may begin meanwhile. */
const SLEEP_MS = 150;

test(
  'works on one invocation at a time in standard mode',
  covers('loop.serial').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    const first = sandbox.deliver({ probe: 'sleep', ms: SLEEP_MS });
    const second = sandbox.deliver({ second: true });

    const outcome = await first.outcome();
    const { entries } = sandbox.trace;
    const posted = outcome.kind === 'none' ? entries.length : entries.indexOf(outcome.request);
    const meanwhile = entries
      .slice(first.from, posted)
      .find(
        (entry) =>
          isPoll(entry) || (entry.kind === 'invocation-delivered' && entry.invocation === second.number),
      );
    await second.outcome();

    t.verify('loop.serial', outcome.kind !== 'none' && meanwhile === undefined, {
      code: 'polls-in-handler',
      expected: 'no poll between the event and its outcome, although another event is queued',
      actual: meanwhile === undefined ? outcome.describe() : 'a poll while the handler slept',
    });
  },
);

/** Delay of the background work: well after the handler has returned. */
const BACKGROUND_MS = 100;

test(
  'lets background threads of the function run while it waits in `next`',
  covers('loop.background-runs-while-polling').against(shortOutput),
  async (t) => {
    const sandbox = await t.warm();
    // A whole line, since many languages write line by line.
    const mark = 'ran while polling\n';
    const from = sandbox.trace.length;
    const outcome = await sandbox.invoke({ probe: 'background', ms: BACKGROUND_MS, mark });
    await sandbox.trace.nextPoll(sandbox.trace.entries.indexOf(outcome.request), sandbox.limits.outcomeMs);

    const ran = await outputWith(sandbox, mark, from, BACKGROUND_MS + t.limits.outcomeMs);

    if (!ran && !(await isWrittenWhilePosting(t))) t.notTestable(HELD_BACK);
    t.verify('loop.background-runs-while-polling', ran, {
      code: 'suspended',
      expected: `its mark in the output ${BACKGROUND_MS} ms after the invocation, while \`next\` is blocked`,
      actual: 'no mark until the next event',
    });
  },
);

test(
  'lets background threads of the function run while it waits for the reply to a result',
  { ...covers('loop.background-runs-while-posting').against(shortOutput), startsFirst: true },
  async (t) => {
    const sandbox = await t.warm();
    const mark = 'ran while posting\n';
    const from = sandbox.trace.length;
    const gate = createGate();
    sandbox.runtimeApi.faults.arm('response', [{ fault: 'hold', gate }]);

    let ran;
    try {
      await sandbox.invoke({ probe: 'background', ms: BACKGROUND_MS, mark });
      ran = await outputWith(sandbox, mark, from, BACKGROUND_MS + t.limits.outcomeMs);
    } finally {
      gate.open();
    }

    if (!ran && !(await isWrittenWhilePosting(t))) t.notTestable(HELD_BACK);
    t.verify('loop.background-runs-while-posting', ran, {
      code: 'suspended',
      expected: `its mark in the output ${BACKGROUND_MS} ms after the handler has returned, while the 202 is held`,
      actual: 'no mark until the 202',
    });
  },
);

const HELD_BACK =
  'The runtime collects the output of the function and writes it before the next poll, so it cannot show what runs in the background.';

/** Whether what a handler prints is written while the reply to its result is held. */
async function isWrittenWhilePosting(t: TestContext): Promise<boolean> {
  const sandbox = await t.warm();
  const gate = createGate();
  sandbox.runtimeApi.faults.arm('response', [{ fault: 'hold', gate }]);
  const from = sandbox.trace.length;
  const mark = 'printed by the handler\n';
  try {
    await sandbox.invoke({ probe: 'log', stdout: mark });
    return await outputWith(sandbox, mark, from, t.limits.outcomeMs);
  } finally {
    gate.open();
  }
}

test(
  'does not run the exit hooks of the function between invocations',
  covers('loop.exit-hooks-not-run').against(shortOutput),
  async (t) => {
    // The hook does not affect later tests: it runs when the process ends.
    const sandbox = await t.warm();
    const mark = 'the exit hook ran';
    const from = sandbox.trace.length;

    await sandbox.invoke({ probe: 'exit-hook', mark });
    const outcome = await sandbox.deliver({ after: 'the hook' }).outcome();
    await sandbox.waitForPoll();
    const ran = await outputWith(sandbox, mark, from, t.limits.quietMs);

    t.verifyAbsence('loop.exit-hooks-not-run', !ran && sandbox.process.running, {
      code: 'hooks-run',
      expected: 'no output of the hook during two invocations',
      actual: ran ? 'the mark of the hook' : `the process ended; ${outcome.describe()}`,
    });
  },
);

test(
  'keeps serving after a handler has left its own thread marked as interrupted or cancelled',
  covers('loop.survives-interrupt-flag').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.fresh();
    await sandbox.invoke({ probe: 'interrupt' });

    const outcome = await sandbox.deliver({ after: 'the mark' }).outcome();

    t.verify('loop.survives-interrupt-flag', outcome.kind !== 'none', {
      code: 'stops-serving',
      expected: 'the same process serves the next event',
      actual: outcome.describe(),
    });
  },
);
