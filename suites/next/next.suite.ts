import { chargeWrongResult, isReturned, isServed } from '../support/returned.ts';
import { ordinaryEvent, ordinaryFailure } from '../support/controls.ts';
import { covers, itself, RawEvent, test } from '../support/test.ts';

test(
  'asks for the next invocation after it has posted a result',
  covers('next.continues-after-result').against(itself),
  async (t) => {
    const sandbox = await t.warm();

    for (const n of [1, 2, 3]) {
      const outcome = await sandbox.deliver({ n }).outcome();

      chargeWrongResult(t, sandbox, outcome, { n });
      const served = t.verify('next.continues-after-result', outcome.kind !== 'none', {
        code: 'does-not-go-on',
        expected: 'three invocations in one process, each with a poll and an outcome',
        actual: outcome.kind === 'none' ? `invocation ${n}: ${outcome.reason}` : outcome.describe(),
      });
      if (!served) return;
    }

    // Lambda watches the process that it has started: its end is the end of the environment.
    await sandbox.waitForPoll();
    await sandbox.process.waitUntilIdle(t.limits.quietMs);
    t.verify('next.continues-after-result', sandbox.process.running, {
      code: 'started-process-ends',
      expected: 'the started process runs for as long as its runtime polls',
      actual: 'it has ended, and another process posted the last result or polls',
    });
  },
);

test(
  'accepts every JSON value as an event, not only objects',
  covers('next.any-json-value').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();

    for (const event of [{}, [], 'text', 0, true, null]) {
      const outcome = await sandbox.deliver(event).outcome();

      t.verify('next.any-json-value', isReturned(outcome, event), {
        code: 'value-rejected',
        expected: `the response ${JSON.stringify(event)}`,
        actual: outcome.describe(),
      });
      if (outcome.kind === 'none') return;
    }
  },
);

const malformed = '{"a":';

/** Events that a runtime may fail to decode. Only some runtimes reject the last two. */
const undecodable = [malformed, '"neither an object nor an array"', ''];

test(
  'reports an event that is not valid JSON as an error of that invocation, and serves the next one',
  covers('next.malformed-event-is-reported', 'next.bad-event-keeps-loop').against(ordinaryFailure),
  async (t) => {
    const sandbox = await t.warm();

    for (const text of undecodable) {
      // A runtime that exits on such an event deviates here only.
      const outcome = await sandbox.deliver(new RawEvent(text), { settleable: false }).outcome();
      if (text === malformed) {
        // A runtime that passes raw bytes to the function gets them back from an echo.
        const passedOn = outcome.kind === 'response' && (t.smoke.grade === 'opaque' || outcome.text === text);
        t.verify('next.malformed-event-is-reported', outcome.kind === 'error' || passedOn, {
          code: 'not-reported',
          expected: 'a POST to …/error with the id of the invocation',
          actual: outcome.describe(),
        });
      }

      const good = await sandbox.deliver({ after: text }).outcome();
      const served = t.verify('next.bad-event-keeps-loop', isServed(t, sandbox, good, { after: text }), {
        code: 'next-not-served',
        expected: 'an outcome of the next event, in the same process',
        actual: good.kind === 'none' ? `after ${JSON.stringify(text)}: ${good.reason}` : good.describe(),
      });
      if (!served) return;
    }
  },
);
