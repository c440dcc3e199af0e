/** Builders of traces for the tests of wire rules, one line per entry. */
import { describe, expect, test } from 'vitest';
import { methodOf } from '../../../harness/trace/calls.ts';
import type { Endpoint, Entry, NewEntry, RequestReceived } from '../../../harness/trace/entry.ts';
import type { RawHeaders } from '../../../harness/base/headers.ts';
import { viewOf, type TraceView } from '../../../harness/trace/view.ts';
import type { WireJudgement, WireRule } from '../../../harness/test/wire-rule.ts';

const DOCUMENTED_HEADERS: RawHeaders = [
  ['Host', '127.0.0.1:9001'],
  ['User-Agent', 'hand-made/1.0'],
];
const NOTHING = { length: 0, bytes: Buffer.alloc(0), cut: false };

/** A complete GET of `next`. */
export function poll(exchange: number, connection = 1, over: Partial<RequestReceived> = {}): NewEntry[] {
  return request(exchange, 'next', { connection, ...over });
}

/** A complete POST of an outcome. */
export function post(
  exchange: number,
  endpoint: 'response' | 'error',
  requestId: string,
  over: Partial<RequestReceived> = {},
): NewEntry[] {
  const target = `/2018-06-01/runtime/invocation/${requestId}/${endpoint}`;
  return request(exchange, endpoint, { method: 'POST', target, requestId, ...over });
}

export function request(
  exchange: number,
  endpoint: Endpoint,
  over: Partial<RequestReceived> = {},
): NewEntry[] {
  return [
    {
      kind: 'request',
      exchange,
      connection: 1,
      endpoint,
      method: endpoint === 'other' ? 'GET' : methodOf[endpoint],
      target: '/2018-06-01/runtime/invocation/next',
      version: 'HTTP/1.1',
      headers: DOCUMENTED_HEADERS,
      headBytes: 100,
      pipelined: false,
      ...over,
    },
    { kind: 'request-body', exchange, framing: { kind: 'none' }, body: NOTHING, trailers: [] },
  ];
}

/** The reply to a poll that carries an invocation. */
export function delivery(
  exchange: number,
  requestId: string,
  settleable = true,
  headers: RawHeaders = [['Content-Type', 'application/json']],
): NewEntry[] {
  return [
    { kind: 'invocation-delivered', invocation: exchange, requestId, exchange, settleable },
    ...reply(exchange, 200, headers),
  ];
}

/** A delivery whose process may end instead of settling it. */
export function deliveryThatMayEnd(exchange: number, requestId: string): NewEntry[] {
  return delivery(exchange, requestId, false).map((entry) =>
    entry.kind === 'invocation-delivered' ? { ...entry, mayEnd: true } : entry,
  );
}

export function reply(exchange: number, status: number, headers: RawHeaders = []): NewEntry[] {
  return [
    { kind: 'reply', exchange, status, headers, body: NOTHING, state: 'Ready' },
    { kind: 'reply-completed', exchange },
  ];
}

export function fault(exchange: number): NewEntry {
  return { kind: 'fault', exchange, fault: 'injected' };
}

export function left(
  connection: number,
  by: 'runtime' | 'server' = 'runtime',
  how: 'end' | 'reset' = 'end',
): NewEntry {
  return { kind: 'connection-closed', connection, by, how };
}

export function exited(exitCode = 0): NewEntry {
  return { kind: 'runtime-exited', exit: { kind: 'exited', exitCode } };
}

type Timed = NewEntry & { readonly at?: number };

/** Entries in order, one second apart unless they have a time. */
export function view(...entries: readonly (Timed | readonly Timed[])[]): TraceView {
  const timed: readonly Entry[] = entries.flat().map((entry, index) => ({ at: index * 1000, ...entry }));
  return viewOf(timed);
}

type Row = readonly [name: string, trace: TraceView];

/** For each requirement: traces in which it holds, is violated once, or is not judged. */
export type Table = Readonly<
  Record<string, { holds: readonly Row[]; violates: readonly Row[]; silent: readonly Row[] }>
>;

/** Declares the tests of a table. */
export function judgesAsTabled(rules: readonly WireRule[], table: Table): void {
  describe.each(Object.entries(table))('%s', (requirement, { holds, violates, silent }) => {
    const rule = rules.find((one) => one.requirement === requirement);
    const judge = (trace: TraceView): WireJudgement | undefined => rule?.judge(trace, undefined);

    test.each(holds)('holds: %s', (_name, trace) => {
      expect(judge(trace)?.findings).toEqual([]);
      expect(judge(trace)?.observations).toBeGreaterThan(0);
    });

    test.each(violates)('violated: %s', (_name, trace) => {
      expect(judge(trace)?.findings).toHaveLength(1);
    });

    test.each(silent)('silent: %s', (_name, trace) => {
      expect(judge(trace)?.findings).toEqual([]);
    });
  });
}
