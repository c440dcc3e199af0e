import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { expect, test } from 'vitest';
import { matrixOf } from './matrix.ts';
import { renderMatrix } from './matrix-document.ts';
import { sampleResult } from './sample-matrix.ts';

const found = { seed: 7, control: [], mutants: [sampleResult()], withoutMutant: [] };

test('contains an introduction, totals, a table for each area, and the requirements without a mutant', () => {
  const document = renderMatrix(
    matrixOf({
      ...found,
      mutants: [
        sampleResult({ blast: { others: ['loop.order'], notes: ['http.keep-alive'] } }),
        sampleResult({ name: 'next.x/two', requirement: 'next.x', outcome: 'otherwise' }),
        sampleResult({ name: 'loop.order', requirement: 'loop.order', outcome: 'survived', blast: null }),
      ],
      withoutMutant: [{ requirement: 'http.no-pipelining', level: 'SHOULD', reason: 'Node cannot.' }],
    }),
  );

  expect(document).toContain('the seed 7.');
  expect(document).toContain('1 of 3 mutants killed, of 1 requirements. Blast radius of the 2 mutants');
  expect(document.match(/^## .*/gm)).toEqual([
    '## Totals',
    '## next',
    '## loop',
    '## Requirements without a mutant',
  ]);
  expect(rows(document)).toContainEqual([
    'next.user-agent',
    'SHOULD',
    'Sends no User-Agent.',
    'no-user-agent',
    'The runtime sends no User-Agent.',
    'loop.order, http.keep-alive (note)',
  ]);
  expect(rows(document)).toContainEqual(
    expect.arrayContaining(['next.x/two', 'caught for another reason: The runtime sends no User-Agent.']),
  );
  expect(rows(document)).toContainEqual(
    expect.arrayContaining(['loop.order', 'survived: The runtime sends no User-Agent.', 'not judged']),
  );
  expect(rows(document)).toContainEqual(['http.no-pipelining', 'SHOULD', 'Node cannot.']);
});

test('gives an upper bound of the median if more than half of the mutants have a small blast radius', () => {
  const none = sampleResult({ blast: null });
  const small = sampleResult();
  const large = sampleResult({ blast: { others: ['a.a', 'a.b', 'a.c', 'a.d'], notes: [] } });
  const told = (...mutants: readonly (typeof none)[]): string =>
    renderMatrix(matrixOf({ ...found, mutants: [...mutants] }));

  expect(told(small, small, none)).toContain(
    '2 of all 3 mutants have one of at most 3, so the median of all is',
  );
  expect(told(small, none)).not.toContain('of all');
  expect(told(small, large, none)).not.toContain('of all');
  expect(told(small, small, large)).not.toContain('of all');
});

test.each([
  'a | b || c',
  String.raw`a \| b \\| c \ `.trim(),
  '<script>alert(1)</script> <!-- a &amp; b',
  '**a** _b_ ~~c~~ `d` ``e | f`` # g',
  '[a](https://example.com) ![b](c) [d]: e [^1]',
  'https://example.com www.example.com me@example.com HTTP://EXAMPLE.COM',
  'a\u0000b\u001b[31mc\u202ed\ud800',
  'a\r\n\n## b\n| c | d |',
  '&lt;&#124;&nbsp;',
  '1. a',
  '\u0060\u0060\u0060js',
])('shows %j in its cell as plain text', (hostile) => {
  const document = renderMatrix(
    matrixOf({ ...found, mutants: [sampleResult({ defect: hostile, observation: hostile })] }),
  );
  const shown = hostile.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, spelt);

  expect(rows(document)).toContainEqual(['next.user-agent', 'SHOULD', shown, 'no-user-agent', shown, '']);
  expect(micromark(document, options)).not.toMatch(/<(?!\/?(h\d|p|em|code|table|thead|tbody|tr|th|td)\b)/);
});

test('cuts a long observation, between characters', () => {
  const document = renderMatrix(
    matrixOf({ ...found, mutants: [sampleResult({ observation: '🎉'.repeat(1000) })] }),
  );

  expect(document).toContain(`| ${'🎉'.repeat(159)}… |`);
});

const options = { extensions: [gfm()], htmlExtensions: [gfmHtml()] };

/** The text of the cells of every row, as GitHub shows them. */
function rows(markdown: string): string[][] {
  const html = micromark(markdown, options);
  return [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<td>(.*?)<\/td>/gs)].map(([, cell = '']) => textOf(cell)),
  );
}

function textOf(html: string): string {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot);/g, (_, name: string) => entities[name] ?? '')
    .replaceAll('\u200b', '');
}

function spelt(character: string): string {
  if (character === '\n') return String.raw`\n`;
  if (character === '\r') return String.raw`\r`;
  return String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
