/** How many polls a runtime opens, and what one of them may not do to the others. */
import { createGate } from '../../harness/runtime-api/invocations/faults.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { isPoll } from '../../harness/trace/calls.ts';
import type { Entry } from '../../harness/trace/entry.ts';
import { chargeWrongResult, isServed } from '../support/returned.ts';
import { seeWhileBusy } from '../support/see-while-busy.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test, type TestContext } from '../support/test.ts';
import { concurrentEvent, HeldEvents, WORKERS } from './pool.ts';

/** CPU time allowed for each second of waiting: 5 % of a core. */
const IDLE_CPU_MS_PER_SECOND = 50;
const IDLE_MS = { quick: 1000, normal: 1500, slow: 3000 };

/** Waits until the runtime opens no further polls, and counts those that are open. */
async function openPolls(sandbox: Sandbox): Promise<number> {
  const opened = (count: number) => (): boolean => sandbox.runtimeApi.waitingPolls > count;
  for (let polls = -1; polls < sandbox.runtimeApi.waitingPolls;) {
    polls = sandbox.runtimeApi.waitingPolls;
    await seeWhileBusy(sandbox, opened(polls), {
      awaited: 'another poll',
      from: sandbox.trace.length,
      limitMs: Math.max(100, sandbox.limits.quietMs),
    });
  }
  return sandbox.runtimeApi.waitingPolls;
}

test(
  'keeps as many `next` calls outstanding as AWS_LAMBDA_MAX_CONCURRENCY allows, and never more',
  covers('concurrency.several-polls', 'concurrency.never-above-limit').against(concurrentEvent),
  async (t) => {
    const sandbox = await t.fresh({ maxConcurrency: WORKERS });

    const polls = await openPolls(sandbox);

    const many = `The runtime opens ${polls} polls with AWS_LAMBDA_MAX_CONCURRENCY=${WORKERS}.`;
    if (polls >= WORKERS) t.holds('concurrency.several-polls');
    else t.leaveUnjudged(['concurrency.several-polls'], 'not-applicable', many);
    if (polls <= WORKERS) t.holds('concurrency.never-above-limit');
    else t.leaveUnjudged(['concurrency.never-above-limit'], 'not-applicable', many);
  },
);

test(
  'fetches no event it cannot start',
  { ...covers('concurrency.no-prefetch').against(concurrentEvent), needs: ['probe:hold'] },
  async (t) => {
    const sandbox = await t.fresh({ maxConcurrency: 2 });
    await using held = await HeldEvents.begin(sandbox, 2);
    if (held.running.length < 2) return t.inconclusive('Fewer than two handlers run at once.');

    const polls = await openPolls(sandbox);

    if (polls > 0) {
      const many = `The runtime polls on, ${polls} times, with all of AWS_LAMBDA_MAX_CONCURRENCY=2 in work.`;
      return t.notApplicable(many);
    }
    t.holds('concurrency.no-prefetch');
  },
);

test(
  'has exactly one `next` outstanding when the variable is not set',
  covers('concurrency.one-poll-without-variable').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.fresh();

    const counted = [await openPolls(sandbox)];
    const event = { order: 1 };
    chargeWrongResult(t, sandbox, await sandbox.invoke(event), event);
    await sandbox.waitForPoll();
    counted.push(await openPolls(sandbox));

    t.verifyAbsence('concurrency.one-poll-without-variable', Math.max(...counted) <= 1, {
      code: 'several-polls',
      expected: 'one open poll without AWS_LAMBDA_MAX_CONCURRENCY',
      actual: `${counted.join(', then ')} open polls`,
    });
  },
);

test(
  'accepts every positive AWS_LAMBDA_MAX_CONCURRENCY, one included',
  { ...covers('concurrency.any-positive-limit').against(ordinaryEvent), concurrency: 'exclusive' },
  async (t) => {
    for (const maxConcurrency of [1, 2, 1001]) {
      const sandbox = await t.start({ maxConcurrency });
      for (const event of [{ order: 1 }, { order: 2 }]) {
        const outcome = await sandbox.deliver(event).outcome();
        const served = t.verify('concurrency.any-positive-limit', isServed(t, sandbox, outcome, event), {
          code: 'not-served',
          expected: `events served with AWS_LAMBDA_MAX_CONCURRENCY=${maxConcurrency}`,
          actual: outcome.describe(),
          sandbox,
        });
        if (!served) return;
      }
      await sandbox[Symbol.asyncDispose]();
    }
  },
);

