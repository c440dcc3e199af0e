/** Large output, and output to closed streams. */
import { outputWith, writing } from './function-output.ts';
import { ordinaryFailure, shortOutput } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';

/** Lines of 256 KiB, to both outputs. */
const LINE = `${'x'.repeat(256 * 1024 - 1)}\n`;
const LONG_LINES = { quick: 8, normal: 40, slow: 400 };
/** A common length of log lines. */
const SHORT_LINE = `${'y'.repeat(99)}\n`;
const SHORT_LINES = { quick: 2000, normal: 10_000, slow: 100_000 };
const WRITERS = 8;

/** The function may end the process here. */
const MAY_END = { settleable: false };

/** A failure, which the runtime writes to its log. */
const FAILING = { probe: 'throw', type: 'ProbeOops', message: 'logged' };

test(
  'is neither blocked nor robbed of its result by large output',
  covers('logging.large-output-harmless').against(shortOutput),
  async (t) => {
    const sandbox = await t.warm();
    const times = LONG_LINES[t.pace];

    const limitMs = 3 * t.limits.outcomeMs;
    const outcome = await sandbox.deliver(writing(LINE, LINE, times), { limitMs }).outcome();
    const next = await sandbox.deliver({ n: 1 }, { limitMs }).outcome();

    t.verify('logging.large-output-harmless', outcome.kind === 'response' && next.kind !== 'none', {
      code: 'result-lost',
      expected: `a response after ${times} lines of 256 KiB on each output, and the next one`,
      actual: `${outcome.describe()}; then ${next.describe()}`,
    });
  },
);

test(
  'does not deadlock when background work and the handler write at the same time',
  covers('logging.parallel-writers').against(shortOutput),
  async (t) => {
    const sandbox = await t.warm();
    for (let writer = 0; writer < WRITERS; writer += 1) {
      await sandbox.invoke({ probe: 'background', ms: 2 + writer * 10, mark: `writer ${writer}\n` });
    }

    const limitMs = 3 * t.limits.outcomeMs;
    const short = writing(SHORT_LINE, SHORT_LINE, SHORT_LINES[t.pace]);
    const outcome = await sandbox.deliver(short, { limitMs }).outcome();
    const next = await sandbox.deliver({ n: 1 }, { limitMs }).outcome();

    t.verify('logging.parallel-writers', outcome.kind !== 'none' && next.kind !== 'none', {
      code: 'hangs-or-ends',
      expected: 'an outcome for the writing invocation and for the next one',
      actual: `${outcome.describe()}; then ${next.describe()}`,
    });
    // The output must be complete before other tests use the sandbox.
    const left = t.limits.outcomeMs;
    await outputWith(sandbox, `writer ${WRITERS - 1}`, 0, left);
  },
);

test(
  'is not killed by a closed stdout or stderr',
  covers('logging.closed-output-harmless').against(ordinaryFailure),
  async (t) => {
    const sandbox = await t.fresh();
    await sandbox.invoke({ n: 1 });

    sandbox.process.closeOutput();
    // The runtime logs the failure. A write of the function could end a process without a runtime as well.
    const written = await sandbox.deliver(FAILING, MAY_END).outcome();
    const next = await sandbox.deliver({ n: 2 }, MAY_END).outcome();

    t.verify('logging.closed-output-harmless', next.kind !== 'none', {
      code: 'does-not-serve',
      expected: 'an outcome for the event after one that fails and is logged',
      actual: `${written.describe()}; then ${next.describe()}`,
    });
  },
);

test(
  'keeps serving after the function has closed its output',
  covers('logging.output-closed-by-function').against(shortOutput),
  async (t) => {
    const sandbox = await t.fresh();

    const events = [{ probe: 'close-output' }, { n: 1 }, FAILING, { n: 2 }];
    for (const event of events) {
      const outcome = await sandbox.deliver(event, MAY_END).outcome();
      const served = t.verify('logging.output-closed-by-function', outcome.kind !== 'none', {
        code: 'stops-serving',
        expected: `an outcome for ${JSON.stringify(event)}`,
        actual: outcome.describe(),
      });
      if (!served) return;
    }
  },
);
