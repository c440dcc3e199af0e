/** The composition root: passes suites and renderers to the harness. Only this file and `main.ts` touch the process. */
import { join } from 'node:path';
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

const here = import.meta.dirname;
const compiled = import.meta.filename.endsWith('.js');

const surroundings: Omit<Surroundings, 'signal' | 'hearSignals'> = {
  catalogue: requirements,
  sets: requirementSets,
  wireRules,
  suites: {
    root: join(here, 'suites'),
    file: join(here, 'suites', compiled ? 'all.suite.js' : 'all.suite.ts'),
  },
  renderers: commandRenderers,
  // The probe functions are not compiled; the compiled program finds them beside `dist/`.
  probeFolder: join(here, compiled ? '..' : '.', 'suites', 'probe'),
  reference: [
    process.execPath,
    join(here, ...(compiled ? ['reference-runtime', 'main.js'] : ['dist', 'reference-runtime', 'main.js'])),
  ],
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
