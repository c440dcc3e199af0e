import type { Mutant, SourceChange } from './mutant.ts';

/** Defects of the deadline and the remaining time. */
export const deadlineMutants: readonly Mutant[] = [
  {
    requirement: 'deadline.epoch-milliseconds',
    defect: 'Reads the deadline into 32 bits.',
    changes: [
      {
        file: 'invocation.js',
        find: "deadlineMs: milliseconds(header('lambda-runtime-deadline-ms')),",
        replace: "deadlineMs: milliseconds(header('lambda-runtime-deadline-ms')) | 0,",
      },
    ],
    code: 'wrong-remaining-time',
  },
  {
    requirement: 'deadline.remaining-shrinks',
    variant: 'computed-once',
    defect: 'Computes the remaining time when the context is made.',
    changes: [
      remaining('getRemainingTimeInMillis: ((left) => () => left)(Math.max(0, endsAtMs - Date.now())),'),
    ],
    code: 'does-not-follow-clock',
    says: 'after a wait',
  },
  {
    requirement: 'deadline.remaining-shrinks',
    variant: 'own-duration',
    defect: 'Starts the remaining time when the event has arrived, as a duration of its own.',
    changes: [
      remaining(
        'getRemainingTimeInMillis: () => (globalThis.durationMs ??= endsAtMs - Date.now()) - (Date.now() - invocation.receivedAtMs),',
      ),
    ],
    code: 'does-not-follow-clock',
    says: 'in another invocation with the same deadline',
  },
  {
    requirement: 'deadline.past',
    variant: 'unsigned',
    defect: 'Subtracts as unsigned.',
    changes: [
      remaining('getRemainingTimeInMillis: () => Number(BigInt.asUintN(64, BigInt(endsAtMs - Date.now()))),'),
    ],
    code: 'wrong-remaining-time',
  },
  {
    requirement: 'deadline.past',
    variant: 'refused',
    defect: 'Requires a deadline in the future.',
    changes: [
      remaining(
        "getRemainingTimeInMillis: (() => { if (endsAtMs < Date.now()) throw new Error('too late'); return () => endsAtMs - Date.now(); })(),",
      ),
    ],
    code: 'not-run',
  },
  {
    requirement: 'deadline.missing-or-garbled',
    defect: 'Ends when the deadline is not a number.',
    changes: [
      {
        file: 'invocation.js',
        find: 'Number(text) : undefined;',
        replace: 'Number(text) : process.exit(1);',
      },
    ],
    code: 'no-outcome',
  },
  {
    requirement: 'deadline.wall-clock-after-freeze',
    defect: 'Computes a duration when the headers arrive, and counts it from the call of the handler.',
    changes: [
      {
        file: 'exchange.js',
        find: "outgoing.on('response', resolve);",
        replace:
          "outgoing.on('response', (incoming) => { globalThis.headAtMs = Date.now(); resolve(incoming); });",
      },
      remaining(
        'getRemainingTimeInMillis: ((startedAt) => () => endsAtMs - globalThis.headAtMs - (performance.now() - startedAt))(performance.now()),',
      ),
    ],
    code: 'freeze-not-counted',
  },
  {
    requirement: 'deadline.no-early-abort',
    defect: 'Aborts the handler some time before the deadline.',
    changes: [
      {
        file: 'loop.js',
        find: 'await handler(decodeEvent(invocation), contextFor(invocation, env, log))',
        replace: [
          'await Promise.race([',
          '  handler(decodeEvent(invocation), contextFor(invocation, env, log)),',
          '  new Promise((_, reject) => {',
          "    setTimeout(reject, invocation.deadlineMs - Date.now() - 400, new Error('too late')).unref();",
          '  }),',
          '])',
        ].join('\n'),
      },
    ],
    code: 'aborted-early',
  },
  {
    requirement: 'deadline.time-zone-independent',
    defect: 'Compares the deadline with local time.',
    changes: [
      remaining(
        'getRemainingTimeInMillis: () => endsAtMs - Date.now() + new Date().getTimezoneOffset() * 60_000,',
      ),
    ],
    code: 'depends-on-time-zone',
  },
  {
    requirement: 'deadline.epoch-milliseconds',
    variant: 'misspelt',
    defect: 'Reads the deadline from a header that does not exist.',
    changes: [
      {
        file: 'invocation.js',
        find: "header('lambda-runtime-deadline-ms')",
        replace: "header('lambda-runtime-aws-deadline-ms')",
      },
    ],
    code: 'wrong-remaining-time',
  },
  {
    requirement: 'deadline.epoch-milliseconds',
    variant: 'monotonic-clock',
    defect: 'Subtracts the time of a monotonic clock from a Unix time.',
    changes: [remaining('getRemainingTimeInMillis: () => Math.max(0, endsAtMs - performance.now()),')],
    code: 'wrong-remaining-time',
  },
  {
    requirement: 'deadline.past',
    variant: 'aborts',
    defect: 'Asserts that there is time left, and ends otherwise.',
    changes: [
      remaining(
        'getRemainingTimeInMillis: (() => { if (endsAtMs <= Date.now()) process.abort(); return () => endsAtMs - Date.now(); })(),',
      ),
    ],
    code: 'not-run',
  },
  {
    requirement: 'deadline.default-not-over',
    defect: 'Reads a missing deadline as the beginning of 1970.',
    changes: [
      {
        file: 'context.js',
        find: 'invocation.deadlineMs ?? invocation.receivedAtMs + LONGEST_TIMEOUT_MS',
        replace: 'invocation.deadlineMs ?? 0',
      },
    ],
    code: 'deadline-over',
    says: '"remainingMs":0',
  },
  {
    requirement: 'deadline.overrun-on-managed-instances',
    defect: 'Reports an error at the deadline, and drops the result of the handler.',
    changes: [
      {
        file: 'loop.js',
        find: 'const outcome = await run(invocation, runtime);',
        replace: `const outcome = await Promise.race([
            run(invocation, runtime),
            new Promise((resolve) => setTimeout(() => resolve({
                error: { errorType: 'Runtime.Late', errorMessage: 'late', stackTrace: [] },
            }), invocation.deadlineMs - Date.now()).unref()),
        ]);`,
      },
    ],
    code: 'not-finished',
  },
  {
    requirement: 'deadline.overrun-on-managed-instances',
    variant: 'ends-worker',
    defect: 'Ends a worker whose result is answered with 410.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'refuseToGoOnAfter500(reply, request.path);',
        replace:
          "refuseToGoOnAfter500(reply, request.path); if (reply.status === 410) throw new RuntimeApiFailure('gone');",
      },
    ],
    code: 'does-not-go-on',
  },
  {
    requirement: 'deadline.ninety-minutes',
    defect: 'Shows at most 15 minutes.',
    changes: [
      {
        file: 'context.js',
        find: 'Math.max(0, endsAtMs - Date.now())',
        replace: 'Math.min(LONGEST_TIMEOUT_MS, Math.max(0, endsAtMs - Date.now()))',
      },
    ],
    code: 'wrong-remaining-time',
  },
];

function remaining(replace: string): SourceChange {
  return {
    file: 'context.js',
    find: 'getRemainingTimeInMillis: () => Math.max(0, endsAtMs - Date.now()),',
    replace,
  };
}
