/** One contract, one set of tests, run for the probe function of every language. */
import { describe, expect, test } from 'vitest';
import { needs } from '../../harness/base/testing/needs-tool.ts';
import { javascript, python, runProbe, unhurried, type ProbeDriver, type ProbeRun } from './drivers/run.ts';

const common =
  'context env throw panic unserializable big text nothing sleep hold state log logger exit background late-failure';

const properties = [
  'names-error-classes',
  'keeps-error-messages',
  ...['throw', 'throw:TYPE', 'exit', 'sleep', 'log'].map((order) => `PROBE_INIT=${order}`),
];

const languages = [
  {
    name: 'javascript',
    tool: 'node',
    language: javascript,
    null: { returned: null },
    described: {
      probe: 1,
      language: 'javascript',
      actions: [
        ...common.split(' '),
        'binary',
        'child',
        'cyclic-error',
        'never',
        'close-output',
        'exit-hook',
      ],
      properties: [...properties.slice(0, 2), 'notices-never', ...properties.slice(2)],
      panics: ['async', 'rejection', 'value', 'sync'],
      unserializables: ['cyclic', 'bigint', 'function', 'nan'],
    },
  },
  {
    name: 'python',
    tool: 'python3',
    language: python,
    null: 'nothing',
    described: {
      probe: 1,
      language: 'python',
      actions: [...common.split(' '), 'child', 'cyclic-error', 'close-output', 'exit-hook'],
      properties,
      panics: ['sync'],
      unserializables: ['cyclic', 'function', 'nan', 'date'],
    },
  },
] as const;

const fullContext = {
  requestId: 'r-1',
  deadlineMs: 1_700_000_000_000,
  remainingMs: 1234,
  invokedFunctionArn: 'arn:f',
  traceId: 'Root=1-a',
  clientContext: { client: { app_title: 't' }, env: { e: 'v' }, custom: { c: 1 } },
  cognitoIdentity: { cognitoIdentityId: 'i', cognitoIdentityPoolId: 'p' },
  w3c: { baggage: 'user=1' },
  tenantId: 'tenant',
  functionName: 'f',
  functionVersion: '7',
  memoryLimitMb: 128,
  logGroupName: 'group',
  logStreamName: 'stream',
};

