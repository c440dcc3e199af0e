import { expect, test } from 'vitest';
import { type Acquittal, unjudged } from './acquittal.ts';
import { renderInnocents } from './innocents-document.ts';
import { updatedResults } from './results.ts';

const clean = result('one');

test('counts the clean innocents and states each result', () => {
  const accused = {
    ...result('two'),
    accusations: [
      { requirement: 'next.a', level: 'MUST', code: 'gives-up', message: 'It gives up.' } as const,
    ],
  };

  const document = renderInnocents({
    schemaVersion: 1,
    profile: 'core',
    seed: 7,
    innocents: [
      { ...clean, notes: ['http.keep-alive'] },
      accused,
      { ...result('three'), known: ['next.b'] },
      { ...result('four'), unjudged: 'no report | none' },
    ],
  });

  expect(document).toContain('the seed 7.');
  expect(document).toContain('1 of 4 innocents are clean.');
  expect(document).toContain('| `one` | Differs. | It may. | clean | `http.keep-alive` |');
  expect(document).toContain('**accused:** `next.a` (`gives-up`)');
  expect(document).toContain('open false alarm: `next.b`');
  expect(document).toContain(String.raw`**not judged:** no report \| none`);
});

test('new results replace the earlier ones; removed innocents have none; sentences are those of the catalogue', () => {
  const earlier = [result('two'), { ...clean, notes: ['a.b'] }, result('removed')];
  const catalogue = ['one', 'two', 'new'].map((name) => ({ name, freedom: 'Other.', legal: 'It may.' }));

  expect(updatedResults(earlier, [clean], catalogue)).toEqual([
    { ...clean, freedom: 'Other.' },
    { ...result('two'), freedom: 'Other.' },
  ]);
});

function result(name: string): Acquittal {
  return { ...unjudged({ name, freedom: 'Differs.', legal: 'It may.' }, ''), unjudged: null };
}
