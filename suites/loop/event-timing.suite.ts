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
    const sandbox = await t.fresh();
    const outcomes = [];
    for (const event of events) outcomes.push(await sandbox.deliver(event).outcome());
    return { sandbox, outcomes };
  },
  /** All events are queued before the first poll. */
  'the event is ready at once': async (t, events) => {
    const sandbox = await t.start();
    const limitMs = t.limits.startMs + t.limits.outcomeMs;
    const deliveries = events.map((event) => sandbox.deliver(event, { limitMs }));
    return { sandbox, outcomes: await Promise.all(deliveries.map((delivery) => delivery.outcome())) };
  },
  /** Each event arrives some time after the poll. */
  'the event comes after a delay': async (t, events) => {
    const sandbox = await t.fresh();
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
      exercises: ['next.continues-after-result', 'loop.order'],
      needs: ['opaque'],
    },
    async (t) => {
      if (t.pace === 'quick') return;
      const fails = t.smoke.actions.includes('throw')
        ? { probe: 'throw', type: 'Oops', message: 'm' }
        : { n: 0 };
      const events = [{ n: 1 }, fails, { n: 2 }];

      const { sandbox, outcomes } = await play(t, events);

      const missing = outcomes.findIndex((outcome) => outcome.kind === 'none');
      const first = outcomes[missing];
      t.verify('next.continues-after-result', missing === -1, {
        code: 'does-not-go-on',
        expected: `an outcome for each of three events when ${timing}`,
        actual: first?.kind === 'none' ? `event ${missing + 1}: ${first.reason}` : '',
        sandbox,
      });
    },
  );
}
