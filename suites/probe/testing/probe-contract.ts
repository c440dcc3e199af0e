/** The contract of probe functions, checked with single events. */
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

const described = z.object({ probe: z.literal(1), language: z.string(), actions: z.array(z.string()) });

/** For each action: the event and the expected answer. */
const actions: readonly (readonly [name: string, event: object, expected: (heard: Heard) => boolean])[] = [
  ['env', { names: ['PROBE_TEST', 'PROBE_NONE'] }, answers({ PROBE_TEST: 'a b', PROBE_NONE: null })],
  ['throw', { type: 'Oops', message: 'it broke' }, ({ kind }) => kind === 'error'],
  [
    'big',
    { bytes: 1000 },
    (heard) => heard.kind === 'response' && heard.body.trim() === `"${'x'.repeat(998)}"`,
  ],
  ['text', { value: odd }, answers(odd)],
  ['nothing', {}, (heard) => heard.kind === 'response' && ['', 'null'].includes(heard.body.trim())],
  ['sleep', { ms: 20 }, answers({ slept: 20 })],
  [
    'state',
    {},
    (heard) => heard.kind === 'response' && /"bootId":/.test(heard.body) && /"count":/.test(heard.body),
  ],
  ['panic', { message: 'it broke' }, (heard) => heard.kind !== 'response'],
  ['exit', { code: 5 }, (heard) => heard.kind === 'exit' && heard.code === 5],
];

function answers(expected: unknown): (heard: Heard) => boolean {
  return (heard) =>
    heard.kind === 'response' &&
    JSON.stringify(sorted(JSON.parse(heard.body))) === JSON.stringify(sorted(expected));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Asks for the echo and for every action that the function offers. */
export async function keepsContract(
  expect: ExpectStatic,
  language: string,
  ask: (events: readonly unknown[]) => Promise<Heard[]>,
): Promise<void> {
  const [first, ...rest] = await ask([{ probe: 'describe' }, ...echoed]);

  const description = described.parse(JSON.parse(first?.kind === 'response' ? first.body : 'null'));
  expect(description.language).toBe(language);
  expect(rest.map((heard) => (heard.kind === 'response' ? JSON.parse(heard.body) : heard))).toEqual(echoed);
  const offered = actions.filter(([action]) => description.actions.includes(action));
  expect(offered.length).toBeGreaterThan(3);
  for (const [action, event, expected] of offered) {
    const [heard] = await ask([{ probe: action, ...event }]);
    expect(heard, action).toSatisfy(expected);
  }
}
