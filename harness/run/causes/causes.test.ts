import { array, assert, constantFrom, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleDeviation } from '../testing/sample-run.ts';
import type { Deviation, ExchangeStep } from '../run.ts';
import { causesOf } from './causes.ts';

const status = {
  id: 'next-status',
  sentence: 'The runtime does not check the status of the reply to `next`.',
};
const row = { costs: 'process', provokedBy: 'function' } as const;
const rows = {
  'error.loop-continues': { ...row, steps: { 'does-not-go-on': { id: 'loop', sentence: 'It stops.' } } },
  'error.text-legal-everywhere': row,
  'response.413-survived': row,
  'next.403-no-hot-loop': { costs: 'hang', provokedBy: 'service', steps: { spins: status } },
  'next.500-is-fatal': { costs: 'hang', provokedBy: 'service', steps: { 'goes-on': status } },
  'next.user-agent': { costs: 'nothing', provokedBy: 'service' },
  'error.content-type': { costs: 'nothing', provokedBy: 'service', advisory: true },
} as const;

function step(given: Partial<ExchangeStep>, index: number): ExchangeStep {
  return {
    at: index,
    kind: 'note',
    label: '',
    line: index,
    decisive: false,
    ...given,
  };
}

let keys = 0;
/** A deviation in a short scenario: what the runtime did after its first event. */
function deviation(
  id: keyof typeof rows,
  code: string,
  { steps = [], ...more }: Partial<Deviation> & { steps?: readonly Partial<ExchangeStep>[] } = {},
): Deviation {
  const polled = [
    { kind: 'request', label: 'GET …/invocation/next', request: 1 },
    { kind: 'reply', label: '200', request: 1 },
  ] as const;
  keys += 1;
  const exchange = [...polled, ...steps].map(step);
  return sampleDeviation(`d${keys}`, id, {
    code,
    message: `The runtime ${code}.`,
    actual: '',
    exchange,
    ...more,
  });
}

/** What Node.js prints about an error with another one behind it. */
function printed(cause: string): string {
  return `TypeError: fetch failed\n    at fetch (a.js:1:2)\n  [cause]: ${cause} {\n    code: 'X'\n  }\n}\n\nNode.js v20\n`;
}

const dies = { kind: 'exit', label: 'exited with code 1', decisive: true } as const;

/** A death with this error behind the last words. */
function dead(cause: string): Deviation {
  return deviation('error.loop-continues', 'other', { steps: [dies], output: printed(cause) });
}

/** The requirements of each cause. */
function grouped(...deviations: Deviation[]): string[][] {
  const byKey = new Map(deviations.map(({ key, requirement }) => [key, requirement]));
  return causesOf(deviations, rows).map((cause) => cause.deviations.map((key) => byKey.get(key) ?? ''));
}

describe('deviations are one cause', () => {
  test('when the process dies with the same last words but for ids and numbers', () => {
    const [one, other] = [
      deviation('error.loop-continues', 'does-not-go-on', {
        steps: [dies],
        output: 'x\nError: no 17\n  at f\n',
      }),
      deviation('error.text-legal-everywhere', 'not-reported', { steps: [dies], output: 'Error: no 4\n' }),
    ];

    expect(causesOf([one, other], rows)).toEqual([
      {
        key: 'c1',
        sentence: 'The runtime does-not-go-on. The process exited with code 1: “Error: no 17”',
        deviations: [one.key, other.key],
        shownBy: one.key,
      },
    ]);
  });

  test('but not when Node.js names different errors behind the same one', () => {
    const causes = causesOf(
      [dead('SocketError: closed'), dead('HeadersOverflowError: too long'), dead('SocketError: closed')],
      rows,
    );

    expect(causes.map(({ deviations }) => deviations.length)).toEqual([2, 1]);
    expect(causes[0]?.sentence).toContain('“TypeError: fetch failed (SocketError: closed)”');
  });

  test('but not when the client fails at replies with another status', () => {
    const [refused, again, interim] = [413, 413, 103].map((code, place) =>
      deviation('error.loop-continues', 'other', {
        steps: [dies],
        output: `Error at ${place}: status ${code}\n`,
      }),
    );

    expect(
      causesOf(
        [refused, again, interim].flatMap((one) => one ?? []),
        rows,
      ),
    ).toMatchObject([{ deviations: [refused?.key, again?.key] }, { deviations: [interim?.key] }]);
  });

  test('when one scenario ends with the failure that another of the same requirement reports', () => {
    const words = 'java.lang.StackOverflowError';
    const ends = deviation('error.loop-continues', 'does-not-go-on', { steps: [dies], output: `${words}\n` });
    const reports = deviation('error.loop-continues', 'other', { actual: `POST …/error with "${words}"` });
    const elsewhere = deviation('response.413-survived', 'other', { actual: `POST …/error with "${words}"` });

    expect(causesOf([reports, ends, elsewhere], rows).map(({ deviations }) => deviations.toSorted())).toEqual(
      expect.arrayContaining([[ends.key, reports.key].toSorted(), [elsewhere.key]]),
    );
  });

  test('when they show the same wrong step', () => {
    const [one, other] = [
      deviation('next.403-no-hot-loop', 'spins'),
      deviation('next.500-is-fatal', 'goes-on'),
    ];

    expect(causesOf([one, other], rows)).toMatchObject([
      { sentence: status.sentence, deviations: [one.key, other.key] },
    ]);
  });

  test('when the process prints the same failure and posts nothing for the event', () => {
    const output = 'line 19: curl: Argument list too long\n';

    expect(
      grouped(
        deviation('response.413-survived', 'does-not-go-on', { output }),
        deviation('error.text-legal-everywhere', 'not-reported', { output }),
      ),
    ).toHaveLength(1);
  });
});