for (const { name, tool, language, described, null: nullOutcome } of languages) {
  describe(...needs(tool, `the probe function in ${name}`, unhurried), () => {
    test('returns an event without a known action unchanged', () => {
      const values = [0, -1.5, true, '', 'describe', [], {}, { a: [null] }, [{ probe: 'throw' }]];
      const names = [7, null, ['throw'], 'no such action', 'toString', '__proto__', 'stream'];
      const events = [...values, ...names.map((probe) => ({ probe, chunks: ['a'] }))];

      expect(runProbe(language, events).outcomes).toEqual(events.map((event) => ({ returned: event })));
      expect(runProbe(language, [null]).outcomes).toEqual([nullOutcome]);
    });

    test('describes exactly what it offers', () => {
      expect(runProbe(language, [{ probe: 'describe' }]).outcomes).toEqual([{ returned: described }]);
    });

    test('shows the context, and leaves out what the runtime does not expose', () => {
      const events = [{ probe: 'context' }];

      expect(runProbe(language, events).outcomes).toEqual([{ returned: fullContext }]);
      expect(runProbe(language, events, { context: 'bare' }).outcomes).toEqual([{ returned: {} }]);
    });

    test('shows the context twice, with the trace variable of the process', () => {
      const events = [{ probe: 'context', afterMs: 1 }];
      const traced = { ...fullContext, traceEnv: 'Root=1-b' };
      const bare = { traceEnv: null };

      expect(runProbe(language, events, { env: { _X_AMZN_TRACE_ID: 'Root=1-b' } }).outcomes).toEqual([
        { returned: { first: traced, second: traced } },
      ]);
      expect(runProbe(language, events, { context: 'bare' }).outcomes).toEqual([
        { returned: { first: bare, second: bare } },
      ]);
    });

    test('reads the environment, and passes it on to a child', () => {
      const env = { A: 'value', EMPTY: '', _X_AMZN_TRACE_ID: 'Root=1-c' };
      const events = [{ probe: 'env', names: ['A', 'EMPTY', 'B'] }, { probe: 'child' }];

      expect(runProbe(language, events, { env }).outcomes).toEqual([
        { returned: { A: 'value', EMPTY: '', B: null } },
        { returned: { traceEnv: 'Root=1-c' } },
      ]);
      expect(runProbe(language, [{ probe: 'child' }]).outcomes).toEqual([{ returned: { traceEnv: null } }]);
    });

    test('fails with the requested type and message, and continues', () => {
      const failures = [
        { type: 'Oops', message: 'm' },
        { type: 'My.Type: ü "1"', message: '' },
        { type: '__proto__', message: 'line\nline' },
        { type: '', message: 'no name' },
      ];
      const events = [...failures.map((failure) => ({ probe: 'throw', ...failure })), 'still here'];

      expect(runProbe(language, events).outcomes).toEqual([
        ...failures.map((raised) => ({ raised })),
        { returned: 'still here' },
      ]);
    });

    test('fails with errors that refer to themselves or to many causes', () => {
      const events = [undefined, 0, 10_000].map((depth) => ({ probe: 'cyclic-error', depth }));

      expect(runProbe(language, events).outcomes).toMatchObject([
        { raised: { type: 'ProbeCyclicError', message: 'probe cyclic error', cyclic: true } },
        { raised: { message: 'cause 0' } },
        { raised: { message: 'cause 10000' } },
      ]);
    });

    test('returns a body of exactly the requested size', () => {
      const sizes = [2, 3, 1000, 6_291_556];
      const { outcomes } = runProbe(
        language,
        sizes.map((bytes) => ({ probe: 'big', bytes })),
      );

      expect(
        outcomes.map(
          (outcome) => JSON.stringify(outcome).length - JSON.stringify({ returned: 0 }).length + 1,
        ),
      ).toEqual(sizes);
    });

    test('returns a text, or nothing', () => {
      const events = [{ probe: 'text', value: '{"a":1}' }, { probe: 'nothing' }];

      expect(runProbe(language, events).outcomes).toEqual([{ returned: '{"a":1}' }, 'nothing']);
    });

    test('sleeps for the requested time', () => {
      const startedAt = performance.now();

      expect(runProbe(language, [{ probe: 'sleep', ms: 300 }]).outcomes).toEqual([
        { returned: { slept: 300 } },
      ]);
      expect(performance.now() - startedAt).toBeGreaterThan(299);
    });

    test('counts every event, and keeps one id for as long as the process lives', () => {
      const state = { probe: 'state' };
      const first = runProbe(language, [state, 'echoed', { probe: 'throw' }, state]).outcomes;
      const bootId: unknown = expect.stringMatching(/^[0-9a-f-]{36}$/);

      expect(first[0]).toEqual({ returned: { bootId, count: 1 } });
      expect(first[3]).toEqual({ returned: { ...returnedObject(first[0]), count: 4 } });
      expect(runProbe(language, [state]).outcomes[0]).not.toEqual(first[0]);
    });

    test('writes exactly the requested text', () => {
      const run = runProbe(language, [{ probe: 'log', stdout: 'ab', stderr: 'ü\n', repeat: 3 }]);

      expect(run).toEqual({ exitCode: 0, stdout: 'ababab', stderr: 'ü\nü\nü\n', outcomes: [nullOutcome] });
    });

    test('writes through the logger at each level, and tells the levels', () => {
      const run = runProbe(language, [{ probe: 'logger', message: 'said', error: 'wrong' }]);
      const output = run.stdout + run.stderr;

      const levels: unknown = expect.arrayContaining(['DEBUG', 'INFO', 'WARN', 'ERROR']);
      expect(returnedObject(run.outcomes[0])).toEqual({ levels });
      expect(output).toContain('said WARN\n');
      expect(output).toContain('said ERROR\n');
      expect(output).toContain('ProbeLogged: wrong');
    });

    test('ends the process at once with the requested code', () => {
      expect(runProbe(language, ['before', { probe: 'exit', code: 7 }, 'after'])).toMatchObject({
        exitCode: 7,
        outcomes: [{ returned: 'before' }],
      });
    });

    test('leaves work behind that writes, or fails, later', () => {
      const background = runProbe(language, [{ probe: 'background', ms: 50, mark: 'MARK' }]);
      const late = runProbe(language, [{ probe: 'late-failure', ms: 50 }]);

      expect(background).toMatchObject({ stdout: 'MARK', outcomes: [nullOutcome] });
      expect(late.outcomes).toEqual([nullOutcome]);
      expect(late.stderr).toContain('ProbeLateFailure: probe late failure');
    });

    test('closes its output and continues', () => {
      expect(runProbe(language, [{ probe: 'close-output' }, 'on'])).toMatchObject({
        exitCode: 0,
        outcomes: [nullOutcome, { returned: 'on' }],
      });
      for (const writer of [{ probe: 'log', stdout: 'lost' }, { probe: 'late-failure' }]) {
        expect(runProbe(language, [{ probe: 'close-output' }, writer])).toMatchObject({
          stdout: '',
          stderr: '',
        });
      }
    });

    test('writes the mark of an exit hook when the process ends', () => {
      expect(runProbe(language, [{ probe: 'exit-hook', mark: 'HOOK' }, 1]).stdout).toBe('HOOK');
    });

    test('obeys PROBE_INIT while it loads', () => {
      expect(load(language, 'throw')).toMatchObject({ exitCode: 1, outcomes: [] });
      expect(load(language, 'throw').stderr).toContain('ProbeInitError: probe init failed');
      expect(load(language, 'throw:My.Type').stderr).toContain('My.Type: probe init failed');
      expect(load(language, 'exit:5')).toEqual({ exitCode: 5, stdout: '', stderr: '', outcomes: [] });
      // More than a pipe holds.
      expect(load(language, 'log:70000')).toMatchObject({
        stdout: 'x'.repeat(70_000),
        stderr: 'x'.repeat(70_000),
        outcomes: [{ returned: 'event' }],
      });

      const startedAt = performance.now();
      expect(load(language, 'sleep:300').outcomes).toEqual([{ returned: 'event' }]);
      expect(performance.now() - startedAt).toBeGreaterThan(299);
    });
  });
}

