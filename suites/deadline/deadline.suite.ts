import { between, isWithin, read, remainingIn, rightFor, TOLERANCE_MS } from './remaining-time.ts';
import { ordinaryContext, ordinaryEvent } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';

/** How long the test lets time pass: much longer than the tolerance. */
const PAUSE_MS = 500;

/**
 * 24 days. The remaining time is an `int` in AWS's Java interface and holds 24.8 days, which no real deadline reaches;
 * what becomes of a longer time would depend on the day of the test. The deadline itself needs more than 32 bits today.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/java-context.html
 */
const LONGEST_MS = 24 * 24 * 3_600_000;

test(
  'reads Lambda-Runtime-Deadline-Ms as Unix time in milliseconds, in 64 bits',
  covers('deadline.epoch-milliseconds').against(ordinaryContext),
  async (t) => {
    const sandbox = await t.warm();

    for (const deadlineMs of [10_000, 900_000, LONGEST_MS].map((ms) => Date.now() + ms)) {
      const reading = await read(sandbox, { probe: 'context' }, { deadlineMs });
      const right = rightFor(deadlineMs, reading.deliveredAt, reading.seenAt);

      t.verify('deadline.epoch-milliseconds', isWithin(remainingIn(reading), right), {
        code: 'wrong-remaining-time',
        expected: `${between(right)}, for the deadline ${deadlineMs}`,
        actual: reading.outcome.describe(),
      });
      if (reading.outcome.kind === 'none') return;
    }
  },
);

test(
  'shows zero or a negative remaining time for a deadline in the past, and still runs the invocation',
  covers('deadline.past').against(ordinaryContext),
  async (t) => {
    const sandbox = await t.warm();

    for (const agoMs of [0, 1, 5000]) {
      const deadlineMs = Date.now() - agoMs;
      const reading = await read(sandbox, { probe: 'context' }, { deadlineMs, settleable: false });
      const { outcome } = reading;
      const remaining = remainingIn(reading);
      const [lowest] = rightFor(deadlineMs, reading.deliveredAt, reading.seenAt);

      const ran = t.verify('deadline.past', outcome.kind === 'response', {
        code: 'not-run',
        expected: `a response, for a deadline ${agoMs} ms ago`,
        actual: outcome.describe(),
      });
      // Without a remaining time there is nothing to check.
      if (ran && remaining !== undefined) {
        t.verify('deadline.past', isWithin(remaining, [lowest, TOLERANCE_MS]), {
          code: 'wrong-remaining-time',
          expected: `zero, or ${between([lowest, 0])}`,
          actual: outcome.describe(),
        });
      }
      if (outcome.kind === 'none') return;
    }
  },
);

test(
  'survives a deadline header that is missing, empty or not a number',
  covers('deadline.missing-or-garbled', 'deadline.default-not-over').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    const shows = t.smoke.grade === 'probe' && t.smoke.actions.includes('context');

    let shown = false;
    for (const deadlineMs of [null, '', 'abc']) {
      const what = deadlineMs === null ? 'no deadline' : `the deadline '${deadlineMs}'`;
      const event = shows ? { probe: 'context' } : { n: 1 };
      const reading = await read(sandbox, event, { deadlineMs, settleable: false });
      const { outcome } = reading;
      const settled = t.verify('deadline.missing-or-garbled', outcome.kind !== 'none', {
        code: 'no-outcome',
        expected: `an outcome for an invocation with ${what}`,
        actual: outcome.describe(),
      });
      if (!settled) return;

      // Nothing, or a default in the future: a handler that sees no time left gives up at once.
      const remaining = remainingIn(reading);
      if (shows && outcome.kind === 'response') {
        shown = true;
        t.verify('deadline.default-not-over', typeof remaining !== 'number' || remaining > 0, {
          code: 'deadline-over',
          expected: `no remaining time, or one above zero, with ${what}`,
          actual: outcome.describe(),
        });
      }

      const next = await sandbox.deliver({ n: 2 }).outcome();
      const lives = t.verify('deadline.missing-or-garbled', next.kind !== 'none', {
        code: 'next-not-served',
        expected: `an outcome of the event after one with ${what}`,
        actual: next.describe(),
      });
      if (!lives) return;
    }
    if (!shown) {
      const reason = 'The runtime reports each invocation without a usable deadline as failed.';
      t.leaveUnjudged(['deadline.default-not-over'], 'not-applicable', reason);
    }
  },
);

test(
  'computes the remaining time when it is asked for',
  { ...covers('deadline.remaining-shrinks').against(ordinaryContext), concurrency: 'unbounded' },
  async (t) => {
    const sandbox = await t.warm();
    const deadlineMs = Date.now() + 60_000;
    const code = 'does-not-follow-clock';
    // The head and the first half of the event arrive at once, the rest much later.
    const event = { probe: 'context', afterMs: PAUSE_MS, padding: '-'.repeat(6000) };
    const held = await read(sandbox, event, {
      deadlineMs,
      faults: [{ fault: 'segments', sizes: [4000, 1_000_000], pauseMs: PAUSE_MS }],
    });
    const shown = held.outcome.kind === 'response' ? held.outcome.object : undefined;
    // A probe function that cannot wait ignores `afterMs`.
    const moments = [
      { name: 'at first', shown: shown?.['first'] ?? shown, passedMs: PAUSE_MS },
      { name: 'after a wait', shown: shown?.['second'], passedMs: 2 * PAUSE_MS },
    ];
    for (const moment of moments) {
      if (moment.shown === undefined) continue;
      const right = rightFor(deadlineMs, held.deliveredAt + moment.passedMs, held.seenAt);
      const remaining: unknown = Reflect.get(Object(moment.shown), 'remainingMs');
      if (remaining === undefined) return t.notTestable('The runtime shows no remaining time.');
      t.verify('deadline.remaining-shrinks', isWithin(remaining, right), {
        code,
        expected: `${between(right)} ${moment.name}, ${moment.passedMs} ms or more after the delivery began`,
        actual: held.outcome.describe(),
      });
    }

    const again = await read(sandbox, { probe: 'context' }, { deadlineMs });
    const right = rightFor(deadlineMs, again.deliveredAt, again.seenAt);
    t.verify('deadline.remaining-shrinks', isWithin(remainingIn(again), right), {
      code,
      expected: `${between(right)} in another invocation with the same deadline`,
      actual: again.outcome.describe(),
    });
  },
);
