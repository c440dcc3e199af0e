import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { loggingAs, offerLogging } from './logger.ts';

type Method = (...values: unknown[]) => void;
type OfferedConsole = Record<'trace' | 'debug' | 'info' | 'log' | 'warn' | 'error' | 'fatal', Method>;

afterEach(() => vi.restoreAllMocks());

/** The lines that some logging writes to stdout. */
function written(logging: (console: OfferedConsole) => void, env: NodeJS.ProcessEnv = {}): string[] {
  const output: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output.push(String(text));
    return true;
  });
  const console = {};
  offerLogging(console, env);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it has these methods now
  logging(console as OfferedConsole);
  return output.join('').split('\n').slice(0, -1);
}

function ids(requestId: string, tenantId?: string): Parameters<typeof loggingAs>[0] {
  return { requestId, tenantId };
}

const JSON_FORMAT = { AWS_LAMBDA_LOG_FORMAT: 'JSON' };
const TIME: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

function objects(lines: readonly string[]): unknown[] {
  return lines.map((line): unknown => JSON.parse(line));
}

test('writes text with time, request id and level, each record on one line', () => {
  const [line = '', ...others] = written((console) =>
    loggingAs(ids('id-1'), () => console.warn('a %s', 'b', { c: 1 }, '\nd')),
  );

  expect(others).toEqual([]);
  expect(line).toMatch(/^\S+Z\tid-1\tWARN\ta b \{ c: 1 \} \rd$/);
});

test('writes one JSON object per record, with the ids of the invocation', () => {
  const lines = written((console) => {
    loggingAs(ids('id-1', 'blue'), () => console.info('say "%s"\n', 'hi'));
    loggingAs(ids('id-2'), () => console.error({ order: 7 }));
    console.log();
  }, JSON_FORMAT);

  expect(objects(lines)).toEqual([
    { timestamp: TIME, level: 'INFO', requestId: 'id-1', tenantId: 'blue', message: 'say "hi"\n' },
    { timestamp: TIME, level: 'ERROR', requestId: 'id-2', message: { order: 7 } },
    { timestamp: TIME, level: 'INFO' },
  ]);
});

test('adds the type, the message and the stack of an error', () => {
  const lines = written((console) => console.error('failed', new TypeError('no\nway')), JSON_FORMAT);

  expect(objects(lines)).toMatchObject([
    {
      errorType: 'TypeError',
      errorMessage: 'no\nway',
      stackTrace: expect.arrayContaining([expect.stringContaining('at ')]),
    },
  ]);
});

test('writes what has no JSON form as text', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;

  const lines = written((console) => console.info(cyclic), JSON_FORMAT);

  expect(objects(lines)).toMatchObject([{ message: expect.stringContaining('[Circular *1]') }]);
});

test.each([
  [{ ...JSON_FORMAT, AWS_LAMBDA_LOG_LEVEL: 'TRACE' }, 7],
  [{ ...JSON_FORMAT, AWS_LAMBDA_LOG_LEVEL: 'warn' }, 3],
  [{ ...JSON_FORMAT, AWS_LAMBDA_LOG_LEVEL: 'FATAL' }, 1],
  [{ ...JSON_FORMAT, AWS_LAMBDA_LOG_LEVEL: 'LOUD' }, 5],
  [JSON_FORMAT, 5],
  [{}, 7],
])('drops what is below the level of %j', (env, count) => {
  const lines = written((console) => {
    for (const method of Object.values(console)) method('x');
  }, env);

  expect(lines).toHaveLength(count);
});

test('tells parallel invocations apart, also in timers', async () => {
  const lines: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  const offered: Partial<OfferedConsole> = {};
  offerLogging(offered, JSON_FORMAT);

  await Promise.all(
    [1, 2, 3].map((n) =>
      loggingAs(ids(`id-${n}`), async () => {
        await delay(4 - n);
        offered.info?.(n);
      }),
    ),
  );

  const records: unknown[] = [1, 2, 3].map((message): unknown =>
    expect.objectContaining({ message, requestId: `id-${message}` }),
  );
  expect(objects(lines)).toHaveLength(3);
  expect(objects(lines)).toEqual(expect.arrayContaining(records));
});
