/** Expected and unexpected exits. */
import { verifyLastWords } from '../support/failure-logged.ts';
import { endOf, failed } from '../support/requests.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';

/** Every n-th invocation fails. */
const FAILING = 10;

test(
  'never exits by itself while all is well',
  covers('shutdown.stays-while-healthy').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    const deliveries = Array.from({ length: 100 }, (_, n) =>
      sandbox.deliver(n % FAILING === 0 ? { probe: 'throw', type: 'Oops', message: 'on purpose' } : { n }),
    );

    // In sequence: the limit of each starts with its turn.
    let settled = 0;
    for (const delivery of deliveries) {
      const outcome = await delivery.outcome();
      if (outcome.kind === 'none') break;
      settled += 1;
    }
    await sandbox.waitForPoll();

    t.verify('shutdown.stays-while-healthy', settled === deliveries.length && sandbox.process.running, {
      code: 'stops-serving',
      expected: '100 invocations served, including failing ones, and a process that waits for the next',
      actual: `${settled} invocations; ${endOf(sandbox)}`,
    });
  },
);

/** How long a runtime may retry before it exits. */
const GIVING_UP_MS = { quick: 3000, normal: 10_000, slow: 60_000 };

/** A busy loop uses a whole core; waits between attempts use almost no CPU time. */
const MOST_CPU_SHARE = 0.3;

/** How long CPU time is measured during the attempts. */
const MEASURED_MS = 1000;

test(
  'exits non-zero, without spinning, when the Runtime API has gone for good',
  {
    ...covers(
      'shutdown.exits-when-api-gone',
      'shutdown.fatal-errors-readable',
      'shutdown.no-lingering-threads',
    ).against(ordinaryEvent),
    concurrency: 'unbounded',
  },
  async (t) => {
    const sandbox = await t.warm();
    const limitMs = Math.max(GIVING_UP_MS[t.pace], t.limits.exitMs);

    const from = sandbox.trace.length;
    sandbox.runtimeApi.gone();
    const share = await sandbox.process.busyShare(MEASURED_MS);
    // On a busy machine a busy loop gets less CPU time, but unlike a waiting one it is never idle.
    const waits =
      share === undefined ||
      (share < MOST_CPU_SHARE &&
        ((await sandbox.process.waitUntilIdle(2 * MEASURED_MS)) || !sandbox.process.running));
    const exit = await sandbox.trace.waitForExit(limitMs);

    t.verifyAbsence('shutdown.exits-when-api-gone', waits, {
      code: 'spins',
      expected: 'little CPU time while it retries, and pauses between the attempts',
      actual: `${Math.round((share ?? 0) * 100)} % of a core`,
    });
    if (exit === undefined && t.pace !== 'slow') {
      t.warn(
        `shutdown.exits-when-api-gone: the runtime had not exited after ${limitMs / 1000} s; --slow waits longer.`,
      );
      return;
    }
    t.verify('shutdown.exits-when-api-gone', exit !== undefined && failed(exit), {
      code: exit === undefined ? 'does-not-exit' : 'exits-with-0',
      expected: `a non-zero exit within ${limitMs / 1000} s`,
      actual: endOf(sandbox),
    });
    if (exit === undefined) return;
    verifyLastWords(t, sandbox, from);
    t.holds('shutdown.no-lingering-threads');
  },
);
