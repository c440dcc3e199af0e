import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toolVersion } from '../../harness/base/package.ts';
import { profiles } from '../../harness/cli/options/option-words.ts';
import { frozenCatalogue } from '../../harness/run/requirement-set.ts';
import { requirements } from '../../suites/requirements/index.ts';
import { requirementSets, setFiles } from '../../suites/requirements/sets/index.ts';
import { home } from '../support/places.ts';
import { digestOf, releasesIn, setText } from './set-file.ts';

const folder = join(home, 'suites', 'requirements');

test('a set does not change: its digest is the pinned one', async () => {
  const files = (await readdir(join(folder, 'sets'))).filter((file) => file.endsWith('.json')).toSorted();
  const digests = await Promise.all(
    files.map(async (file) => [
      file.replace(/\.json$/, ''),
      digestOf(await readFile(join(folder, 'sets', file), 'utf8')),
    ]),
  );

  expect(Object.fromEntries(digests)).toEqual(
    JSON.parse(await readFile(join(folder, 'pinned-sets.json'), 'utf8')),
  );
  expect(setFiles.map(({ set }) => `${set}.json`)).toEqual(files);
});

test('each release has a set, and so has the version of package.json', async () => {
  const released = releasesIn(await readFile(join(home, 'CHANGELOG.md'), 'utf8'));
  const frozen = setFiles.map(({ release }) => release);

  expect([...new Set([...released, toolVersion()])].filter((release) => !frozen.includes(release))).toEqual(
    [],
  );
  expect(new Set(frozen).size).toBe(frozen.length);
});

test('the words of a set are a level, at most the word advisory, and a profile', () => {
  const words = new RegExp(`^(MUST|SHOULD|MAY)( advisory)? (${profiles.join('|')})$`);

  expect(
    setFiles.flatMap((file) => Object.values(file.requirements)).filter((row) => !words.test(row)),
  ).toEqual([]);
});

test('a set is written in the form in which it is read', () => {
  const written: unknown = JSON.parse(setText('2026.11', '0.1.0'));

  expect(written).toMatchObject({ set: '2026.11', release: '0.1.0' });
  expect(written).toHaveProperty(['requirements', 'next.no-client-timeout'], 'MUST core');
});

test('an id of a set is never reused: it is in the catalogue, or withdrawn', () => {
  for (const set of Object.values(requirementSets)) {
    const kept = Object.keys(frozenCatalogue(requirements, set));
    expect(kept.filter((id) => !Object.hasOwn(set, id))).toEqual([]);
    expect(kept.length).toBeGreaterThan(300);
  }
});
