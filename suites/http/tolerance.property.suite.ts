/** Equivalent spellings of a reply: blanks and reason phrases. */
import { constantFrom, record, string } from 'fast-check';
import { served, ShownHeaders } from './expect-served.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { brokenByResults } from '../support/returned.ts';
import { covers, forAll, RawEvent, test } from '../support/test.ts';

test(
  'trims blanks and tabs around header values',
  covers('http.header-values-trimmed').against(ordinaryEvent),
  async (t) => {
    const blanks = string({ unit: constantFrom(' ', '\t'), maxLength: 12 });
    const examples = [
      { before: '', after: '' },
      { before: ' ', after: ' ' },
      { before: '\t', after: '\t' },
      { before: '   \t ', after: ' \t  ' },
    ];

    const shownHeaders = new ShownHeaders(t);

    await forAll(
      t,
      'http.header-values-trimmed',
      record({ before: blanks, after: blanks }),
      {
        control: {
          value: { before: ' ', after: '' },
          requirement: 'next.event-unchanged',
          code: 'event-altered',
        },
        examples,
        weight: 0.3,
        also: [...brokenByResults],
      },
      async (sandbox, around) => {
        const faults = [{ fault: 'blanks', ...around }] as const;
        return (
          (await served(t, sandbox, { blanks: true }, { faults }, 'blanks-kept')) ??
          shownHeaders.read(sandbox, {}, { faults }, 'blanks-kept')
        );
      },
    );
  },
);

test(
  'accepts white space around the JSON of an event',
  covers('http.whitespace-around-json').against(ordinaryEvent),
  async (t) => {
    const space = string({ unit: constantFrom(' ', '\t', '\n', '\r'), maxLength: 20 });
    const examples = [
      { before: ' ', after: '\n' },
      { before: '\r\n\r\n', after: '' },
      { before: '', after: '\t \r\n' },
      { before: ' '.repeat(5000), after: '\n'.repeat(5000) },
    ];

    await forAll(
      t,
      'http.whitespace-around-json',
      record({ before: space, after: space }),
      {
        control: {
          value: { before: '', after: '' },
          requirement: 'next.event-unchanged',
          code: 'event-altered',
        },
        examples,
        weight: 0.3,
        also: [...brokenByResults],
      },
      (sandbox, { before, after }) =>
        served(t, sandbox, new RawEvent(`${before}{"spaced":[1,"a"]}${after}`), {}, 'not-accepted'),
    );
  },
);

test(
  'accepts a status line with an empty or unusual reason phrase',
  covers('http.reason-phrase-free').against(ordinaryEvent),
  async (t) => {
    const phrases = string({
      unit: constantFrom(...Array.from({ length: 95 }, (_, offset) => String.fromCodePoint(32 + offset))),
      maxLength: 60,
    });
    const examples = [
      '',
      'Fine',
      '500 Internal Server Error',
      'HTTP/1.1 404',
      'In Ordnung: "ja"',
      'tr\u00e8s bien',
    ];

    await forAll(
      t,
      'http.reason-phrase-free',
      phrases,
      {
        control: { value: 'OK', requirement: 'next.event-unchanged', code: 'event-altered' },
        examples,
        weight: 0.3,
        also: [...brokenByResults],
      },
      (sandbox, reason) => {
        sandbox.runtimeApi.faults.arm('response', [{ fault: 'reason', reason }]);
        return served(t, sandbox, { reason }, { faults: [{ fault: 'reason', reason }] }, 'phrase-rejected');
      },
    );
  },
);
