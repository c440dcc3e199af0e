/** The composition root: passes suites and renderers to the harness. Only this file and `main.ts` touch the process. */
import { join } from 'node:path';
import { lambdaspec } from './harness/cli/cli.ts';
import type { CommandContext } from './harness/cli/io/context.ts';
import { askOn } from './harness/cli/io/prompt.ts';
import {
  comparisonRenderers,
  renderProgress,
  renderShown,
  renderTerminal,
  renderers,
} from './reports/index.ts';
import { requirements } from './suites/requirements/index.ts';
import { wireRules } from './suites/wire-rules/index.ts';

// A reader that closes the pipe early, such as `head`, is not an error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const here = import.meta.dirname;
const compiled = import.meta.filename.endsWith('.js');

const surroundings: Omit<CommandContext, 'signal' | 'quit'> = {
  catalogue: requirements,
  wireRules,
  suites: {
    root: join(here, 'suites'),
    file: join(here, 'suites', compiled ? 'all.suite.js' : 'all.suite.ts'),
  },
  renderers: {
    files: renderers,
    byDefault: ['terminal', 'json', 'html', 'junit'],
    comparisons: comparisonRenderers,
    terminal: renderTerminal,
    show: renderShown,
    progress: renderProgress,
  },
  // The probe functions are not compiled; the compiled program finds them beside `dist/`.
  probeFolder: join(here, compiled ? '..' : '.', 'suites', 'probe'),
  reference: [
    process.execPath,
    join(here, ...(compiled ? ['reference-runtime', 'main.js'] : ['dist', 'reference-runtime', 'main.js'])),
  ],
  stdout: process.stdout,
  stderr: process.stderr,
  ask: process.stdin.isTTY && process.stderr.isTTY ? askOn(process.stdin, process.stderr) : undefined,
  environment: process.env,
  workingDirectory: process.cwd(),
};

/** Runs the command named by the arguments of the process. */
export async function command(signal: AbortSignal): Promise<number> {
  // The handlers of `main.ts` hear one signal, so this one has its default effect.
  const quit = (): void => void process.kill(process.pid, String(signal.reason));
  return lambdaspec(process.argv.slice(2), { ...surroundings, signal, quit });
}
