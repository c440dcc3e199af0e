/**
 * Realistic Run values for the tests of the writers: a runtime that conforms, one that deviates on every level, one that
 * never polls, and an interrupted run. Volatile fields are fixed, so that whole documents can be compared.
 */
import { schemaVersion, type Deviation, type RequirementResult, type Run } from '../run.ts';
import { sumOfStarts, type TestStarts } from '../starts.ts';
import { countByLevel } from '../tally.ts';

const custom = 'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html';
const api = 'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html';
const streaming = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html';

type Row = [id: string, level: RequirementResult['level'], text: string, source: string, profile?: string];

const rows: readonly Row[] = [
  [
    'next.polls-documented-path',
    'MUST',
    'The runtime asks for work with `GET /2018-06-01/runtime/invocation/next` on the host and port of AWS_LAMBDA_RUNTIME_API once its init has succeeded.',
    api,
  ],
  [
    'next.no-client-timeout',
    'MUST',
    'The runtime puts no timeout on the `next` request and takes its answer however late it comes.',
    api,
  ],
  [
    'next.one-outstanding',
    'SHOULD',
    'The runtime never has more than one `next` outstanding in standard mode.',
    custom,
  ],
  ['next.empty-event-survived', 'MAY', 'The runtime survives an event with an empty body.', custom],
  [
    'response.posted-to-invocation',
    'MUST',
    'The runtime posts the result of a successful handler to `/2018-06-01/runtime/invocation/{id}/response`.',
    api,
  ],
  [
    'response.413-survived',
    'SHOULD',
    'The runtime survives a 413 on its response: no crash, no second run of the handler, and the next event is served.',
    api,
  ],
  [
    'response.json-content-type',
    'SHOULD',
    'The runtime labels JSON results `Content-Type: application/json`.',
    api,
  ],
  [
    'response.no-needless-escaping',
    'MAY',
    'The runtime does not inflate text with escapes that JSON does not need.',
    api,
  ],
  [
    'error.content-type',
    'MUST',
    'The runtime labels an error report `Content-Type: application/vnd.aws.lambda.error+json`.',
    api,
  ],
  [
    'error.loop-continues',
    'MUST',
    'The runtime carries on with `next` after it has reported a handler error.',
    custom,
  ],
  [
    'error.uncaught-failure-reported',
    'SHOULD',
    'The runtime reports a failure that escapes normal error handling before the process ends.',
    custom,
  ],
  [
    'trace.variable-set',
    'MUST',
    'The runtime sets `_X_AMZN_TRACE_ID` to the value of `Lambda-Runtime-Trace-Id` before the handler runs, in standard mode.',
    custom,
  ],
  [
    'trace.cleared-when-absent',
    'SHOULD',
    'The runtime leaves no stale trace value behind when an invocation has no trace header.',
    custom,
  ],
  [
    'trace.inherited-by-children',
    'MAY',
    'The runtime passes the current trace variable on to child processes of the handler.',
    custom,
  ],
  [
    'streaming.chunked',
    'MUST',
    'The runtime sends a streamed response with `Transfer-Encoding: chunked` and no Content-Length.',
    streaming,
    'streaming',
  ],
  [
    'streaming.bytes-leave-early',
    'SHOULD',
    'The runtime sends bytes while the handler is still running.',
    streaming,
    'streaming',
  ],
  [
    'shutdown.sigterm-as-pid-1',
    'SHOULD',
    'The runtime obeys SIGTERM also as process 1 of a container.',
    custom,
  ],
];

/** One requirement result; conformant unless told otherwise. */
function sampleRequirement(id: string, overrides: Partial<RequirementResult> = {}): RequirementResult {
  const row = rows.find(([known]) => known === id);
  const [, level, text, source, profile = 'core'] = row ?? [id, 'MUST', `The runtime keeps ${id}.`, custom];
  return {
    id,
    area: id.split('.')[0] ?? id,
    level,
    advisory: id === 'error.content-type',
    basis: 'documented',
    profile,
    provokedBy: 'function',
    costs: 'process',
    text,
    source: [source],
    cause: 'An HTTP client with default settings between the loop and the Runtime API.',
    verdict: 'conformant',
    reason: null,
    observations: 12,
    deviations: [],
    ...overrides,
  };
}

