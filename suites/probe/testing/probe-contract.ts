/** The contract of probe functions, checked with single events. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { ExpectStatic } from 'vitest';
import { z } from 'zod';
import type { Heard } from './conversation.ts';

const odd = '"żółć" \\ \u2028 😀 \t';
const echoed = [
  [1, 'a', null],
  { a: { probe: 'describe' } },
  odd,
  { probe: 5 },
  { probe: 'unheard-of', x: 1 },
  7,
  null,
  true,
];

const described = z.object({
  probe: z.literal(1),
  language: z.string(),
  actions: z.array(z.string()),
  properties: z.array(z.string()),
  streamHandler: z.string().optional(),
});

/** What only the other handler does, where the function names one. */
const ofStreamHandler: ReadonlySet<string> = new Set(['stream', 'http-stream', 'late-write']);

type Ask = (events: readonly unknown[], environment?: Readonly<Record<string, string>>) => Promise<Heard[]>;

type Expected = (heard: Heard, properties: readonly string[]) => boolean;

const isNothing: Expected = (heard) => heard.kind === 'response' && ['', 'null'].includes(heard.body.trim());
const isFailure: Expected = ({ kind }) => kind !== 'response';

/** For each action: the event and the expected answer. */
const actions: readonly (readonly [name: string, event: object, expected: Expected])[] = [
  ['context', {}, (heard) => members(heard) !== undefined],
  [
    'context',
    { afterMs: 1 },
    (heard) => ['first', 'second'].every((moment) => moment in (members(heard) ?? {})),
  ],
  ['env', { names: ['PROBE_TEST', 'PROBE_NONE'] }, answers({ PROBE_TEST: 'a b', PROBE_NONE: null })],
  ['throw', { type: 'Oops', message: odd }, isReportOf('Oops', odd)],
  ['throw', { type: 'Other', message: 'it broke' }, isReportOf('Other', 'it broke')],
  ['panic', { message: 'it broke' }, isFailure],
  [
    'big',
    { bytes: 1000 },
    (heard) => heard.kind === 'response' && heard.body.trim() === `"${'x'.repeat(998)}"`,
  ],
  ['text', { value: odd }, answers(odd)],
  ['nothing', {}, isNothing],
  ['sleep', { ms: 20 }, answers({ slept: 20 })],
  [
    'state',
    {},
    (heard) => heard.kind === 'response' && /"bootId":/.test(heard.body) && /"count":/.test(heard.body),
  ],
  ['log', { stdout: 'a\n', stderr: 'b\n', repeat: 2 }, isNothing],
  ['logger', { message: odd, error: odd }, (heard) => Array.isArray(members(heard)?.['levels'])],
  ['background', { ms: 1, mark: 'm' }, isNothing],
  ['late-failure', { ms: 60_000 }, isNothing],
  ['child', {}, (heard) => 'traceEnv' in (members(heard) ?? {})],
  ['cyclic-error', {}, isFailure],
  ['cyclic-error', { depth: 100 }, isFailure],
  ['binary', { base64: 'cmF3' }, (heard) => heard.kind === 'response' && heard.body === 'raw'],
  ['interrupt', {}, isNothing],
  [
    'stream',
    { chunks: ['a', 3, 'b'], times: 2, contentType: 'text/plain' },
    streams('a\u0001\u0002\u0003ba\u0006\u0007\u0008b'),
  ],
  ['stream', { chunks: ['a'], failAfter: 0 }, isFailure],
  [
    'http-stream',
    { statusCode: 201, headers: { 'x-one': 'two' }, cookies: ['c=1'], chunks: ['b'] },
    streams('}\0\0\0\0\0\0\0\0b'),
  ],
  ['late-write', { chunks: ['a'], late: 'b', ms: 1 }, streams('a')],
  ['close-output', {}, isNothing],
  ['exit-hook', { mark: 'm' }, isNothing],
  ['exit', { code: 5 }, endsWith(5)],
];

