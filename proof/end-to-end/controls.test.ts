/** Plain faults of a runtime: each is counted once, and what cannot be judged under it points there. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mutants } from '../mutants/catalogue/index.ts';
import { nameOf } from '../mutants/catalogue/mutant.ts';
import { buildVariant } from '../variants/build.ts';
import { judgeWithCommand } from '../support/judge-bootstrap.ts';

/** A plain fault, the areas to judge, and the requirements that cannot be judged under it. */
const plainFaults = [
  [
    'init.reports-failure',
    ['init'],
    [
      'init.broken-function-file',
      'init.error-odd-type-names',
      'init.malformed-handler',
      'init.unknown-handler',
    ],
  ],
  [
    'context.given-to-handler',
    ['context', 'deadline', 'trace'],
    [
      'context.client-context',
      'context.cognito-identity',
      'context.function-facts-from-environment',
      'deadline.epoch-milliseconds',
      'trace.on-context',
    ],
  ],
  [
    'error.loop-continues',
    ['error.loop-continues', 'shutdown.stays-while-healthy', 'http.interim-replies', 'loop.no-residue'],
    ['http.interim-replies', 'loop.no-residue', 'shutdown.stays-while-healthy'],
  ],
] as const;

test.each(plainFaults)('%s is the only deviation', { timeout: 120_000 }, async (name, areas, pointing) => {
  const mutant = mutants.find((one) => nameOf(one) === name);
  if (mutant === undefined) throw new Error(`no mutant ${name}`);
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-controls-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const bootstrap = await buildVariant({ ...mutant, name }, folder);

  const only = areas.flatMap((area) => ['--only', area]);
  const { run } = await judgeWithCommand(['--probe', '--seed', '1', ...only, bootstrap]);

  expect(run?.deviations.map(({ requirement }) => requirement)).toEqual([mutant.requirement]);
  const unjudged = run?.requirements.filter(({ reason }) => reason?.includes(`see ${mutant.requirement}`));
  expect(unjudged?.map(({ id }) => id).toSorted()).toEqual(pointing);
});
