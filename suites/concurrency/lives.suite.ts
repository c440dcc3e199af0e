/** How a runtime in concurrent mode starts and ends. */
import { endsStart, isInitErrorPost, isRegistration } from '../../harness/trace/calls.ts';
import type { EntryOf, RuntimeExit } from '../../harness/trace/entry.ts';
import { describeExit } from '../../harness/trace/runtime-exit.ts';
import { isSilentlyLinked, leaveWithoutLoading, LINKED } from '../init/linked.ts';
import { isServed } from '../support/returned.ts';
import { seeWhileBusy } from '../support/see-while-busy.ts';
import { failed } from '../support/requests.ts';
import { describeStart, startOf } from '../support/start.ts';
import { ordinaryEvent, ordinaryInitFailure } from '../support/controls.ts';
import { covers, test, type TestContext } from '../support/test.ts';
import { concurrentEvent, HeldEvents, parallelEvents, WORKERS } from './pool.ts';

test(
  'falls back to one worker or fails clearly at the start when the variable is not a positive number',
  covers('concurrency.invalid-limit').against(ordinaryEvent),
  async (t) => {
    for (const value of ['abc', '0', '-1', '']) {
      const sandbox = await t.start({
        maxConcurrency: 1,
        environment: { AWS_LAMBDA_MAX_CONCURRENCY: value },
      });
      const start = await startOf(t, sandbox);
      const legal = start.kind === 'served' || start.kind === 'reported' || start.kind === 'exited';
      const evidence = { expected: 'events served, or an end with a non-zero code', sandbox };
      const actual = `with ${JSON.stringify(value)} the runtime ${describeStart(start)}`;
      t.verify('concurrency.invalid-limit', legal, { code: 'not-served', ...evidence, actual });
      if (start.kind === 'exited')
        t.verify('concurrency.invalid-limit', failed(start.exit), {
          code: 'exits-with-0',
          ...evidence,
          actual,
        });
      await sandbox[Symbol.asyncDispose]();
    }
  },
);

test(
  'reports a failed init at least once in concurrent mode, tolerates 403 for further reports, and ends all its processes, non-zero',
  covers('concurrency.init-failure-reported', 'concurrency.ends-non-zero').against(ordinaryInitFailure),
  async (t) => {
    const sandbox = await t.start({ maxConcurrency: WORKERS, environment: { PROBE_INIT: 'throw' } });
    const exit = await sandbox.trace.waitForExit(t.limits.startMs);

    const reports = sandbox.trace.entries.filter(isInitErrorPost);
    const asked = sandbox.trace.entries.some(({ kind }) => kind === 'request');
    if (!asked && exit !== undefined && (await isSilentlyLinked(t, [{ start: { kind: 'exited', exit } }]))) {
      leaveWithoutLoading(t, ['concurrency.init-failure-reported'], LINKED);
      return verifyFailed(t, exit, 'after a failed init');
    }
    t.verify('concurrency.init-failure-reported', reports.length > 0, {
      code: 'not-reported',
      expected: 'POST /2018-06-01/runtime/init/error',
      actual:
        exit === undefined
          ? 'no report, and the runtime still runs'
          : `no report; the runtime ${describeExit(exit)}`,
    });
    t.verify('concurrency.init-failure-reported', exit !== undefined, {
      code: 'keeps-running',
      expected: `the end of all processes after ${reports.length} reports`,
      actual: 'the runtime still runs',
    });
    if (exit === undefined) return;
    verifyFailed(t, exit, 'after a failed init');
  },
);

