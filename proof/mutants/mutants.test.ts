import { expect, test } from 'vitest';
import { mutants } from './catalogue/index.ts';
import { nameOf, variantOf } from './catalogue/mutant.ts';
import { sessions } from './catalogue/sessions.ts';
import { reasonsWithoutMutant } from './catalogue/without-mutant.ts';
import { requirements } from '../../suites/requirements/index.ts';
import type { Requirement } from '../../harness/run/requirement.ts';
import { compiledFile } from '../variants/build.ts';
import { brokenFiles, misplacedChanges } from '../variants/variant.ts';

const catalogue = new Map<string, Requirement>(Object.entries(requirements));
const broken = new Set<string>(mutants.map(({ requirement }) => requirement));
const binding = [...catalogue].filter(([, requirement]) => isJudged(requirement)).map(([id]) => id);

test('every mutant has a unique name in kebab-case', () => {
  const names = mutants.map(nameOf);

  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect(names.filter((name) => !/^[a-z0-9-]+\.[a-z0-9-]+(\/[a-z0-9]+(-[a-z0-9]+)*)?$/.test(name))).toEqual(
    [],
  );
});

test('every mutant breaks a requirement that is judged', () => {
  expect([...broken].filter((requirement) => !binding.includes(requirement))).toEqual([]);
});

test('every requirement that is judged has a mutant or a reason without one', () => {
  expect(binding.filter((id) => !broken.has(id) && reasonsWithoutMutant[id] === undefined)).toEqual([]);
});

test('every reason without a mutant is a sentence about a requirement without one', () => {
  const listed = Object.entries(reasonsWithoutMutant);

  expect(listed.filter(([id]) => broken.has(id) || !binding.includes(id))).toEqual([]);
  expect(listed.filter(([, reason]) => !/^[A-Z].*\.$/.test(reason))).toEqual([]);
});

test('every change is found exactly once in the compiled runtime', async () => {
  const wrong = await Promise.all(
    [...mutants, ...sessions].map((mutant) => misplacedChanges(variantOf(mutant), compiledFile)),
  );

  expect(wrong.flat()).toEqual([]);
});

test('every changed file can still be parsed', async () => {
  const unreadable = await Promise.all(
    [...mutants, ...sessions].map((mutant) => brokenFiles(variantOf(mutant), compiledFile)),
  );

  expect(unreadable.flat()).toEqual([]);
});

test('every mutant has changes and a designated observation', () => {
  expect(mutants.filter(({ changes }) => changes.length === 0).map(nameOf)).toEqual([]);
  expect(mutants.filter(({ says }) => says === '').map(nameOf)).toEqual([]);
});

/** A requirement that is judged names its deviations, except some of the core profile that allow everything. */
function isJudged({ profile, deviations, excluded }: Requirement): boolean {
  return (profile === 'core' || deviations !== undefined) && excluded === undefined;
}
