import {
  between,
  isWithin,
  read,
  remainingIn,
  rightFor,
  TOLERANCE_MS,
  type Interval,
} from './remaining-time.ts';
import { covers, test } from '../support/test.ts';

/** How long the runtime is made to wait where time has to pass: well beyond the tolerance. */
const PAUSE_MS = 500;

/** In 2039. */
const FAR_MS = 2 ** 41;

/**
 * The remaining time is an `int` in some languages, where no real one needs more: what lies further ahead than its 25
 * days wraps around or stops at its end. The deadline itself has to be read in 64 bits, as the nearer ones show.
 */
function isInt32Of(value: unknown, [from, to]: Interval): boolean {
  if (typeof value !== 'number') return false;
  const offset = (value - from) & 0xffff_ffff;
  return value === 2 ** 31 - 1 || (value === (value | 0) && offset >= 0 && offset <= to - from);
}

test(
  'reads Lambda-Runtime-Deadline-Ms as Unix time in milliseconds, in 64 bits',
  covers('deadline.epoch-milliseconds'),
  async (scene) => {
    const sandbox = await scene.warm();

    for (const deadlineMs of [Date.now() + 10_000, Date.now() + 900_000, FAR_MS]) {
      const reading = await read(sandbox, { probe: 'context' }, { deadlineMs });
      const right = rightFor(deadlineMs, reading.deliveredAt, reading.seenAt);

      const remaining = remainingIn(reading);
      const holds = isWithin(remaining, right) || (deadlineMs === FAR_MS && isInt32Of(remaining, right));

      scene.verify('deadline.epoch-milliseconds', holds, {
        deviation: 'The remaining time is not the deadline minus the wall clock.',
        expected: `${between(right)}, for the deadline ${deadlineMs}`,
        actual: reading.outcome.describe(),
      });
      if (reading.outcome.kind === 'none') return;
    }
  },
);

test(
  'shows zero or a negative remaining time for a deadline in the past, and still runs the invocation',
  covers('deadline.past'),
  async (scene) => {
    const sandbox = await scene.warm();

    for (const agoMs of [0, 1, 5000]) {
      const deadlineMs = Date.now() - agoMs;
      const reading = await read(sandbox, { probe: 'context' }, { deadlineMs, settleable: false });
      const { outcome } = reading;
      const remaining = remainingIn(reading);
      const [lowest] = rightFor(deadlineMs, reading.deliveredAt, reading.seenAt);

      const ran = scene.verify('deadline.past', outcome.kind === 'response', {
        deviation: 'The runtime did not run an invocation whose deadline is in the past.',
        expected: `a response, for a deadline ${agoMs} ms ago`,
        actual: outcome.describe(),
      });
      // A runtime that shows no remaining time shows no wrong one.
      if (ran && remaining !== undefined) {
        scene.verify('deadline.past', isWithin(remaining, [lowest, TOLERANCE_MS]), {
          deviation:
            'The remaining time of a deadline in the past is neither zero nor what has passed since.',
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
  covers('deadline.missing-or-garbled'),
  async (scene) => {
    const sandbox = await scene.warm();

    for (const deadlineMs of [null, '', 'abc']) {
      const what = deadlineMs === null ? 'no deadline' : `the deadline '${deadlineMs}'`;
      const outcome = await sandbox.deliver({ n: 1 }, { deadlineMs, settleable: false }).outcome();
      const settled = scene.verify('deadline.missing-or-garbled', outcome.kind !== 'none', {
        deviation: 'An invocation without a usable deadline got no outcome.',
        expected: `an outcome for an invocation with ${what}`,
        actual: outcome.describe(),
      });
      if (!settled) return;

      const next = await sandbox.deliver({ n: 2 }).outcome();
      const lives = scene.verify('deadline.missing-or-garbled', next.kind !== 'none', {
        deviation: 'The invocation after one without a usable deadline was not served.',
        expected: `an outcome of the event after one with ${what}`,
        actual: next.describe(),
      });
      if (!lives) return;
    }
  },
);

test(
  'computes the remaining time when it is asked for',
  { ...covers('deadline.remaining-shrinks'), concurrency: 'unbounded' },
  async (scene) => {
    const sandbox = await scene.warm();
    const deadlineMs = Date.now() + 60_000;
    const deviation = 'The remaining time does not follow the wall clock.';
    // The head and the first half of the event arrive, the rest of it much later.
    const event = { probe: 'context', afterMs: PAUSE_MS, padding: '-'.repeat(6000) };
    const held = await read(sandbox, event, {
      deadlineMs,
      faults: [{ fault: 'segments', sizes: [4000, 1_000_000], pauseMs: PAUSE_MS }],
    });
    const shown = held.outcome.kind === 'response' ? held.outcome.object : undefined;
    // A probe function that cannot wait answers as without `afterMs`.
    const moments = [
      { name: 'at first', shown: shown?.['first'] ?? shown, passedMs: PAUSE_MS },
      { name: 'after a wait', shown: shown?.['second'], passedMs: 2 * PAUSE_MS },
    ];
    for (const moment of moments) {
      if (moment.shown === undefined) continue;
      const right = rightFor(deadlineMs, held.deliveredAt + moment.passedMs, held.seenAt);
      const remaining: unknown = Reflect.get(Object(moment.shown), 'remainingMs');
      if (remaining === undefined) return scene.notTestable('The runtime shows no remaining time.');
      scene.verify('deadline.remaining-shrinks', isWithin(remaining, right), {
        deviation,
        expected: `${between(right)} ${moment.name}, ${moment.passedMs} ms or more after the delivery began`,
        actual: held.outcome.describe(),
      });
    }

    const again = await read(sandbox, { probe: 'context' }, { deadlineMs });
    const right = rightFor(deadlineMs, again.deliveredAt, again.seenAt);
    scene.verify('deadline.remaining-shrinks', isWithin(remainingIn(again), right), {
      deviation,
      expected: `${between(right)} in another invocation with the same deadline`,
      actual: again.outcome.describe(),
    });
  },
);
