/** Unusual init errors: refused by the service, or with an unusual class name. */
import { sample } from 'fast-check';
import type { Fault } from '../../harness/runtime-api/invocations/faults.ts';
import { isInitErrorPost } from '../../harness/trace/calls.ts';
import { describeStart, watchStart, type ObservedStart } from '../support/start.ts';
import { ordinaryInitFailure } from '../support/controls.ts';
import { covers, test, type TestContext } from '../support/test.ts';
import { endWithoutLoading, isSilentlyLinked, LINKED, UNREPORTED } from './linked.ts';
import { readableText } from '../support/text-arbitraries.ts';

const refusals: readonly { readonly what: string; readonly fault: Fault }[] = [
  { what: '403', fault: { fault: 'status', status: 403 } },
  { what: 'a dropped connection', fault: { fault: 'drop-before-reply', closing: 'end' } },
  { what: '500', fault: { fault: 'status', status: 500 } },
];

test(
  'exits even when its init error is answered with 403 or 500 or the connection drops',
  covers('init.exits-when-report-refused').against(ordinaryInitFailure),
  async (t) => {
    const tried = refusals.slice(0, t.pace === 'quick' ? 1 : 3);
    const started = await Promise.all(
      tried.map(async ({ what, fault }) => {
        const watched = await watchStart(t, {
          environment: { PROBE_INIT: 'throw' },
          // A repeated report gets the same answer.
          prepare: ({ faults }) => faults.arm('init-error', [fault], { times: 1000 }),
        });
        return { what, ...watched };
      }),
    );

    if (started.some(({ start }) => start.kind === 'served'))
      t.notTestable('The function does not obey `PROBE_INIT=throw`.');
    await leaveUnreported(t, started);
    for (const { what, sandbox, start } of started) {
      if (start.kind !== 'reported') continue;
      t.verify('init.exits-when-report-refused', start.exit !== undefined, {
        code: 'does-not-exit',
        expected: `the end of the process after an init error that was answered with ${what}`,
        actual: 'the runtime was still running',
        sandbox,
      });
    }
  },
);

/** Legal but unusual replies to an accepted init error. */
const acceptances: readonly { readonly what: string; readonly faults: readonly Fault[] }[] = [
  { what: 'a 202 without a body', faults: [{ fault: 'body', body: Buffer.alloc(0) }] },
  {
    what: 'a 204 after 300 ms',
    faults: [
      { fault: 'delay', ms: 300 },
      { fault: 'status', status: 204, headers: [], body: '' },
    ],
  },
  {
    what: 'a 202 with 64 KiB of text in chunks',
    faults: [
      { fault: 'body', body: Buffer.from('accepted '.repeat(7300)) },
      { fault: 'headers', edits: [{ edit: 'set', name: 'Content-Type', value: 'text/plain' }] },
      { fault: 'chunked', sizes: [1, 20_000] },
    ],
  },
];

test(
  'exits non-zero after one init error also when the reply that accepts it is unusual',
  covers('init.exits-after-report', 'init.failure-exit-code', 'init.one-report').against(ordinaryInitFailure),
  async (t) => {
    const started = await Promise.all(
      acceptances.slice(0, t.pace === 'quick' ? 1 : acceptances.length).map(async ({ what, faults }) => {
        const watched = await watchStart(t, {
          environment: { PROBE_INIT: 'throw' },
          prepare: (runtimeApi) => runtimeApi.faults.arm('init-error', faults),
        });
        return { what, ...watched };
      }),
    );

    if (started.some(({ start }) => start.kind === 'served'))
      t.notTestable('The function does not obey `PROBE_INIT=throw`.');
    await leaveUnreported(t, started);
    for (const { what, sandbox, start } of started) {
      if (start.kind !== 'reported') continue;
      const expected = `one init error, and a non-zero exit after ${what}`;
      const exited = t.verify('init.exits-after-report', start.exit !== undefined, {
        code: 'unusual-reply-holds',
        expected,
        actual: 'the runtime was still running',
        sandbox,
      });
      // A wire rule judges the exit code.
      if (!exited) continue;
      const reports = sandbox.trace.entries.filter(isInitErrorPost);
      t.verify('init.one-report', reports.length === 1, {
        code: 'reported-twice',
        expected,
        actual: `${reports.length} reports`,
        sandbox,
      });
    }
  },
);

/** Leaves the requirements of the test unjudged where a start failed without the report that they are about. */
async function leaveUnreported(
  t: TestContext,
  started: readonly { readonly start: ObservedStart }[],
): Promise<void> {
  if (await isSilentlyLinked(t, started)) endWithoutLoading(t, LINKED);
  if (started.some(({ start }) => start.kind !== 'reported')) t.inconclusive(UNREPORTED);
}

/** Without ASCII, so that it contains no separators. */
const anyName = readableText.map((text) => `Ж${text.replaceAll(/[ -~]/g, '')}`);

test(
  'sends a legal init error for failures whose class name is not plain ASCII',
  covers('init.error-odd-type-names').against(ordinaryInitFailure),
  async (t) => {
    const generated = sample(anyName, { seed: t.seed, numRuns: t.pace === 'slow' ? 10 : 0 });
    const examples = ['Ошибка🙂', 'Größenfehler'].slice(0, t.pace === 'quick' ? 1 : 2);
    const started = await Promise.all(
      [...examples, ...generated].map(async (type) => ({
        type,
        ...(await watchStart(t, { environment: { PROBE_INIT: `throw:${type}` } })),
      })),
    );

    if (started.some(({ start }) => start.kind === 'served'))
      t.notTestable('The function does not obey `PROBE_INIT=throw:TYPE`.');
    if (await isSilentlyLinked(t, started)) endWithoutLoading(t, LINKED);
    for (const { type, sandbox, start } of started) {
      const expected = `an init error for a class named ${type}`;
      t.verify('init.error-odd-type-names', start.kind === 'reported', {
        code: 'not-reported',
        expected,
        actual: `the runtime ${describeStart(start)}`,
        sandbox,
      });
      const problem = sandbox.trace.entries.find((entry) => entry.kind === 'protocol-problem');
      t.verify('init.error-odd-type-names', problem === undefined, {
        code: 'illegal-http',
        expected: `${expected} that parses strictly`,
        actual: problem?.kind === 'protocol-problem' ? problem.problem : '',
        sandbox,
      });
    }
  },
);