/** One deviation with every field set. */
export function sampleDeviation(
  key: string,
  requirement: string,
  overrides: Partial<Deviation> = {},
): Deviation {
  return {
    key,
    requirement,
    code: 'poll-abandoned',
    level: sampleRequirement(requirement).level,
    message: 'The runtime closed the connection of its poll after 30.0 s and asked again.',
    expected: 'one `next` request that stays open until it is answered',
    actual: 'the request was closed by the runtime after 30,004 ms, before its answer',
    test: 'waits for an event however late it comes',
    times: 1,
    case: `cases/${key}.json`,
    counterexample: null,
    replay: `lambdaspec replay lambdaspec-report/cases/${key}.json -- ./bootstrap`,
    trace: [
      '    0.0ms  ── runtime started (pid 4242)',
      '   87.4ms  > GET /2018-06-01/runtime/invocation/next',
      '   87.5ms  !! injected: the answer is held for 45 000 ms',
      '30091.8ms  ── connection 1 closed by the runtime',
      '30093.0ms  > GET /2018-06-01/runtime/invocation/next',
    ],
    output: '',
    expectedBecause: null,
    ...overrides,
  };
}

const sampleStarts: readonly TestStarts[] = [
  { test: 'smoke test', starts: [{ why: 'smoke', firstPollMs: 312.4 }] },
  {
    test: 'waits for an event however late it comes',
    starts: [
      { why: 'warm', firstPollMs: 290.1 },
      { why: 'confirmation', firstPollMs: 305 },
      { why: 'control', firstPollMs: 1_288.6 },
    ],
  },
  {
    test: 'ends when its init fails',
    starts: [
      { why: 'settings', firstPollMs: null },
      { why: 'settings', firstPollMs: null },
    ],
  },
];

type Change = Partial<RequirementResult> & { readonly found?: readonly Partial<Deviation>[] };

/** A run over every sample requirement, each changed as `changes` says; counts always fit the verdicts. */
export function sampleRun(changes: Readonly<Record<string, Change>> = {}, overrides: Partial<Run> = {}): Run {
  const deviations: Deviation[] = [];
  const requirements = rows.map(([id]) => {
    const { found = [], ...change } = changes[id] ?? {};
    const keys = found.map((details) => {
      const key = `d${deviations.length + 1}`;
      deviations.push(sampleDeviation(key, id, details));
      return key;
    });
    return sampleRequirement(id, { ...change, deviations: keys });
  });
  return {
    schemaVersion,
    tool: { name: 'lambdaspec', version: '0.1.0' },
    startedAt: '2026-11-23T05:00:00.000Z',
    durationMs: 12_345,
    seed: 1_463_027_911,
    host: { os: 'linux', arch: 'x64', node: 'v20.20.2', cores: 2 },
    target: {
      command: ['./bootstrap', '--verbose'],
      sha256: 'a1'.repeat(32),
      grade: 'probe',
      language: 'nodejs',
      actions: ['context', 'env', 'throw'],
      profiles: ['core'],
      coldStartMs: 312.4,
      environment: ['AWS_LAMBDA_RUNTIME_API', 'PATH', '_HANDLER'],
    },
    verdict: 'conformant',
    reason: null,
    failOn: 'MUST',
    complete: true,
    counts: countByLevel(requirements),
    requirements,
    deviations,
    baseline: null,
    warnings: [],
    starts: sumOfStarts(sampleStarts),
    combinations: {
      pairs: { covered: 1390, possible: 1391 },
      triples: { covered: 17_000, possible: 21_318 },
    },
    ...overrides,
  };
}

const unjudged: Readonly<Record<string, Change>> = {
  'trace.inherited-by-children': {
    verdict: 'not-testable',
    reason: 'the function offers no action `child`',
    observations: 0,
  },
  'streaming.chunked': {
    verdict: 'not-applicable',
    reason: 'the profile `streaming` is not declared',
    observations: 0,
  },
  'streaming.bytes-leave-early': {
    verdict: 'not-applicable',
    reason: 'the profile `streaming` is not declared',
    observations: 0,
  },
  'shutdown.sigterm-as-pid-1': {
    verdict: 'excluded',
    reason: 'needs a container; judged with --image',
    observations: 0,
  },
};

/** Conforms in all that could be judged; some requirements could not. */
export function conformantRun(overrides: Partial<Run> = {}): Run {
  return sampleRun(unjudged, overrides);
}

