import { isDeepStrictEqual } from 'node:util';
import { array, boolean, constant, dictionary, integer, letrec, oneof, stringMatching } from 'fast-check';
import type { NoOutcome, Outcome } from '../../harness/trace/outcome.ts';
import { brokenByResults, wrongResult } from '../support/returned.ts';
import { isSameText } from '../support/text-equality.ts';
import { ordinaryEvent, shortText } from '../support/controls.ts';
import { covers, itself, forAll, test } from '../support/test.ts';
import { anyText, hostileExamples, readableExamples, readableText } from '../support/text-arbitraries.ts';

/** Documents without fractions: the requirements of events judge numbers. */
const anyDocument = letrec<{ document: unknown }>((tie) => ({
  document: oneof(
    { maxDepth: 3 },
    readableText,
    stringMatching(/^[a-z \r\n]{0,40}$/),
    integer(),
    boolean(),
    constant(null),
    array(tie('document'), { maxLength: 4 }),
    dictionary(stringMatching(/^[a-z]{1,8}$/), tie('document'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).document;

test(
  'sends the serialised result and nothing else',
  {
    ...covers('response.body-is-the-result', 'response.valid-json').against(ordinaryEvent),
    exercises: [...brokenByResults],
  },
  async (t) => {
    await forAll(
      t,
      'response.body-is-the-result',
      anyDocument,
      {
        control: itself,
        also: [...brokenByResults],
        examples: ['one\r\ntwo\n\nthree', '', 'x\n', {}, [], 0, false, { lines: ['a\nb', 'c\r\n'] }],
      },
      async (sandbox, document) => {
        const outcome = await sandbox.invoke(document);

        if (outcome.kind === 'response' && isResult(outcome, document)) return undefined;
        return {
          beside: wrongResult(sandbox, outcome, document),
          code: 'body-differs',
          expected: `${JSON.stringify(document)}, perhaps with a final newline`,
          actual: `POST …/${outcome.kind}: ${JSON.stringify(outcome.text.slice(0, 500))}`,
        };
      },
    );
  },
);

test(
  'carries every character of a text result through intact, or reports an error',
  {
    ...covers('response.utf8-fidelity', 'response.framing').against(shortText),
    exercises: [...brokenByResults],
  },
  async (t) => {
    await forAll(
      t,
      'response.utf8-fidelity',
      oneof(readableText, anyText),
      {
        control: { value: 'plain', requirement: 'response.body-is-the-result', code: 'body-differs' },
        examples: [...readableExamples, ...hostileExamples, ...acrossBlocks()],
        show: (text) => JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text),
        also: [...brokenByResults],
      },
      async (sandbox, text) => {
        const outcome = await sandbox.deliver(text).outcome();

        if (outcome.kind === 'error') return undefined;
        if (outcome.kind === 'response' && isSameText(text, outcome.json ?? outcome.text)) return undefined;
        // A lone surrogate has no form in UTF-8, so a runtime may refuse or replace it.
        const legible = !/\p{Surrogate}/u.test(text);
        return {
          beside: legible ? wrongResult(sandbox, outcome, text) : undefined,
          code: 'text-altered',
          expected: JSON.stringify(text.slice(0, SHOWN)),
          actual: firstDifference(text, outcome),
        };
      },
    );
  },
);

/** Longer texts are shown in part. */
const SHOWN = 300;

/** Above the largest of the usual block sizes: 4, 8, 16 and 64 KiB. */
const LONGER_THAN_A_BLOCK = 66 * 1024;

/**
 * Text whose characters lie across the ends of blocks: for every end of a block one of the texts has a character there
 * that begins before it and ends behind it.
 */
function acrossBlocks(): string[] {
  return ['€', '😀'].flatMap((character) => {
    const bytes = Buffer.byteLength(character);
    return Array.from(
      { length: bytes },
      (_, offset) => 'x'.repeat(offset) + character.repeat(LONGER_THAN_A_BLOCK / bytes),
    );
  });
}

/** A long text is shown from the place at which it differs. */
function firstDifference(sent: string, outcome: Outcome | NoOutcome): string {
  const came = outcome.kind === 'response' ? outcome.json : undefined;
  if (typeof came !== 'string' || sent.length <= SHOWN) return outcome.describe();
  const got = Array.from(came);
  const place = Array.from(sent).findIndex((character, index) => got[index] !== character);
  const around = got.slice(Math.max(0, place - 5), place + 20).join('');
  return `at character ${place}: ${JSON.stringify(around)}`;
}

/**
 * One JSON text with at most a newline after it; or, from a function that passes bytes through, the event as it was
 * sent; or a string without a JSON label.
 */
function isResult(outcome: Outcome, document: unknown): boolean {
  const { text } = outcome;
  const body = text.replace(/\r?\n$/, '');
  if (body === JSON.stringify(document)) return true;
  const labelledJson = /[/+]json/i.test(outcome.header('content-type') ?? '');
  if (typeof document === 'string' && !labelledJson && (text === document || body === document)) return true;
  return body === body.trim() && isDeepStrictEqual(outcome.json, document);
}
