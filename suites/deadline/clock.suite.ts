/** The remaining time across a freeze, in other time zones, and shortly before the deadline. */
import { between, isWithin, read, remainingIn, rightFor } from './remaining-time.ts';
import { ordinaryContext, ordinaryEvent } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';

/** Time to read the headers before the freeze. */
const HEAD_MS = 100;

/** The freeze is much longer than the tolerance of a reading. */
const FREEZES_MS = { quick: 700, normal: 1500, slow: 3000 };

/**
 * The monotonic clock of a stopped process continues, unlike in a frozen environment. So this test does not detect a
 * runtime that uses only that clock; it detects one that mixes it with times from before the freeze.
 */
test(
  'bases the remaining time on the wall clock, not on an offset taken before a freeze',
  { ...covers('deadline.wall-clock-after-freeze').against(ordinaryContext), concurrency: 'unbounded' },
  async (t) => {
    const frozenMs = FREEZES_MS[t.pace];
    const sandbox = await t.warm();
    const deadlineMs = Date.now() + 60_000;
    const deliveredAt = Date.now();
    // The rest of the event arrives during the freeze.
    const delivery = sandbox.deliver(
      { probe: 'context', padding: '-'.repeat(6000) },
      {
        deadlineMs,
        faults: [{ fault: 'segments', sizes: [4000, 1_000_000], pauseMs: HEAD_MS + frozenMs / 2 }],
      },
    );
    await delivery.delivered();
    await sandbox.trace.sleep(HEAD_MS);
    sandbox.process.freeze();
    await sandbox.trace.sleep(frozenMs);
    sandbox.process.thaw();
    const outcome = await delivery.outcome();

    const reading = { outcome, deliveredAt, seenAt: Date.now() };
    const remaining = remainingIn(reading);
    if (outcome.kind === 'response' && remaining === undefined)
      return t.notTestable('The runtime shows no remaining time.');
    const right = rightFor(deadlineMs, deliveredAt + HEAD_MS + frozenMs, reading.seenAt);
    t.verify('deadline.wall-clock-after-freeze', isWithin(remaining, right), {
      code: 'freeze-not-counted',
      expected: `${between(right)}, after a freeze of ${frozenMs} ms between the headers and the end of the event`,
      actual: outcome.describe(),
    });
  },
);

/** All other tests run in UTC. A clock of local time is wrong by hours in any other zone. */
const ZONE = 'Asia/Tokyo';

test(
  'shows the same remaining time in every time zone',
  covers('deadline.time-zone-independent').against(ordinaryContext),
  async (t) => {
    const sandbox = await t.fresh({ environment: { TZ: ZONE } });
    const deadlineMs = Date.now() + 60_000;
    const reading = await read(sandbox, { probe: 'context' }, { deadlineMs });
    const remaining = remainingIn(reading);
    if (reading.outcome.kind === 'response' && remaining === undefined)
      return t.notTestable('The runtime shows no remaining time.');
    const right = rightFor(deadlineMs, reading.deliveredAt, reading.seenAt);
    t.verify('deadline.time-zone-independent', isWithin(remaining, right), {
      code: 'depends-on-time-zone',
      expected: `${between(right)}, with TZ=${ZONE}`,
      actual: reading.outcome.describe(),
    });
  },
);

const SLEEPS_MS = { quick: 500, normal: 1500, slow: 10_000 };

/** How long before the deadline the handler returns. On a slow machine the later ones are used. */
const MARGINS_MS = [200, 500, 1500];

test(
  'does not abort a handler before its deadline',
  { ...covers('deadline.no-early-abort').against(ordinaryEvent), concurrency: 'unbounded' },
  async (t) => {
    const sandbox = await t.warm();
    const ms = SLEEPS_MS[t.pace];

    for (const marginMs of MARGINS_MS) {
      const deadlineMs = Date.now() + ms + marginMs;
      const limitMs = ms + marginMs + t.limits.outcomeMs;
      const reading = await read(sandbox, { probe: 'sleep', ms }, { deadlineMs, limitMs, settleable: false });

      const served = reading.outcome.kind === 'response';
      // A later outcome may be due to an abort at the deadline, which is legal.
      if (!served && reading.seenAt >= deadlineMs) {
        if (reading.outcome.kind === 'none') break;
        continue;
      }
      t.verify('deadline.no-early-abort', served, {
        code: 'aborted-early',
        expected: `a response of a handler that returns ${marginMs} ms before the deadline`,
        actual: `${reading.outcome.describe()}, ${deadlineMs - reading.seenAt} ms before the deadline`,
      });
      return;
    }
    t.inconclusive('The machine was too slow for a handler that returns before its deadline.');
  },
);