const survives413 = {
  code: 'does-not-go-on',
  message: 'The process ended after a 413 and the next event was never fetched.',
  expected: 'after the 413, another GET …/invocation/next from the same process',
  actual: 'the process exited with code 1, 8 ms after the 413',
  test: 'survives a 413 on its response',
};

/** Deviates from a MUST in two ways, from two SHOULDs, one MAY and an advisory MUST. */
export function deviatingRun(overrides: Partial<Run> = {}): Run {
  return sampleRun(
    {
      ...unjudged,
      'next.no-client-timeout': {
        verdict: 'deviates',
        cause:
          'The HTTP client has a default timeout (undici: 300 s for headers, requests: none, Go: as configured). Turn it off for `next`.',
        found: [
          {},
          {
            code: 'gives-up',
            message: 'The runtime gave up after three polls that took 60 s each.',
            actual: 'the process exited with code 70 at 180,412 ms',
            expected: 'the process keeps polling',
            test: 'survives several long polls in a row',
            times: 3,
          },
        ],
      },
      'error.loop-continues': {
        verdict: 'deviates',
        cause: 'The loop rethrows after it has posted the error, or the error path exits the process.',
        found: [
          {
            code: 'does-not-go-on',
            message: 'The process ended after it had reported the error of an invocation.',
            expected: 'GET …/invocation/next from the same process, after the error was accepted',
            actual: 'the process exited with code 1, 3 ms after the 202',
            test: 'carries on after a handler error with any message',
            times: 41,
            counterexample: '{"probe":"throw","type":"E","message":""}',
            trace: errorTrace,
            output:
              'TypeError: Cannot read properties of undefined (reading "length")\n    at report (/var/task/loop.js:41:17)\n    at serve (/var/task/loop.js:18:13)\n',
          },
        ],
      },
      'next.one-outstanding': {
        verdict: 'inconclusive',
        reason: 'nothing was observed: every session ended before a second poll',
        observations: 0,
      },
      'response.413-survived': { verdict: 'deviates', found: [survives413] },
      'trace.cleared-when-absent': {
        verdict: 'deviates',
        cause: 'The variable is set when the header is present, and never removed.',
        found: [
          {
            code: 'not-cleared',
            message: 'The handler saw the trace id of the invocation before.',
            expected: '`_X_AMZN_TRACE_ID` not set',
            actual: '"Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"',
            test: 'shows no stale trace id',
          },
        ],
      },
      'error.content-type': {
        verdict: 'deviates',
        found: [
          {
            code: 'wrong-content-type',
            message: 'The error report has another content type.',
            expected: 'Content-Type: application/vnd.aws.lambda.error+json',
            actual: 'Content-Type: application/json',
            test: 'error reports carry the documented content type',
            times: 58,
          },
        ],
      },
      'next.empty-event-survived': {
        verdict: 'deviates',
        found: [
          {
            code: 'not-survived',
            message: 'The process ended on an event with an empty body.',
            expected: 'an outcome for the invocation, and another poll',
            actual: 'the process exited with code 1',
            test: 'survives an empty event',
          },
        ],
      },
      'response.json-content-type': {
        verdict: 'expected-deviation',
        reason: 'baseline: we send application/octet-stream until version 2',
        found: [
          { code: 'wrong-content-type', message: 'The response is labelled application/octet-stream.' },
        ],
      },
    },
    {
      verdict: 'deviates',
      warnings: ['The cold start varied between 0.3 s and 2.1 s: the machine may be overloaded.'],
      ...overrides,
    },
  );
}

const errorTrace = [
  '    0.0ms  ── runtime started (pid 4243)',
  '   61.0ms  ── connection 1 opened',
  '   61.2ms  > GET /2018-06-01/runtime/invocation/next',
  '   61.9ms  < 200  Lambda-Runtime-Aws-Request-Id: 7f0c2c9e-1b5d-4a50-9d7f-0d2f6c1f3a11',
  '           Lambda-Runtime-Deadline-Ms: 1795410003000',
  '           Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-west-1:123456789012:function:probe-9f2c',
  '           {"n":1}',
  '   64.0ms  > POST /2018-06-01/runtime/invocation/7f0c2c9e-1b5d-4a50-9d7f-0d2f6c1f3a11/response   7 bytes',
  '   64.4ms  < 202',
  '   65.0ms  > GET /2018-06-01/runtime/invocation/next',
  '   65.3ms  < 200  Lambda-Runtime-Aws-Request-Id: 51d0c1ad-2f0e-4c06-8a7c-8fd5b9dcf6d2',
  '           {"probe":"throw","type":"E","message":""}',
  '   67.1ms  > POST /2018-06-01/runtime/invocation/51d0c1ad-2f0e-4c06-8a7c-8fd5b9dcf6d2/error   41 bytes',
  '   67.5ms  < 202',
  '   70.9ms  ── runtime exited: code 1',
];

