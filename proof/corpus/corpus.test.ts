import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { mutants } from '../mutants/catalogue/index.ts';
import { nameOf } from '../mutants/catalogue/mutant.ts';
import { requirements } from '../../suites/requirements/index.ts';
import type { Requirement } from '../../harness/run/requirement.ts';
import { totalsOf } from './detection.ts';
import { corpusDocument } from './document.ts';
import { corpus } from './index.ts';
import { readKills } from './kills.ts';
import { command, home } from '../support/places.ts';

const run = promisify(execFile);
const uncoveredRows = z.array(z.object({ id: z.string() }));
const bugs = corpus.flatMap((one) => one.bugs);

/** Numbers that were never assigned, or whose row was merged into another. */
const gaps = {
  BUG: [8, 15, 21, 33, 38, 42, 55, 58, 67, 71, 73, 82, 88, 96, 98, 103, 106, 114, 121, 127, 132],
  LAT: [3, 10, 13, 19, 23],
};

function ids(prefix: 'BUG' | 'LAT', last: number): string[] {
  return Array.from({ length: last }, (_, index) => index + 1)
    .filter((number) => !gaps[prefix].includes(number))
    .map((number) => `${prefix}-${String(number).padStart(3, '0')}`);
}

describe('the bugs', () => {
  test('are all 150 known bugs, each once and in order', () => {
    expect(bugs.map(({ id }) => id)).toEqual([...ids('BUG', 146), ...ids('LAT', 30)]);
    expect(bugs).toHaveLength(150);
  });

  test('have one sentence and a source', () => {
    expect(bugs.filter(({ bug }) => !/^[A-Z].*[^.]\.$/.test(bug))).toEqual([]);
    expect(
      bugs.filter(({ reference }) => !reference.split('; ').every((part) => /^[\w.-]+\/[\w.-]+/.test(part))),
    ).toEqual([]);
    expect(bugs.filter(({ year }) => year !== undefined && (year < 2018 || year > 2026))).toEqual([]);
  });
});

describe('their mutants', () => {
  test('exist in the catalogue', () => {
    const names = new Set(mutants.map(nameOf));
    const named = bugs.flatMap((bug) => ('mutants' in bug ? bug.mutants : []));

    expect(named.filter((name) => !names.has(name))).toEqual([]);
  });

  test('break requirements that are judged', () => {
    const named = bugs.flatMap((bug) => ('mutants' in bug ? bug.mutants : []));

    expect(named.filter((name) => rowOf(name.replace(/\/.*/, ''))?.deviations === undefined)).toEqual([]);
  });

  test('do not exist for bugs of another profile, whose requirements belong to that profile', () => {
    const others = bugs.filter((bug) => 'outOfScope' in bug && bug.outOfScope === 'other-profile');

    for (const bug of others) {
      const about = ('requirements' in bug ? bug.requirements : undefined) ?? [];
      expect(about.length).toBeGreaterThan(0);
      expect(about.filter((id) => profileOf(id) === 'core')).toEqual([]);
    }
  });
});

function profileOf(id: string): string | undefined {
  return rowOf(id)?.profile;
}

function rowOf(id: string): Requirement | undefined {
  return new Map<string, Requirement>(Object.entries(requirements)).get(id);
}

test(
  'a bug of another profile is out of scope only while one of its requirements is not judged',
  { timeout: 60_000 },
  async () => {
    const { stdout } = await run(process.execPath, [command, 'list', '--uncovered', '--json']);
    const uncovered = new Set(uncoveredRows.parse(JSON.parse(stdout)).map(({ id }) => id));

    const judged = bugs.filter(
      (bug) =>
        'outOfScope' in bug &&
        bug.outOfScope === 'other-profile' &&
        bug.requirements?.every((id) => !uncovered.has(id)),
    );
    expect(judged.map(({ id }) => id)).toEqual([]);
  },
);

test('at least 95 % of the bugs in scope are detected', async () => {
  const { inScope, detected } = totalsOf(corpus, await readKills());

  expect(detected / inScope).toBeGreaterThanOrEqual(0.95);
});

test('the document is up to date', async () => {
  const kills = await readKills();

  expect(await readFile(join(home, 'docs/proof/corpus.md'), 'utf8')).toBe(corpusDocument(corpus, kills));
});
