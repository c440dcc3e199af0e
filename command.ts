/** The composition root: passes suites and renderers to the harness. Only this file and `main.ts` touch the process. */
import { dirname } from 'node:path';
import { packageFile, packageModule } from './harness/base/package.ts';
import { exitCodes } from './harness/base/errors.ts';
import { lambdaspec } from './harness/cli/cli.ts';
import type { Surroundings } from './harness/cli/io/context.ts';
import { Interruption } from './harness/cli/io/interruption.ts';
import { OutputWriter } from './harness/cli/io/output-writer.ts';
import { askOn } from './harness/cli/io/prompt.ts';
import { commandRenderers } from './reports/command-renderers.ts';
import { requirements } from './suites/requirements/index.ts';
import { requirementSets } from './suites/requirements/sets/index.ts';
import { wireRules } from './suites/wire-rules/index.ts';

const stdout = new OutputWriter(process.stdout, { optional: false });
// Progress and messages: where they cannot be written, the exit code still tells.
const stderr = new OutputWriter(process.stderr, { optional: true });

const suites = packageModule('suites/all.suite.ts');

const surroundings: Omit<Surroundings, 'signal' | 'hearSignals'> = {
  catalogue: requirements,
  sets: requirementSets,
  wireRules,
  suites: {
    root: dirname(suites),
    file: suites,
    declared: packageModule('suites/all.ts'),
  },
  renderers: commandRenderers,
  probeFolder: packageFile('suites', 'probe'),
  reference: [process.execPath, packageFile('dist', 'reference-runtime', 'main.js')],
  stdout,
  stderr,
  ask: process.stdin.isTTY && process.stderr.isTTY ? askOn(process.stdin, process.stderr) : undefined,
  environment: process.env,
  workingDirectory: process.cwd(),
};

/** Runs the command named by the arguments of the process. */
export async function command(): Promise<number> {
  const interruption = new Interruption(process);
  const exitCode = await lambdaspec(process.argv.slice(2), {
    ...surroundings,
    signal: interruption.signal,
    hearSignals: () => interruption.hear(),
  });
  // An error has told its reason already.
  if (stdout.failure === undefined || exitCode >= exitCodes.usage) return exitCode;
  throw stdout.failure;
}
