import { describeExit, isZeroExit } from '../../harness/trace/runtime-exit.ts';
import { isSilentlyLinked, leaveWithoutLoading, LINKED, UNREPORTED } from './linked.ts';
import { describeStart, watchStart } from '../support/start.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, itself, test } from '../support/test.ts';

test(
  'reports a failed init once, with the class and the text of the failure, and exits without a poll',
  covers(
    'init.reports-failure',
    'init.exits-after-report',
    'init.failure-exit-code',
    'init.no-next-after-failure',
    'init.error-shape',
    'init.error-type-header',
    'init.one-report',
    'init.error-mirrors-failure',
  ).against(itself),
  async (t) => {
    const { start } = await watchStart(t, { environment: { PROBE_INIT: 'throw' } });
    if (start.kind === 'served') t.notTestable('The function does not obey `PROBE_INIT=throw`.');
    const actual = `the runtime ${describeStart(start)}`;
    // A wire rule judges a report with a wrong method or path.
    const silent = start.kind === 'exited' && start.attempt === undefined;
    const linked = await isSilentlyLinked(t, [{ start }]);

    if (linked) leaveWithoutLoading(t, ['init.reports-failure'], LINKED);
    else if (silent || start.kind !== 'exited') {
      t.verify('init.reports-failure', start.kind === 'reported', {
        code: 'not-reported',
        expected: 'POST /2018-06-01/runtime/init/error before any poll',
        actual,
      });
    }

    // Wire rules judge a report; without one, only the following can be judged here.
    if (start.kind === 'reported') {
      const whole = ['ProbeInitError', 'probe init failed'].every((text) => start.report.includes(text));
      t.verify('init.error-mirrors-failure', whole, {
        code: 'failure-not-named',
        expected: 'a body with `ProbeInitError` and `probe init failed`',
        actual,
      });
      return;
    }
    if (start.kind === 'exited') {
      t.verify('init.failure-exit-code', !isZeroExit(start.exit), {
        code: 'exits-with-0',
        expected: 'a non-zero exit code',
        actual,
      });
    }
    t.verify('init.no-next-after-failure', start.kind !== 'failed-late', {
      code: 'failure-deferred',
      expected: 'no `next`',
      actual,
    });
    if (linked) leaveWithoutLoading(t, ofReports, LINKED);
    else t.leaveUnjudged(ofReports, 'inconclusive', UNREPORTED);
  },
);

/** What only a runtime with a report shows. */
const ofReports = [
  'init.exits-after-report',
  'init.failure-exit-code',
  'init.error-shape',
  'init.error-type-header',
  'init.one-report',
  'init.error-mirrors-failure',
] as const;

test(
  'exits non-zero within seconds, without a busy loop, when no server listens on the Runtime API address',
  { ...covers('init.api-unreachable').against(ordinaryEvent), concurrency: 'unbounded' },
  async (t) => {
    const sandbox = await t.start({ prepare: (runtimeApi) => runtimeApi.gone() });

    // The start itself may use a whole core, so CPU time is measured afterwards.
    const startedMs = Math.max(3000, 2 * t.smoke.coldStartMs);
    const limitMs = Math.max(10_000, t.limits.startMs);
    const early = await sandbox.trace.waitForOptional((entry) => entry.kind === 'runtime-exited', {
      awaited: 'an early exit',
      limitMs: startedMs,
      endsWithRuntime: false,
    });
    const busy = early === undefined ? ((await sandbox.process.busyShare(MEASURED_MS)) ?? 0) : 0;
    const patient = t.verifyAbsence('init.api-unreachable', busy < BUSY, {
      code: 'spins',
      expected: 'pauses between connection attempts',
      actual: `${Math.round(busy * 100)} % of a processor, ${Math.round(startedMs / 1000)} s after the start`,
    });
    if (!patient) return;

    const exit = await sandbox.trace.waitForExit(limitMs - startedMs);
    t.verify('init.api-unreachable', exit !== undefined && !isZeroExit(exit), {
      code: 'does-not-fail',
      expected: `a non-zero exit within ${Math.round(limitMs / 1000)} s`,
      actual: exit === undefined ? 'it was still running' : `it ${describeExit(exit)}`,
    });
  },
);

/** A waiting process uses less than this share of a core, also on a busy machine. */
const BUSY = 0.2;

/** How long CPU time is measured. */
const MEASURED_MS = 1000;
