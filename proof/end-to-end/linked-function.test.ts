/** A function that is linked into the program: what is about loading is not applicable to it once it says so. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { innocents } from '../innocents/catalogue/index.ts';
import { variantOf } from '../innocents/innocent.ts';
import { judgeWithCommand } from '../support/judge-bootstrap.ts';
import { buildVariant } from '../variants/build.ts';

const aboutLoading = [
  'concurrency.init-failure-reported',
  'init.function-by-name',
  'init.reports-failure',
  'init.unknown-handler',
];

test.each([
  ['does not say so', false, 'not-testable', /add `"linked"` to `properties`|honour|not known/],
  ['says so', true, 'not-applicable', /^The function is linked into the program, as it says/],
] as const)('a linked function that %s', { timeout: 120_000 }, async (_, declared, verdict, reason) => {
  const innocent = innocents.find(({ name }) => name === 'linked-function');
  if (innocent === undefined) throw new Error('no innocent linked-function');
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-linked-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const bootstrap = await buildVariant(variantOf(innocent), folder);
  if (declared) await declareLinked(join(folder, 'dist', 'reference-runtime', 'probe.mjs'));

  const only = aboutLoading.flatMap((id) => ['--only', id]);
  const { run } = await judgeWithCommand([
    '--seed',
    '1',
    '--profile',
    'managed-instances',
    ...only,
    bootstrap,
  ]);

  expect(run?.deviations).toEqual([]);
  expect(run?.requirements.map(({ id }) => id).toSorted()).toEqual(aboutLoading);
  for (const result of run?.requirements ?? []) {
    expect(result.verdict).toBe(verdict);
    expect(result.reason).toMatch(reason);
  }
});

/** Makes `describe` of a probe function say that it is linked. */
async function declareLinked(probe: string): Promise<void> {
  const source = await readFile(probe, 'utf8');
  const [before, after] = source.split("'names-error-classes',");
  if (before === undefined || after === undefined) throw new Error(`${probe} has no properties`);
  await writeFile(probe, `${before}'names-error-classes', 'linked',${after}`);
}
