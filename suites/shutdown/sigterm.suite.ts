/** SIGTERM, which Lambda sends when an extension is registered. */
import { describeExit } from '../../harness/trace/runtime-exit.ts';
import { createGate } from '../../harness/runtime-api/invocations/faults.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { RuntimeExit } from '../../harness/trace/entry.ts';
import { reaction } from '../support/reaction.ts';
import { verifyNoOrphans } from '../support/orphans.ts';
import { pidNamespace, topOfNamespace } from './pid-namespace.ts';
import { isInvocationPost, isRegistration } from '../../harness/trace/calls.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test, type TestContext } from '../support/test.ts';

/** The time that Lambda grants with internal extensions. */
const GRANTED_MS = 500;
/** The extra time for a busy machine. */
const TOLERANCE_MS = 250;
const LIMIT_MS = GRANTED_MS + TOLERANCE_MS;
/** Time for the runtime to notice the signal. */
const NOTICED_MS = 200;

/** Uncaught exceptions as common languages print them. */
const CRASH =
  /Traceback \(most recent call last\)|\b(?:uncaught|unhandled)\b|panicked at|^goroutine \d+ \[|SignalException|KeyboardInterrupt|^\s+at \S.*:\d+\)?$/im;

const MAY_BE_LOST = { settleable: false };

test(
  'ends soon, and in good order, after a SIGTERM that arrives while it waits in `next`',
  {
    ...covers(
      'shutdown.exits-on-sigterm',
      'shutdown.sigterm-exit-code',
      'shutdown.sigterm-hook',
      // A wire rule judges this.
      'shutdown.nothing-new-after-sigterm',
    ).against(ordinaryEvent),
    endsItsProcess: true,
  },
  async (t) => {
    const sandbox = await t.warm();
    await sandbox.invoke({ n: 1 });
    await sandbox.waitForPoll();

    const from = sandbox.trace.length;
    sandbox.process.signal('SIGTERM', 'the shutdown phase');
    const exit = await sandbox.trace.waitForExit(LIMIT_MS);

    t.verify('shutdown.exits-on-sigterm', exit !== undefined, {
      code: 'does-not-exit',
      expected: `the end of the process within ${GRANTED_MS} ms`,
      actual: `it was still running after ${LIMIT_MS} ms`,
    });
    if (exit === undefined) {
      const reason = 'The runtime did not end after SIGTERM.';
      t.leaveUnjudged(['shutdown.sigterm-exit-code', 'shutdown.sigterm-hook'], 'inconclusive', reason);
      return;
    }
    const crash = CRASH.exec(sandbox.process.output(undefined, from))?.[0];
    t.verify('shutdown.sigterm-exit-code', isOrderly(exit) && crash === undefined, {
      code: 'looks-like-crash',
      expected: 'exit code 0 or 143, or an end by SIGTERM, without the trace of an exception',
      actual: crash === undefined ? `it ${describeExit(exit)}` : `"${crash.trim()}" in the output`,
    });
    judgeHook(t, sandbox, exit, from);
  },
);

test(
  'does not poll after a SIGTERM that arrives while it posts a result',
  {
    // A wire rule judges this.
    ...covers('shutdown.nothing-new-after-sigterm').against(ordinaryEvent),
    endsItsProcess: true,
  },
  async (t) => {
    const sandbox = await t.warm();
    const gate = createGate();
    for (const endpoint of ['response', 'error'] as const) {
      sandbox.runtimeApi.faults.arm(endpoint, [{ fault: 'hold', gate }]);
    }

    let from: number;
    try {
      const delivery = sandbox.deliver({ n: 1 }, MAY_BE_LOST);
      await sandbox.trace.expect(isInvocationPost, {
        awaited: 'the outcome of the invocation',
        from: delivery.from,
        limitMs: t.limits.outcomeMs,
      });
      sandbox.process.signal('SIGTERM', 'the shutdown phase begins while the reply to the outcome is held');
      await sandbox.trace.waitForOptional((entry) => entry.kind === 'runtime-exited', {
        awaited: 'the end of the process',
        limitMs: NOTICED_MS,
      });
      from = sandbox.trace.length;
    } finally {
      gate.open();
    }
    if (sandbox.process.running) await reaction(sandbox, from);
  },
);

test(
  'leaves no child processes behind when its top process alone gets SIGTERM',
  {
    ...covers('shutdown.no-orphans').against(ordinaryEvent),
    endsItsProcess: true,
  },
  async (t) => {
    const sandbox = await t.warm();
    if ((await sandbox.process.sample()) === undefined) {
      t.notTestable('The harness can list the processes of a sandbox on Linux only.');
    }

    sandbox.process.signal('SIGTERM', 'to the top process alone', sandbox.process.pid);
    if ((await sandbox.trace.waitForExit(sandbox.limits.exitMs)) === undefined) {
      t.inconclusive('The top process of the runtime did not end after SIGTERM.');
    }

    await verifyNoOrphans(t, sandbox, 'after SIGTERM to the top process');
  },
);

test(
  'obeys SIGTERM also as process 1 of a container',
  covers('shutdown.sigterm-as-pid-1').against(ordinaryEvent),
  async (t) => {
    const launcher = await pidNamespace();
    if (launcher === undefined) {
      return t.notTestable('This machine does not let the harness make a PID namespace with `unshare`.');
    }
    const sandbox = await t.fresh({ launcher });
    const top = topOfNamespace(sandbox.process.pid);
    if (top === undefined) t.inconclusive('Process 1 of the namespace was not found.');

    sandbox.process.signal('SIGTERM', 'to process 1 of its PID namespace', top);
    const exit = await sandbox.trace.waitForExit(LIMIT_MS);

    t.verify('shutdown.sigterm-as-pid-1', exit !== undefined, {
      code: 'sigterm-ignored',
      expected: `the end of the process within ${GRANTED_MS} ms`,
      actual: `it was still running after ${LIMIT_MS} ms`,
    });
  },
);

function isOrderly(exit: RuntimeExit): boolean {
  return exit.kind === 'exited'
    ? exit.exitCode === 0 || exit.exitCode === 143
    : exit.kind === 'signalled' && exit.signal === 'SIGTERM';
}

/** A hook is visible only by its effect: output, or a particular exit. */
function judgeHook(t: TestContext, sandbox: Sandbox, exit: RuntimeExit, from: number): void {
  const registered = sandbox.trace.entries.some(isRegistration);
  const seen = exit.kind === 'exited' || sandbox.process.output(undefined, from) !== '';
  if (registered && seen) {
    t.holds('shutdown.sigterm-hook');
    return;
  }
  if (registered) {
    const reason =
      'The runtime registers an internal extension, but its hook, if any, has no visible effect.';
    t.leaveUnjudged(['shutdown.sigterm-hook'], 'not-testable', reason);
  } else {
    const reason = 'The runtime registers no internal extension.';
    t.leaveUnjudged(['shutdown.sigterm-hook'], 'not-applicable', reason);
  }
}
