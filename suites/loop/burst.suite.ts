/** Many events in one process: a counter of one byte, or a table that is full, shows only after hundreds of them. */
import { ordinaryEvent } from '../support/controls.ts';
import { brokenByResults, chargeWrongResult } from '../support/returned.ts';
import { covers, test } from '../support/test.ts';

/** More than a counter of one byte counts. */
const EVENTS = 300;

/** Queued together, so that the runtime works at full speed. */
const QUEUED = 50;

/** A runtime that starts programs takes tens of milliseconds for an event; one that takes more gets fewer events. */
const TIME_MS = 60_000;

test(
  'returns each of hundreds of small events in one process',
  { ...covers().against(ordinaryEvent), exercises: [...brokenByResults], needs: ['echo'] },
  async (t) => {
    if (t.pace === 'quick') return;
    const sandbox = await t.warm();
    const began = sandbox.trace.now();

    for (let served = 0; served < EVENTS && sandbox.trace.now() - began < TIME_MS; served += QUEUED) {
      const events = Array.from({ length: QUEUED }, (_, n) => ({ event: served + n }));
      const deliveries = events.map((event) => sandbox.deliver(event));
      for (const [index, delivery] of deliveries.entries()) {
        const outcome = await delivery.outcome();
        // Other requirements judge a missing outcome.
        if (!chargeWrongResult(t, sandbox, outcome, events[index])) return;
      }
    }
  },
);