/** A program that prints the body of every reply. */
const echoed = {
  output: '{"errorMessage":"Invalid request ID"}\n',
  steps: [
    { kind: 'reply', label: '400', request: 7, detail: '38 bytes: {"errorMessage":"Invalid request ID"}' },
  ],
} as const;

describe('deviations are several causes', () => {
  test.each<[string, Deviation, Deviation]>([
    [
      'when the last words differ',
      deviation('response.413-survived', 'dies', { steps: [dies], output: 'Error: one\n' }),
      deviation('error.text-legal-everywhere', 'dies', { steps: [dies], output: 'Error: another\n' }),
    ],
    [
      'when one process dies and one lives, although they show the same step',
      deviation('next.403-no-hot-loop', 'spins'),
      deviation('next.500-is-fatal', 'goes-on', { steps: [dies] }),
    ],
    [
      'when the harness ended the process',
      deviation('response.413-survived', 'lives', { steps: [{ kind: 'signal' }, dies] }),
      deviation('error.text-legal-everywhere', 'lives', { steps: [{ kind: 'signal' }, dies] }),
    ],
    [
      'when the process prints the same ordinary line',
      deviation('response.413-survived', 'lives', { output: 'served 1\n' }),
      deviation('error.text-legal-everywhere', 'lives', { output: 'served 2\n' }),
    ],
    [
      'when the process only prints what the Runtime API replied',
      deviation('response.413-survived', 'lives', echoed),
      deviation('next.user-agent', 'lives', echoed),
    ],
  ])('%s', (_, one, other) => {
    expect(grouped(one, other)).toHaveLength(2);
  });
});

test('causes come by cost, provoker, level and number, and notes come last', () => {
  expect(
    grouped(
      deviation('error.content-type', 'wrong'),
      deviation('next.user-agent', 'no-user-agent'),
      deviation('next.500-is-fatal', 'goes-on'),
      deviation('next.403-no-hot-loop', 'spins'),
      deviation('response.413-survived', 'dies'),
    ),
  ).toEqual([
    ['response.413-survived'],
    ['next.500-is-fatal', 'next.403-no-hot-loop'],
    ['next.user-agent'],
    ['error.content-type'],
  ]);
});

test('the scenario that shows a cause has no fault of ours if another has none', () => {
  const provoked = deviation('next.500-is-fatal', 'goes-on', { steps: [{ kind: 'fault' }] });
  const plain = deviation('next.403-no-hot-loop', 'spins', { steps: [{}, {}, {}] });

  expect(causesOf([provoked, plain], rows)[0]?.shownBy).toBe(plain.key);
});

test('an expected deviation belongs to no cause, every other one to exactly one', () => {
  const any = record({
    id: constantFrom(
      'error.loop-continues' as const,
      'error.text-legal-everywhere' as const,
      'next.403-no-hot-loop' as const,
      'next.500-is-fatal' as const,
      'error.content-type' as const,
    ),
    code: constantFrom('spins', 'goes-on', 'does-not-go-on'),
    output: constantFrom('', 'Error: 1\n', 'Error: 2 at x\n', 'ready\n'),
    steps: array(constantFrom(dies, { kind: 'fault' } as const, { kind: 'signal' } as const), {
      maxLength: 3,
    }),
    expectedBecause: constantFrom(null, null, 'known'),
  });

  assert(
    property(array(any, { maxLength: 12 }), (given) => {
      const deviations = given.map(({ id, code, ...more }) => deviation(id, code, more));
      const counted = deviations
        .filter(({ expectedBecause }) => expectedBecause === null)
        .map(({ key }) => key);

      const causes = causesOf(deviations, rows);

      expect(causes.flatMap((cause) => cause.deviations).toSorted()).toEqual(counted.toSorted());
      for (const cause of causes) expect(cause.deviations[0]).toBe(cause.shownBy);
    }),
  );
});
