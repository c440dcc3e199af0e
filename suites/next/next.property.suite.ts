import { integer, json, oneof } from 'fast-check';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, itself, forAll, RawEvent, test } from '../support/test.ts';
import { readableCharacter } from '../support/text-arbitraries.ts';

/** Differences beyond this precision come from the number format of a language. */
const RELATIVE_PRECISION = 1e-12;

test(
  'hands the body of the `next` reply to the handler unchanged',
  covers('next.event-unchanged').against(itself),
  async (t) => {
    let roundedNumbers = 0;

    await forAll(
      t,
      'next.event-unchanged',
      jsonText,
      { control: itself, examples: boundaries },
      async (sandbox, text) => {
        const outcome = await sandbox.deliver(new RawEvent(text)).outcome();

        if (outcome.kind !== 'none') {
          const difference = compare(JSON.parse(text), outcome.json);
          if (difference === 'rounded') roundedNumbers += 1;
          if (outcome.kind === 'response' && difference !== 'different') return undefined;
        }
        return {
          code: 'event-altered',
          expected: `the response ${text.slice(0, 500)}`,
          actual: outcome.describe(),
        };
      },
    );

    if (roundedNumbers > 0) {
      t.warn(`next.event-unchanged: ${roundedNumbers} events came back with numbers of another precision.`);
    }
  },
);

test(
  'hands an event with more than 100 levels of nesting to the handler unchanged',
  covers('next.deep-nesting').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    const text = nestedEvent(256);

    const outcome = await sandbox.deliver(new RawEvent(text), { settleable: false }).outcome();

    const same = outcome.kind === 'response' && compare(JSON.parse(text), outcome.json) === 'same';
    t.verify('next.deep-nesting', same, {
      code: 'not-unchanged',
      expected: 'the event of 256 levels returned',
      actual: outcome.describe(),
    });
  },
);

/** Control characters are escaped in JSON and must be returned unchanged. */
const anyCharacter = oneof(
  readableCharacter,
  integer({ min: 0, max: 0x1f }).map((point) => String.fromCodePoint(point)),
);

/** A JSON text with this many levels of nesting. */
function nestedEvent(levels: number): string {
  return `{"deep":${'['.repeat(levels - 1)}1${']'.repeat(levels - 1)}}`;
}

/** The text of an event, without lone surrogates, whose meaning depends on the language. */
const jsonText = json({ maxDepth: 4, depthSize: 'small', stringUnit: anyCharacter }).filter(
  (text) => !/\\ud[89a-f]/i.test(text) && !hasProbe(text),
);

const boundaries = [
  '{}',
  '{"a":null,"b":[null],"c":{"d":null}}',
  '{"":""," ":" ","0":[],"__proto__":1,"constructor":{"prototype":2}}',
  JSON.stringify({ astral: '𝒳😀', accents: 'zażółć gęślą jaźń', separators: '\u2028\u2029', nul: '\u0000' }),
  String.raw`{"escaped":"\ud83d\ude00","solidus":"\/","control":"\u0001\t\r\n","name":"\u0061"}`,
  '{"integers":[0,-1,9007199254740991,-9007199254740991],"fractions":[0.1,-2.5,1e-7]}',
  ' {\n\t"spaced" : [ 1 , 2 ] }\r\n',
  nestedEvent(100),
];

/** The probe function obeys such an event instead of echoing it. */
function hasProbe(text: string): boolean {
  return text.includes('"probe"');
}

/** Compares as JSON: the order of members does not count, and numbers may be rounded. */
function compare(sent: unknown, came: unknown): 'same' | 'rounded' | 'different' {
  if (typeof sent === 'number' && typeof came === 'number') {
    if (sent === came) return 'same';
    return Math.abs(sent - came) <= RELATIVE_PRECISION * Math.abs(sent) ? 'rounded' : 'different';
  }
  if (!isContainer(sent) || !isContainer(came)) return sent === came ? 'same' : 'different';
  const [keys, others] = [Object.keys(sent), Object.keys(came)];
  if (Array.isArray(sent) !== Array.isArray(came) || keys.length !== others.length) return 'different';
  const parts = keys.map((key) => (Object.hasOwn(came, key) ? compare(sent[key], came[key]) : 'different'));
  return parts.includes('different') ? 'different' : parts.includes('rounded') ? 'rounded' : 'same';
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
