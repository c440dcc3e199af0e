/** The catalogue of innocents is well formed, and its committed results are those of these innocents. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { home } from '../support/places.ts';
import { compiledFile } from '../variants/build.ts';
import { misplacedChanges } from '../variants/variant.ts';
import { faultsOf } from './acquittal.ts';
import { innocents } from './catalogue/index.ts';
import { variantOf } from './innocent.ts';
import { renderInnocents } from './innocents-document.ts';
import { publishedResults, type Results } from './results.ts';

test('every innocent has a unique name in kebab-case', () => {
  const names = innocents.map(({ name }) => name);

  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
});

test('every innocent states its freedom and why it is legal in sentences', () => {
  const texts = innocents.flatMap(({ freedom, legal }) => [freedom, legal]);

  expect(texts.filter((text) => !/^[A-Z`].*\.$/.test(text))).toEqual([]);
});

test('every innocent differs from the reference runtime', () => {
  const same = innocents.filter((innocent) => {
    const { changes, probe = [], files = {}, bootstrap } = variantOf(innocent);
    return [...changes, ...probe, ...Object.keys(files)].length === 0 && bootstrap === undefined;
  });

  expect(same.map(({ name }) => name)).toEqual([]);
});

test('every change is found exactly once', async () => {
  const misplaced = await Promise.all(
    innocents.map((innocent) => {
      const variant = variantOf(innocent);
      return misplacedChanges(variant, (file) => {
        const own = variant.files?.[file];
        return own === undefined ? compiledFile(file) : readFile(own, 'utf8');
      });
    }),
  );

  expect(misplaced.flat()).toEqual([]);
});

test('every file and bootstrap exists', () => {
  const paths = innocents
    .map(variantOf)
    .flatMap(({ files = {}, bootstrap }) => [
      ...Object.values(files),
      ...(bootstrap === undefined ? [] : [join(bootstrap, 'bootstrap')]),
    ]);

  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
});

test('the committed results are those of existing innocents', async () => {
  const { innocents: rows } = await committed();
  const existing = innocents.map(({ name, freedom, legal }) => ({ name, freedom, legal }));

  expect(existing).toEqual(
    expect.arrayContaining(rows.map(({ name, freedom, legal }) => ({ name, freedom, legal }))),
  );
});

test('the committed document shows the committed results', async () => {
  expect(await readFile(join(home, 'docs/proof/innocents.md'), 'utf8')).toBe(
    renderInnocents(await committed()),
  );
});

test('no innocent is accused in the committed results', async () => {
  expect(faultsOf((await committed()).innocents)).toEqual([]);
});

async function committed(): Promise<Results> {
  const results = await publishedResults();
  if (results === undefined)
    throw new Error('proof/innocents/results.json is missing; `npm run innocents` writes it');
  return results;
}