test(
  'serves a burst of first invocations on all workers at once',
  covers('concurrency.first-burst').against(concurrentEvent),
  async (t) => {
    for (let start = 1; start <= { quick: 1, normal: 3, slow: 10 }[t.pace]; start += 1) {
      const sandbox = await t.start({ maxConcurrency: WORKERS });
      const events = Array.from({ length: WORKERS }, (_, order) => ({ start, order }));
      const delivered = events.map((event) => sandbox.deliver(event));
      for (const [order, pending] of delivered.entries()) {
        const outcome = await pending.outcome();
        const served = t.verify('concurrency.first-burst', isServed(t, sandbox, outcome, events[order]), {
          code: 'not-served',
          expected: `the results of ${WORKERS} events at the start`,
          actual: `event ${order + 1}: ${outcome.describe()}`,
          sandbox,
        });
        if (!served) return;
      }
      await sandbox[Symbol.asyncDispose]();
    }
  },
);

test(
  'does not let a stuck or broken poll of one worker block the others',
  covers('concurrency.stuck-poll-contained').against(concurrentEvent),
  async (t) => {
    const sandbox = await t.fresh({ maxConcurrency: WORKERS });
    if ((await openPolls(sandbox)) < 2)
      return t.notApplicable('The runtime has one poll, so no other can be blocked by it.');
    const gate = createGate();

    // The poll that gets this event never ends.
    const stuck = sandbox.deliver({ order: 0 }, { settleable: false, faults: [{ fault: 'hold', gate }] });
    await servesOn(t, sandbox, 'while the reply to another poll is held');
    gate.open();
    await stuck.outcome();
  },
);

async function servesOn(t: TestContext, sandbox: Sandbox, when: string): Promise<void> {
  for (const event of [{ order: 1 }, { order: 2 }]) {
    const outcome = await sandbox.deliver(event).outcome();
    const served = t.verify('concurrency.stuck-poll-contained', isServed(t, sandbox, outcome, event), {
      code: 'others-blocked',
      expected: `an event served ${when}`,
      actual: outcome.describe(),
      sandbox,
    });
    if (!served) return;
  }
}

test(
  'uses separate connections, so that a blocked poll never holds up a result',
  covers('concurrency.separate-connections').against(concurrentEvent),
  async (t) => {
    const sandbox = await t.fresh({ maxConcurrency: WORKERS });
    await openPolls(sandbox);

    const outcome = await sandbox.invoke({ order: 1 });

    const { connection } = outcome.request;
    const { entries } = sandbox.trace;
    const polls = entries.filter(
      (entry) =>
        isPoll(entry) && entry.connection === connection && entry.exchange < outcome.request.exchange,
    );
    const pending = polls.some((poll) => !isAnswered(entries, poll));
    t.verify('concurrency.separate-connections', !pending && !outcome.request.pipelined, {
      code: 'result-behind-poll',
      expected: 'a result on a connection on which no poll waits',
      actual: `the result came on connection ${connection}, behind a poll without a reply`,
    });
  },
);

function isAnswered(entries: readonly Entry[], request: Entry): boolean {
  return (
    request.kind === 'request' &&
    entries.some((entry) => entry.kind === 'reply' && entry.exchange === request.exchange)
  );
}

test(
  'uses no CPU in concurrent mode while its workers wait, its coordinating thread included',
  { ...covers('concurrency.idle-workers-use-no-cpu').against(concurrentEvent), concurrency: 'unbounded' },
  async (t) => {
    const sandbox = await t.fresh({ maxConcurrency: WORKERS });
    await sandbox.invoke({ order: 1 });
    const idleMs = IDLE_MS[t.pace];
    // A just-in-time compiler still works on the code of the first invocation.
    await sandbox.trace.sleep(idleMs);
    const before = await sandbox.process.sample();
    const measured = sandbox.trace.measure();
    await sandbox.trace.sleep(idleMs);
    measured();
    const after = await sandbox.process.sample();

    if (before === undefined || after === undefined)
      return t.notTestable('This platform does not report CPU time.');
    const allowedMs = (idleMs / 1000) * IDLE_CPU_MS_PER_SECOND;
    const usedMs = Math.round(after.cpuMs - before.cpuMs);
    t.verifyAbsence('concurrency.idle-workers-use-no-cpu', usedMs <= allowedMs, {
      code: 'uses-cpu',
      expected: `at most ${allowedMs} ms of CPU time in ${idleMs} ms of waiting`,
      actual: `${usedMs} ms`,
    });
  },
);
