/** Output in quantities, and output that nobody takes. */
import { outputWith, writing } from './function-output.ts';
import { covers, test } from '../support/test.ts';

/** Long lines: 256 KiB each, to both outputs. */
const LINE = `${'x'.repeat(256 * 1024 - 1)}\n`;
const LONG_LINES = { quick: 8, normal: 40, slow: 400 };
/** As long as the lines of a log often are. */
const SHORT_LINE = `${'y'.repeat(99)}\n`;
const SHORT_LINES = { quick: 2000, normal: 10_000, slow: 100_000 };
const WRITERS = 8;

/** What the function does here may be the end of it. */
const MAY_END = { settleable: false };

test(
  'is neither blocked nor robbed of its result by large output',
  covers('logging.large-output-harmless'),
  async (scene) => {
    const sandbox = await scene.warm();
    const times = LONG_LINES[scene.pace];

    const limitMs = 3 * scene.limits.outcomeMs;
    const outcome = await sandbox.deliver(writing(LINE, LINE, times), { limitMs }).outcome();
    const next = await sandbox.deliver({ n: 1 }, { limitMs }).outcome();

    scene.verify('logging.large-output-harmless', outcome.kind === 'response' && next.kind !== 'none', {
      deviation: 'Large output of the handler costs its result, or the next one.',
      expected: `a response after ${times} lines of 256 KiB on each output, and the next one`,
      actual: `${outcome.describe()}; then ${next.describe()}`,
    });
  },
);

test(
  'does not deadlock when background work and the handler write at the same time',
  covers('logging.parallel-writers'),
  async (scene) => {
    const sandbox = await scene.warm();
    for (let writer = 0; writer < WRITERS; writer += 1) {
      await sandbox.invoke({ probe: 'background', ms: 2 + writer * 10, mark: `writer ${writer}\n` });
    }

    const limitMs = 3 * scene.limits.outcomeMs;
    const short = writing(SHORT_LINE, SHORT_LINE, SHORT_LINES[scene.pace]);
    const outcome = await sandbox.deliver(short, { limitMs }).outcome();
    const next = await sandbox.deliver({ n: 1 }, { limitMs }).outcome();

    scene.verify('logging.parallel-writers', outcome.kind !== 'none' && next.kind !== 'none', {
      deviation: 'The runtime hangs or ends when several writers are at work.',
      expected: 'an outcome for the invocation that writes, and for the next one',
      actual: `${outcome.describe()}; then ${next.describe()}`,
    });
    // What they had to write comes before the sandbox is used by others.
    const left = scene.limits.outcomeMs;
    await outputWith(sandbox, `writer ${WRITERS - 1}`, 0, left);
  },
);

test(
  'is not killed by a closed stdout or stderr',
  covers('logging.closed-output-harmless'),
  async (scene) => {
    const sandbox = await scene.fresh();
    await sandbox.invoke({ n: 1 });

    sandbox.process.closeOutput();
    const written = await sandbox.deliver(writing('lost\n', 'lost\n'), MAY_END).outcome();
    const next = await sandbox.deliver({ n: 2 }, MAY_END).outcome();

    scene.verify('logging.closed-output-harmless', next.kind !== 'none', {
      deviation: 'A closed stdout or stderr keeps the runtime from serving.',
      expected: 'an outcome for the event behind the one that writes',
      actual: `${written.describe()}; then ${next.describe()}`,
    });
  },
);

test(
  'keeps serving after the function has closed its output',
  covers('logging.output-closed-by-function'),
  async (scene) => {
    const sandbox = await scene.fresh();

    const events = [{ probe: 'close-output' }, { n: 1 }, writing('lost\n', 'lost\n'), { n: 2 }];
    for (const event of events) {
      const outcome = await sandbox.deliver(event, MAY_END).outcome();
      const served = scene.verify('logging.output-closed-by-function', outcome.kind !== 'none', {
        deviation: 'The runtime does not go on serving after the function has closed its output.',
        expected: `an outcome for ${JSON.stringify(event)}`,
        actual: outcome.describe(),
      });
      if (!served) return;
    }
  },
);
