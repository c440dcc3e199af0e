/** Abrupt ends: SIGKILL, and replies that arrive during the shutdown. */
import { isEndOfConnection, isPoll } from '../../harness/trace/calls.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';

/** By then a runtime that abandons its poll on SIGTERM has done so. */
const GIVEN_UP_MS = 50;

const MAY_BE_LOST = { settleable: false };

test(
  'starts and serves again after a SIGKILL without notice',
  covers('shutdown.no-need-of-sigterm').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    await sandbox.invoke({ n: 1 });
    await sandbox.deliver({ n: 2 }, MAY_BE_LOST).delivered();

    await sandbox.process.terminate('without extensions the shutdown phase is a SIGKILL');
    const from = sandbox.trace.length;
    sandbox.start();
    const poll = await sandbox.trace.waitForOptional(isPoll, {
      awaited: 'the first `next`',
      from,
      limitMs: t.limits.startMs,
    });
    const outcome = poll === undefined ? undefined : await sandbox.deliver({ n: 3 }, MAY_BE_LOST).outcome();

    t.verify('shutdown.no-need-of-sigterm', outcome !== undefined && outcome.kind !== 'none', {
      code: 'does-not-restart',
      expected: 'a first poll, and an outcome for its event',
      actual:
        outcome?.kind === 'none'
          ? outcome.reason
          : `no poll; ${sandbox.process.running ? 'it hangs' : 'it ended'}`,
    });
  },
);

test(
  'is not crashed by a reply that arrives while it shuts down',
  {
    ...covers('shutdown.late-bytes-harmless').against(ordinaryEvent),
    endsItsProcess: true,
  },
  async (t) => {
    const ends = [
      // Both at once: a stopped process receives the event and the signal when it continues.
      async (sandbox: Sandbox): Promise<void> => {
        sandbox.process.freeze();
        sandbox.process.signal('SIGTERM', 'the shutdown phase');
        sandbox.deliver({ n: 1 }, MAY_BE_LOST);
        sandbox.process.thaw();
        await Promise.resolve();
      },
      async (sandbox: Sandbox): Promise<void> => {
        const poll = await sandbox.trace.nextPoll(0, sandbox.limits.outcomeMs);
        const from = sandbox.trace.length;
        sandbox.process.signal('SIGTERM', 'the shutdown phase');
        await sandbox.trace.waitForOptional((entry) => isEndOfConnection(entry, poll.connection), {
          awaited: 'the end of the poll',
          from,
          limitMs: GIVEN_UP_MS,
        });
        sandbox.deliver({ n: 1 }, MAY_BE_LOST);
      },
    ];

    const ended = await Promise.all(
      ends.map(async (end) => {
        const sandbox = await t.warm();
        await end(sandbox);
        return { sandbox, exit: await sandbox.trace.waitForExit(sandbox.limits.exitMs) };
      }),
    );

    for (const { sandbox, exit } of ended) {
      if (exit === undefined) return t.inconclusive('The runtime did not end after SIGTERM.');
      const crash = exit.kind === 'signalled' && exit.signal !== 'SIGTERM' ? exit.signal : undefined;
      t.verify('shutdown.late-bytes-harmless', crash === undefined, {
        code: 'crashes',
        expected: 'an exit, or an end by SIGTERM',
        actual: `the process was ended by ${crash}`,
        sandbox,
      });
    }
  },
);
