import { array, boolean, constantFrom, integer, record, string, tuple } from 'fast-check';
import type { Fault } from '../../harness/runtime-api/invocations/faults.ts';
import type { RawHeaders } from '../../harness/base/headers.ts';
import { eventOf, served, TURN_MS, ShownHeaders } from './expect-served.ts';
import { ordinaryEvent, ordinaryText } from '../support/controls.ts';
import { covers, ofTest, forAll, test } from '../support/test.ts';
import { brokenByResults } from '../support/returned.ts';

test(
  'matches header names of replies without regard to case',
  covers('http.header-names-any-case').against(ordinaryEvent),
  async (t) => {
    const shownHeaders = new ShownHeaders(t);

    await forAll(
      t,
      'http.header-names-any-case',
      array(boolean(), { minLength: 1, maxLength: 16 }),
      {
        control: ofTest,
        examples: [[false], [true], [false, true]],
        also: [...brokenByResults],
        show: (pattern) => cased('Lambda-Runtime-Aws-Request-Id', pattern),
      },
      async (sandbox, pattern) => {
        const rename = (name: string): string => cased(name, pattern);
        const faults: Fault[] = [{ fault: 'headers', edits: [{ edit: 'rename', rename }] }];
        return (
          (await served(t, sandbox, { cased: true }, { faults }, 'case-sensitive')) ??
          shownHeaders.read(sandbox, {}, { faults }, 'case-sensitive')
        );
      },
    );
  },
);

/** The name with the case of its letters set by a repeated pattern. */
function cased(name: string, pattern: readonly boolean[]): string {
  return Array.from(name, (letter, index) =>
    pattern[index % pattern.length] === true ? letter.toUpperCase() : letter.toLowerCase(),
  ).join('');
}

test(
  'ignores reply headers it does not know, unknown `Lambda-Runtime-*` names included',
  covers('http.unknown-headers').against(ordinaryEvent),
  async (t) => {
    const examples: RawHeaders[] = [
      [['Lambda-Runtime-Extra-Unknown', 'value']],
      [['Lambda-Runtime-Extra-Empty', '']],
      [['X-Extra', '{"json":["text",null]}; a=b, "c"']],
    ];

    await forAll(
      t,
      'http.unknown-headers',
      unknownHeaders,
      {
        control: { value: [], requirement: 'next.event-unchanged', code: 'event-altered' },
        examples,
        also: [...brokenByResults],
      },
      (sandbox, extraHeaders) => served(t, sandbox, { extra: true }, { extraHeaders }, 'not-served'),
    );
  },
);

const token = string({
  unit: constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyz0123456789-_')),
  minLength: 1,
  maxLength: 30,
});

/** The prefixes prevent collisions with real header names. */
const unknownHeaders = array(
  tuple(
    tuple(constantFrom('Lambda-Runtime-Extra-', 'X-Extra-', 'Extra-'), token).map(
      ([prefix, name]) => prefix + name,
    ),
    string({ unit: constantFrom(...printable()), maxLength: 200 }).map((value) => value.trim()),
  ),
  { minLength: 1, maxLength: 12 },
);

function printable(): string[] {
  return Array.from({ length: 95 }, (_, offset) => String.fromCodePoint(32 + offset));
}

test('decodes chunked events', covers('http.chunked-events').against(ordinaryText), async (t) => {
  const chunkings = record({
    sizes: array(integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 8 }),
    length: integer({ min: 0, max: 5000 }),
    lowerCase: boolean(),
  });
  // HTTP libraries and proxies that send chunks often send header names in lower case as well.
  const examples = [
    { sizes: [1], length: 300, lowerCase: false },
    { sizes: [7, 1], length: 300, lowerCase: true },
    { sizes: [1_000_000], length: 60_000, lowerCase: false },
  ];

  await forAll(
    t,
    'http.chunked-events',
    chunkings,
    { control: ofTest, examples, also: [...brokenByResults] },
    (sandbox, { length, lowerCase, ...chunking }) => {
      const faults: Fault[] = [
        { fault: 'chunked', ...chunking },
        ...(lowerCase
          ? [{ fault: 'headers', edits: [{ edit: 'rename', rename: lowerCased }] } as const]
          : []),
      ];
      return served(t, sandbox, eventOf(length), { faults }, 'event-incomplete');
    },
  );
});

test(
  'decodes chunked events whose chunks have extensions',
  covers('http.chunk-extensions-ignored').against(ordinaryText),
  async (t) => {
    const chunkings = record({
      sizes: array(integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 4 }),
      length: integer({ min: 0, max: 2000 }),
    });

    await forAll(
      t,
      'http.chunk-extensions-ignored',
      chunkings,
      {
        control: ofTest,
        examples: [
          { sizes: [1_000_000], length: 300 },
          { sizes: [7, 1], length: 300 },
        ],
        also: [...brokenByResults],
        weight: 0.3,
      },
      (sandbox, { length, sizes }) => {
        const faults: Fault[] = [{ fault: 'chunked', sizes, extensions: true }];
        return served(t, sandbox, eventOf(length), { faults, settleable: false }, 'event-incomplete');
      },
    );
  },
);

function lowerCased(name: string): string {
  return name.toLowerCase();
}

/** Pause between two packets of a slow event. */
const TRICKLE_MS = { quick: 3, normal: 15, slow: 50 };
const LONG_EVENT = 64 * 1024;

test(
  'reads an event completely that comes in many packets or slowly',
  { ...covers('http.slow-split-bodies').against(ordinaryText), concurrency: 'unbounded' },
  async (t) => {
    const splits = record({
      sizes: array(integer({ min: 4000, max: 40_000 }), { minLength: 2, maxLength: 12 }),
      pauseMs: integer({ min: 1, max: 3 }),
    });
    const examples = [
      { sizes: [1024], pauseMs: TRICKLE_MS[t.pace] },
      { sizes: [1, 200, 1, 60_000], pauseMs: 3 },
    ];

    await forAll(
      t,
      'http.slow-split-bodies',
      splits,
      {
        control: {
          value: { sizes: [1_000_000], pauseMs: 0 },
          requirement: 'next.event-unchanged',
          code: 'event-altered',
        },
        examples,
        weight: 0.4,
      },
      (sandbox, split) => {
        const segments = Math.ceil(LONG_EVENT / (Math.max(...split.sizes) / split.sizes.length));
        return served(
          t,
          sandbox,
          eventOf(LONG_EVENT),
          {
            faults: [{ fault: 'segments', ...split }],
            replyMs: segments * (split.pauseMs + TURN_MS),
          },
          'event-incomplete',
        );
      },
    );
  },
);
