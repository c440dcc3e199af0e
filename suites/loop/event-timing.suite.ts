/** The same events under three timings: the timing of events must not matter. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test, type TestContext } from '../support/test.ts';

/** Long enough that the runtime is idle. */
const PAUSE_MS = 60;

const timings: Readonly<Record<string, (t: TestContext, events: readonly unknown[]) => Promise<Played>>> = {
  /** Each event arrives while the runtime waits, after the previous one is settled. */
  'the runtime already waits': async (t, events) => {
    const sandbox = await t.warm();
    const outcomes = [];
    for (const event of events) outcomes.push(await sandbox.deliver(event).outcome());
    return { sandbox, outcomes };
  },
  /** All events are queued before the first poll. */
  'the event is ready at once': async (t, events) => {
    const sandbox = await t.startUnused();
    const limitMs = t.limits.startMs + t.limits.outcomeMs;
    const deliveries = events.map((event) => sandbox.deliver(event, { limitMs }));
    return { sandbox, outcomes: await Promise.all(deliveries.map((delivery) => delivery.outcome())) };
  },
  /** Each event arrives some time after the poll. */
  'the event comes after a delay': async (t, events) => {
    const sandbox = await t.warm();
    const outcomes = [];
    for (const event of events) {
      await sandbox.waitForPoll();
      await delay(PAUSE_MS);
      outcomes.push(await sandbox.deliver(event).outcome());
    }
    return { sandbox, outcomes };
  },
};

interface Played {
  readonly sandbox: Sandbox;
  readonly outcomes: readonly Awaited<ReturnType<ReturnType<Sandbox['deliver']>['outcome']>>[];
}

for (const [timing, play] of Object.entries(timings)) {
  test(
    `serves good and failing events in order when ${timing}`,
    {
      ...covers().against(ordinaryEvent),
      exercises: [
        'next.continues-after-result',
        'error.posted-to-invocation',
        'error.loop-continues',
        'loop.order',
      ],
      needs: ['opaque'],
    },
    async (t) => {
      if (t.pace === 'quick') return;
      const throws = t.smoke.actions.includes('throw');
      const fails = throws ? { probe: 'throw', type: 'Oops', message: 'm' } : { n: 0 };
      const events = [{ n: 1 }, fails, { n: 2 }];

      const { sandbox, outcomes } = await play(t, events);

      const missing = outcomes.findIndex((outcome) => outcome.kind === 'none');
      const first = outcomes[missing];
      const expected = `an outcome for each of three events when ${timing}`;
      const actual = first?.kind === 'none' ? `event ${missing + 1}: ${first.reason}` : '';
      const evidence = { expected, actual, sandbox };
      // A failure without a report, or an end after it, is not a matter of ordinary results.
      if (throws && missing === 1) {
        t.deviates('error.posted-to-invocation', { ...evidence, code: 'not-at-error-path' });
      } else if (throws && missing === 2) {
        t.deviates('error.loop-continues', { ...evidence, code: 'does-not-go-on' });
      } else {
        t.verify('next.continues-after-result', missing === -1, { ...evidence, code: 'does-not-go-on' });
      }
    },
  );
}