/** The smoke test found no runtime to judge. */
export function smokeFailureRun(overrides: Partial<Run> = {}): Run {
  const nothing: Change = {
    verdict: 'inconclusive',
    reason: 'the runtime could not be judged',
    observations: 0,
  };
  const run = sampleRun(Object.fromEntries(rows.map(([id]) => [id, nothing])));
  return {
    ...run,
    durationMs: 412,
    target: { ...run.target, grade: null, language: null, actions: [], coldStartMs: null },
    verdict: 'inconclusive',
    reason: [
      'The runtime exited with code 1 before it asked for an invocation.',
      '',
      '  command   ./bootstrap --verbose',
      '  after     412 ms',
      "  stderr    Error: Cannot find module './handler.js'",
      '',
      'A runtime reports a failed init with POST /runtime/init/error and then exits.',
      'See README.md, "When the runtime exits early". (runtime-exited-early)',
    ].join('\n'),
    ...overrides,
  };
}

/** Stopped by the user half-way; what was judged until then is kept. */
export function interruptedRun(overrides: Partial<Run> = {}): Run {
  const late: Change = {
    verdict: 'inconclusive',
    reason: 'the run was interrupted before this was judged',
    observations: 0,
  };
  const changes = rows.slice(9).map(([id]) => [id, late] as const);
  return {
    ...sampleRun(Object.fromEntries(changes)),
    verdict: 'inconclusive',
    reason: 'The run was interrupted after 4.1 s.',
    complete: false,
    durationMs: 4_100,
    ...overrides,
  };
}

/** A conforming run whose baseline has a stale entry. */
export function staleRun(): Run {
  return sampleRun(
    {
      'next.one-outstanding': {
        verdict: 'unexpectedly-conformant',
        reason: 'Line 7 of the baseline expects a deviation.',
      },
    },
    {
      baseline: {
        file: 'lambdaspec.baseline.yaml',
        entries: 3,
        problems: [
          {
            kind: 'stale',
            line: 7,
            message: '"next.one-outstanding" no longer deviates; remove the entry.',
          },
        ],
      },
    },
  );
}

/** A later version: one MUST fixed, another deviating, one deviation of two gone, one requirement no longer judged. */
export function laterRun(): Run {
  const { target } = conformantRun();
  return sampleRun(
    {
      'error.loop-continues': { verdict: 'conformant' },
      'next.no-client-timeout': {
        verdict: 'deviates',
        found: [{ message: 'The runtime closed the connection of its poll after 45.2 s and asked again.' }],
      },
      'trace.variable-set': {
        verdict: 'deviates',
        found: [
          { code: 'not-set', message: 'The variable was not set.' },
          { code: 'no-root', message: 'The variable had no root.' },
        ],
      },
      'response.413-survived': {
        verdict: 'inconclusive',
        reason: 'the runtime was too slow',
        observations: 0,
      },
      'response.json-content-type': { verdict: 'conformant' },
      'trace.inherited-by-children': { verdict: 'conformant' },
      'shutdown.sigterm-as-pid-1': { verdict: 'excluded' },
      'streaming.chunked': { verdict: 'inconclusive', reason: 'nothing came', observations: 0 },
    },
    {
      verdict: 'deviates',
      target: { ...target, sha256: 'b2'.repeat(32), profiles: ['core', 'streaming'] },
      tool: { name: 'lambdaspec', version: '0.2.0' },
      startedAt: '2026-12-01T08:00:00.000Z',
    },
  );
}

/** The sample with one requirement of this verdict and deviations with these messages; codes are made of their words. */
export function runWithOne(verdict: Run['requirements'][number]['verdict'], ...messages: string[]): Run {
  return sampleRun({
    'next.no-client-timeout': {
      verdict,
      found: messages.map((message) => ({
        message,
        code:
          message
            .toLowerCase()
            .match(/[a-z]+/g)
            ?.join('-') ?? 'none',
      })),
    },
  });
}
