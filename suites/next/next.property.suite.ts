import { integer, json, oneof } from 'fast-check';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, itself, forAll, RawEvent, test } from '../support/test.ts';
import { compareJson } from '../support/json-equality.ts';
import { isReturned, wrongResult } from '../support/returned.ts';
import { readableCharacter } from '../support/text-arbitraries.ts';

test(
  'hands the body of the `next` reply to the handler unchanged',
  covers('next.event-unchanged').against(itself),
  async (t) => {
    let roundedNumbers = 0;

    await forAll(
      t,
      'next.event-unchanged',
      jsonText,
      { control: itself, examples: boundaries, also: ['next.request-id-used'] },
      async (sandbox, text) => {
        const outcome = await sandbox.deliver(new RawEvent(text)).outcome();

        const sent: unknown = JSON.parse(text);
        const difference = outcome.kind === 'none' ? 'different' : compareJson(sent, outcome.json);
        if (difference === 'rounded') roundedNumbers += 1;
        if (outcome.kind === 'response' && difference !== 'different') return undefined;
        if (isReturned(outcome, sent)) return undefined;
        const wrong = wrongResult(sandbox, outcome, sent);
        if (wrong?.requirement === 'next.request-id-used') return wrong;
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

    const same = outcome.kind === 'response' && compareJson(JSON.parse(text), outcome.json) === 'same';
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
