/** One search for the id of a requirement finds its row, its test, its mutant and its page. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Requirement } from '../harness/run/requirement.ts';
import { areas, requirements } from '../suites/requirements/index.ts';
import { reasonsWithoutMutant } from './mutants/catalogue/without-mutant.ts';
import { home } from './support/places.ts';

/** Requirements that are judged in another area, with those that the same start or the same wait shows. */
const besideOthers: Readonly<Record<string, string>> = {
  'next.features-header': 'http',
  'response.late-failure-not-posted': 'error',
  'context.log-names-missing': 'init',
  'environment.ipv6-address': 'init',
  'environment.task-root-not-cwd': 'init',
  'environment.exec-wrapper-harmless': 'init',
  'environment.credentials-optional': 'init',
  'loop.idle-without-cpu': 'next',
  'error.before-first-streamed-byte': 'streaming',
  'logging.json-on-managed-instances': 'concurrency',
};

const rows: [string, Requirement][] = Object.entries(requirements);
/** A requirement of another profile than core is judged once it names its deviations; `lambdaspec list --uncovered` names the rest. */
const judged = rows.filter(
  ([, { profile, deviations, excluded }]) =>
    (profile === 'core' || deviations !== undefined) && excluded === undefined,
);
const tests = new Map(
  await Promise.all(areas.map(async (area) => [area as string, await testsIn(area)] as const)),
);

test('every requirement that is judged has its test, its mutant and its page', async () => {
  const page = await read('docs', 'requirements.md');
  const missing: string[] = [];
  for (const [id] of judged) {
    const area = areaOf(id);
    const mutants = await read('proof', 'mutants', 'catalogue', `${area}.ts`);
    const hasMutant = mutants.includes(`requirement: '${id}'`) || reasonsWithoutMutant[id] !== undefined;
    if (tests.get(besideOthers[id] ?? area)?.has(id) !== true) missing.push(`${id}: no test`);
    if (!hasMutant) missing.push(`${id}: no mutant`);
    if (!page.includes(`\n### ${id}\n`)) missing.push(`${id}: no page`);
  }

  expect(missing).toEqual([]);
});

test('what is judged in another area is not judged in its own', () => {
  expect(Object.keys(besideOthers).filter((id) => tests.get(areaOf(id))?.has(id) === true)).toEqual([]);
});

/** What the suites and the wire rules of an area, and the sessions, say they judge. */
async function testsIn(area: string): Promise<ReadonlySet<string>> {
  const folders = [area, 'sessions'].map(async (folder) => {
    const names = await readdir(join(home, 'suites', folder)).catch(() => []);
    return names.filter((name) => name.endsWith('.suite.ts')).map((name) => read('suites', folder, name));
  });
  const rules = read('suites', 'wire-rules', `${area}.ts`).catch(() => '');
  const texts = await Promise.all([...(await Promise.all(folders)).flat(), rules]);
  return new Set(texts.flatMap(idsIn));
}

function idsIn(text: string): string[] {
  return [...text.matchAll(/\b(?:covers|rule|ruleOfForm)\(([^)]*)/g)]
    .map(([, words = '']) => words.replace(/\.\.\.(\w+)/, (_, name: string) => listIn(text, name)))
    .flatMap((words) => [...words.matchAll(/'([^']*)'/g)])
    .map(([, id = '']) => id);
}

/** The members of a constant list of the file, as text. */
function listIn(text: string, name: string): string {
  return new RegExp(`const ${name} = \\[([^\\]]*)\\] as const`).exec(text)?.[1] ?? '';
}

function areaOf(id: string): string {
  return id.split('.', 1).join('');
}

function read(...path: readonly string[]): Promise<string> {
  return readFile(join(home, ...path), 'utf8');
}
