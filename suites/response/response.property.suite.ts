import { isDeepStrictEqual } from 'node:util';
import { array, boolean, constant, dictionary, integer, letrec, oneof, stringMatching } from 'fast-check';
import type { Outcome } from '../../harness/trace/outcome.ts';
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
  covers('response.body-is-the-result', 'response.valid-json').against(ordinaryEvent),
  async (t) => {
    await forAll(
      t,
      'response.body-is-the-result',
      anyDocument,
      {
        control: itself,
        examples: ['one\r\ntwo\n\nthree', '', 'x\n', {}, [], 0, false, { lines: ['a\nb', 'c\r\n'] }],
      },
      async (sandbox, document) => {
        const outcome = await sandbox.invoke(document);

        if (outcome.kind === 'response' && isResult(outcome, document)) return undefined;
        return {
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
  covers('response.utf8-fidelity', 'response.framing').against(shortText),
  async (t) => {
    await forAll(
      t,
      'response.utf8-fidelity',
      oneof(readableText, anyText),
      {
        control: { value: 'plain', requirement: 'response.body-is-the-result', code: 'body-differs' },
        examples: [...readableExamples, ...hostileExamples],
      },
      async (sandbox, text) => {
        const outcome = await sandbox.deliver(text).outcome();

        if (outcome.kind === 'error') return undefined;
        if (outcome.kind === 'response' && isSameText(text, outcome.json ?? outcome.text)) return undefined;
        return {
          code: 'text-altered',
          expected: JSON.stringify(text),
          actual: outcome.describe(),
        };
      },
    );
  },
);

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