/** For each order to the loading function that it declares: the expected end of a conversation of one event. */
const orders: readonly (readonly [order: string, value: string, expected: Expected])[] = [
  ['throw', 'throw', (heard) => heard.kind === 'exit' && heard.code !== 0],
  ['throw:TYPE', 'throw:Oops', (heard) => heard.kind === 'exit' && heard.code !== 0],
  ['exit', 'exit:5', endsWith(5)],
  ['sleep', 'sleep:20', answers(odd)],
  ['log', 'log:1000', answers(odd)],
];

/** A response with this payload; a client may put a prelude in front. */
function streams(payload: string): Expected {
  return ({ kind, ...heard }) => kind === 'response' && 'body' in heard && heard.body.endsWith(payload);
}

/** An error report; with this class and this text where the function says so. */
function isReportOf(type: string, message: string): Expected {
  return (heard, properties) => {
    const report = heard.kind === 'error' ? members(heard) : undefined;
    return (
      report !== undefined &&
      (!properties.includes('names-error-classes') || report['errorType'] === type) &&
      (!properties.includes('keeps-error-messages') || report['errorMessage'] === message)
    );
  };
}

function endsWith(code: number): Expected {
  return (heard) => heard.kind === 'exit' && heard.code === code;
}

function members(heard: Heard): Readonly<Record<string, unknown>> | undefined {
  if (heard.kind === 'exit') return undefined;
  return z.record(z.string(), z.unknown()).safeParse(JSON.parse(heard.body)).data;
}

function answers(expected: unknown): Expected {
  return (heard) =>
    heard.kind === 'response' &&
    JSON.stringify(sorted(JSON.parse(heard.body))) === JSON.stringify(sorted(expected));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Asks for the echo, for every action that the function offers, and for every property that it declares. */
export async function keepsContract(expect: ExpectStatic, language: string, ask: Ask): Promise<void> {
  const [first, ...rest] = await ask([{ probe: 'describe' }, ...echoed]);

  const description = described.parse(JSON.parse(first?.kind === 'response' ? first.body : 'null'));
  const { properties } = description;
  expect(description.language).toBe(language);
  expect(rest.map((heard) => (heard.kind === 'response' ? JSON.parse(heard.body) : heard))).toEqual(echoed);
  const offered = actions.filter(
    ([action]) =>
      description.actions.includes(action) &&
      (description.streamHandler === undefined || !ofStreamHandler.has(action)),
  );
  expect(offered.length).toBeGreaterThan(3);
  for (const [action, event, expected] of offered) {
    const [heard] = await ask([{ probe: action, ...event }]);
    expect(heard, JSON.stringify({ action, ...event })).toSatisfy((seen: Heard) =>
      expected(seen, properties),
    );
  }
  if (description.actions.includes('hold')) expect(await tokenOfHeld(ask)).toBe('a token');
  for (const [order, value, expected] of orders) {
    if (!properties.includes(`PROBE_INIT=${order}`)) continue;
    const heard = (await ask([odd], { PROBE_INIT: value })).at(-1);
    expect(heard, `PROBE_INIT=${value}`).toSatisfy((seen: Heard) => expected(seen, properties));
  }
}

/** The token in the result of a handler that was held and let go; undefined if it waited for nothing. */
async function tokenOfHeld(ask: Ask): Promise<unknown> {
  let isReleased = false;
  const gate = createServer((socket) => {
    socket.once('data', (token) => {
      isReleased = token.toString() === 'a token\n';
      socket.end();
    });
  }).listen(0, '127.0.0.1');
  await once(gate, 'listening');
  const { port } = z.object({ port: z.number() }).parse(gate.address());
  const [heard] = await ask([{ probe: 'hold', gate: `127.0.0.1:${port}`, token: 'a token' }]);
  gate.close();
  const held =
    isReleased && heard?.kind === 'response'
      ? z
          .object({
            token: z.string(),
            bootId: z.string(),
            worker: z.string(),
            pid: z.number(),
            first: z.object({}),
            second: z.object({}),
          })
          .parse(JSON.parse(heard.body))
      : undefined;
  return held?.token;
}
