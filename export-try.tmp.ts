import { buildVariant } from '/work/w-export/proof/variants/build.ts';
import { mutants } from '/work/w-export/proof/mutants/catalogue/index.ts';
import { nameOf, variantOf } from '/work/w-export/proof/mutants/catalogue/mutant.ts';
import { mkdtemp } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
for (const name of process.argv.slice(2)) {
  const mutant = mutants.find((one: any) => nameOf(one) === name);
  if (mutant === undefined) {
    console.log('no', name);
    continue;
  }
  const folder = await mkdtemp('/tmp/export-try-');
  const bootstrap = await buildVariant(variantOf(mutant), folder);
  const main = '/work/w-export/dist/main.js';
  const t0 = Date.now();
  const run = spawnSync(
    process.execPath,
    [
      main,
      '--probe',
      '--seed',
      '1',
      '--quick',
      '--only',
      mutant.requirement,
      '--out',
      folder + '/out',
      '--report',
      'json',
      bootstrap,
    ],
    { encoding: 'utf8', timeout: 200000 },
  );
  const { readdirSync } = await import('node:fs');
  let cases: string[] = [];
  try {
    cases = readdirSync(folder + '/out/cases');
  } catch {}
  if (cases.length === 0) {
    console.log(name, 'NO CASE', run.status, run.stderr.slice(-300));
    continue;
  }
  const t1 = Date.now();
  const re = spawnSync(
    process.execPath,
    [main, 'replay', folder + '/out/cases/' + cases[0], '--export', folder + '/export', '--', bootstrap],
    { encoding: 'utf8', timeout: 400000 },
  );
  const t2 = Date.now();
  console.log(
    name,
    folder,
    run.status,
    re.status,
    t1 - t0,
    t2 - t1,
    re.stdout.trim().split('\n').at(-1),
    re.stderr.slice(0, 500),
  );
}