describe('the hooks of SnapStart', unhurried, () => {
  test('are shown by `state` with `trace`', () => {
    const [state, described] = withHooks({ PROBE_BEFORE_SNAPSHOT: 'trace', PROBE_AFTER_RESTORE: 'trace' });

    expect(state).toMatchObject({ returned: { hooks: ['before-snapshot', 'after-restore'] } });
    expect(described).toMatchObject({
      returned: {
        properties: expect.arrayContaining([
          'PROBE_BEFORE_SNAPSHOT=throw',
          'PROBE_BEFORE_SNAPSHOT=trace',
          'PROBE_AFTER_RESTORE=throw',
          'PROBE_AFTER_RESTORE=trace',
        ]),
      },
    });
  });

  test('fail with `throw`', () => {
    expect(withHooks({ PROBE_BEFORE_SNAPSHOT: 'throw', PROBE_AFTER_RESTORE: 'throw' }).slice(0, 2)).toEqual([
      { raised: { type: 'ProbeBeforeSnapshotError', message: 'probe before-snapshot hook failed' } },
      { raised: { type: 'ProbeAfterRestoreError', message: 'probe after-restore hook failed' } },
    ]);
  });

  test('are not registered with another value', () => {
    const [state] = withHooks({ PROBE_BEFORE_SNAPSHOT: 'other' });

    expect(state).toEqual({ returned: { bootId: expect.any(String), count: 1 } });
  });
});

function withHooks(env: Record<string, string>): readonly unknown[] {
  const events = [{ probe: 'state' }, { probe: 'describe' }];
  return runProbe(javascript, events, { env: { OFFER_HOOKS: '1', ...env } }).outcomes;
}

function load(language: ProbeDriver, order: string): ProbeRun {
  return runProbe(language, ['event'], { env: { PROBE_INIT: order } });
}

function returnedObject(outcome: unknown): object {
  if (typeof outcome === 'object' && outcome !== null && 'returned' in outcome) {
    if (typeof outcome.returned === 'object' && outcome.returned !== null) return outcome.returned;
  }
  throw new Error(`no object was returned: ${JSON.stringify(outcome)}`);
}