test(
  'goes on with the remaining workers when one dies',
  { ...covers('concurrency.dead-worker-contained').against(parallelEvents), needs: ['probe:hold,exit'] },
  async (t) => {
    const sandbox = await t.fresh({ maxConcurrency: WORKERS });
    const processes = new Set<unknown>();
    {
      await using held = await HeldEvents.begin(sandbox, WORKERS);
      const { running } = held;
      held.release(running);
      for (const event of running) {
        const outcome = await held.delivered[event]?.outcome();
        if (outcome?.kind === 'response') processes.add(outcome.object?.['pid']);
      }
      for (const { requestId } of held.delivered) sandbox.runtimeApi.withdraw(requestId);
    }
    if (processes.size < 2) return t.notApplicable('All workers are one process, so none can die alone.');

    const from = sandbox.trace.length;
    const dying = sandbox.deliver({ probe: 'exit', code: 3 }, { settleable: false, mayEnd: true });
    await dying.waitForDelivery();
    sandbox.runtimeApi.withdraw(dying.requestId);
    // A parent learns of the end of a child a little later.
    await seeWhileBusy(sandbox, ({ kind }) => kind === 'runtime-exited', {
      awaited: 'the end of the runtime',
      from,
      limitMs: Math.max(500, sandbox.limits.quietMs),
      endsWithRuntime: false,
    });
    const event = { order: 1 };
    const outcome = await sandbox.deliver(event).outcome();

    const ended = sandbox.trace.entries.slice(from).find(({ kind }) => kind === 'runtime-exited');
    t.verifyAbsence('concurrency.dead-worker-contained', ended === undefined, {
      code: 'ends-with-one',
      expected: `${processes.size - 1} of ${processes.size} worker processes go on`,
      actual: 'the runtime ended',
    });
    if (ended !== undefined) return;
    t.verify('concurrency.dead-worker-contained', isServed(t, sandbox, outcome, event), {
      code: 'not-served',
      expected: 'an event served by the remaining workers',
      actual: outcome.describe(),
    });
  },
);

test(
  'ends with a non-zero code when its last worker died in concurrent mode',
  { ...covers('concurrency.ends-non-zero').against(concurrentEvent), needs: ['opaque'] },
  async (t) => {
    const sandbox = await t.fresh({ maxConcurrency: WORKERS });
    await sandbox.invoke({ order: 1 });

    sandbox.runtimeApi.gone('reset');
    const exit = await sandbox.trace.waitForExit(Math.max(10_000, t.limits.exitMs));

    // Another requirement judges how long it tries.
    if (exit === undefined)
      return t.inconclusive(
        'The runtime still tries to reach the Runtime API, so its last worker did not die.',
      );
    verifyFailed(t, exit, 'when no worker can reach the Runtime API');
  },
);

test(
  'registers an internal extension, if it has one, for no event in concurrent mode',
  covers('concurrency.internal-extension-no-events').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.start({ maxConcurrency: WORKERS });
    // The Runtime API refuses events, and the runtime may end for that.
    await sandbox.trace.expect(endsStart, { awaited: 'the end of init', limitMs: t.limits.startMs });
    const registrations = sandbox.trace.entries.filter(isRegistration);
    if (registrations.length === 0) return t.notApplicable('The runtime registers no internal extension.');
    for (const { exchange } of registrations) {
      const body = sandbox.trace.entries.find(
        (entry): entry is EntryOf<'request-body'> =>
          entry.kind === 'request-body' && entry.exchange === exchange,
      );
      const text = body?.body.bytes.toString('utf8') ?? '';
      t.verify('concurrency.internal-extension-no-events', !/"(?:INVOKE|SHUTDOWN)"/.test(text), {
        code: 'registers-events',
        expected: '{"events":[]}',
        actual: text.slice(0, 300),
      });
    }
  },
);

test(
  'logs the number of its workers and the limit at the start, as a DEBUG record in JSON',
  covers('concurrency.pool-logged').against(concurrentEvent),
  async (t) => {
    const sandbox = await t.fresh({
      maxConcurrency: 7,
      environment: { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'DEBUG' },
    });
    await sandbox.invoke({ order: 1 });

    const record = sandbox.process
      .output()
      .split('\n')
      .find((line) => /^\s*\{.*"?DEBUG"?.*\b7\b.*\}\s*$/.test(line));
    if (record === undefined)
      return t.notApplicable('The runtime logs nothing about its workers at the start.');
    t.holds('concurrency.pool-logged');
  },
);

function verifyFailed(t: TestContext, exit: RuntimeExit, when: string): void {
  t.verify('concurrency.ends-non-zero', failed(exit), {
    code: 'exits-with-0',
    expected: `a non-zero exit code ${when}`,
    actual: `the runtime ${describeExit(exit)}`,
  });
}
