import { describe, expect, test } from 'vitest';
import type { Entry } from './entry.ts';
import { decisiveEntries, decisiveEntry } from './decisive.ts';
import { excerpt } from './excerpt.ts';
import { sampleSeries } from './resource-series.ts';

const id = '7f0c2c9e-1b5d-4a50-9d7f-0d2f6c1f3a11';
const body = (text: string) => ({ length: text.length, bytes: Buffer.from(text), cut: false });
const request = (exchange: number, endpoint: 'next' | 'response', method: string, target: string): Entry => ({
  at: 10 * exchange,
  kind: 'request',
  exchange,
  connection: 1,
  endpoint,
  method,
  target: `/2018-06-01/runtime/invocation/${target}`,
  version: 'HTTP/1.1',
  headers: [],
  headBytes: 80,
  pipelined: false,
});
const reply = (exchange: number, status: number, text: string): Entry => ({
  at: 10 * exchange + 1,
  kind: 'reply',
  exchange,
  status,
  headers: [],
  body: body(text),
  state: '',
});
const delivered: Entry = {
  at: 11,
  kind: 'invocation-delivered',
  invocation: 1,
  requestId: id,
  exchange: 1,
  settleable: true,
};
const exited: Entry = { at: 30, kind: 'runtime-exited', exit: { kind: 'exited', exitCode: 1 } };
const expired: Entry = { at: 99, kind: 'wait-expired', awaited: 'the next poll', limitMs: 60 };

const entries: readonly Entry[] = [
  { at: 0, kind: 'runtime-started', pid: 7, command: ['./bootstrap'] },
  request(1, 'next', 'GET', 'next'),
  { at: 10, kind: 'request-body', exchange: 1, framing: { kind: 'none' }, body: body(''), trailers: [] },
  delivered,
  reply(1, 200, '{"n":1}'),
  request(2, 'response', 'POST', `${id}/response`),
  { at: 21, kind: 'fault', exchange: 2, fault: 'the reply is held' },
  { at: 22, kind: 'output', stream: 'stderr', bytes: Buffer.from('oh\n'), length: 3 },
  reply(2, 202, ''),
  exited,
];

describe('an excerpt', () => {
  test('has a step for each line', () => {
    const { trace, exchange } = excerpt(entries, entries.length);

    expect(exchange.map(({ kind, label, detail, request: number }) => [kind, label, detail, number])).toEqual(
      [
        ['start', 'started (pid 7)', undefined, undefined],
        ['request', 'GET …/invocation/next', undefined, 1],
        ['reply', '200', '7 bytes: {"n":1}', 1],
        ['request', 'POST …/invocation/7f0c2c9e-…/response', undefined, 2],
        ['fault', 'the reply is held', undefined, undefined],
        ['output', 'stderr', String.raw`oh\n`, undefined],
        ['reply', '202', undefined, 2],
        ['exit', 'exited with code 1', undefined, undefined],
      ],
    );
    expect(trace[exchange[3]?.line ?? -1]).toContain(`> POST /2018-06-01/runtime/invocation/${id}/response`);
    for (const { at, line } of exchange) expect(trace[line]).toContain(`${at.toFixed(1)}ms`);
  });

  test('counts omitted entries, and keeps lines and steps aligned', () => {
    const { trace, exchange } = excerpt(entries, 5, {
      before: 1,
      after: 1,
      decisive: new Set(entries.filter(({ kind }) => kind === 'fault')),
    });

    expect(trace).toEqual([
      '           … 4 earlier entries',
      expect.stringContaining('< 200'),
      expect.stringContaining('> POST'),
      expect.stringContaining('!! injected'),
      '           … 3 later entries',
    ]);
    expect(exchange.map(({ line, decisive }) => [line, decisive])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
  });

  test('keeps decisive entries whole, also far from the place', () => {
    const long = 'x'.repeat(1000);
    const answered = reply(1, 200, long);
    const trace = [answered, ...entries.slice(1)];

    const shown = excerpt(trace, trace.length, { before: 1, decisive: new Set([answered]) });

    expect(shown.trace).toEqual([
      `     11.0ms  < 200  1000 bytes: ${long}`,
      '           … 8 entries',
      expect.stringContaining('exited with code 1'),
    ]);
    expect(excerpt(trace, trace.length).trace[0]).toBe(
      `     11.0ms  < 200  1000 bytes: ${long.slice(0, 120)}…`,
    );
  });
});

function told(trace: readonly Entry[], shows: Entry | undefined): string[] {
  return trace
    .filter((entry) => decisiveEntries(trace, shows).has(entry))
    .map(({ kind, at }) => `${kind} ${at}`);
}

describe('the decisive entries', () => {
  test('of a result are its exchange and the event', () => {
    expect(told(entries, entries[5])).toEqual(['reply 11', 'request 20', 'fault 21', 'reply 21']);
    expect(told(entries, undefined)).toEqual(['reply 11', 'request 20', 'fault 21', 'reply 21']);
  });

  test('of an end are also the last words', () => {
    expect(told(entries, exited)).toEqual([
      'reply 11',
      'request 20',
      'fault 21',
      'output 22',
      'reply 21',
      'runtime-exited 30',
    ]);
  });

  test('of a poll are also the event before it', () => {
    const again = request(3, 'next', 'GET', 'next');

    expect(told([...entries.slice(0, 5), again], again)).toEqual(['reply 11', 'request 30']);
  });
});

const NO_BODY = { at: 20, kind: 'request-body', framing: { kind: 'none' }, trailers: [] } as const;

describe('the decisive entry', () => {
  test.each<[what: string, trace: readonly Entry[], actual: string, expected: Entry | undefined]>([
    ['a wait that expired last', [...entries, expired], 'nothing came', expired],
    [
      'not a wait that a request followed',
      [...entries, expired, request(3, 'next', 'GET', 'next')],
      '',
      undefined,
    ],
    ['the exit that the deviation mentions', entries, 'the runtime exited with code 1 instead', exited],
    ['the call that it mentions', entries, `POST /2018-06-01/runtime/invocation/${id}/response`, entries[5]],
    [
      'the body that it quotes',
      [...entries, { ...NO_BODY, exchange: 2, body: body('{"a":1}') }],
      'POST …/response with body {"a":1}',
      { ...NO_BODY, exchange: 2, body: body('{"a":1}') },
    ],
    ['not an exit that it does not mention', entries, 'no `errorType` in the report', undefined],
    [
      'not an exit that the harness forced',
      [{ at: 1, kind: 'runtime-exited', exit: { kind: 'signalled', signal: 'SIGKILL', forced: true } }],
      'the runtime was ended by the harness (SIGKILL)',
      undefined,
    ],
  ])('is %s', (_, trace, actual, expected) => {
    expect(decisiveEntry(trace, actual)).toEqual(expected);
  });
});

test('a series of samples counts the events before each', () => {
  const sample = { cpuMs: 1, rssBytes: 2, descriptors: 3, threads: 4, processes: 5 };
  const sampled: Entry = { at: 50, kind: 'sampled', sample };

  expect(sampleSeries([sampled, delivered, reply(1, 200, ''), delivered, { ...sampled, at: 60 }])).toEqual([
    { at: 50, invocations: 0, ...sample },
    { at: 60, invocations: 2, ...sample },
  ]);
});
