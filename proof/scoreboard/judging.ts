/** How an example is built and judged: which commands, in which folder. */
import { spawnSync } from 'node:child_process';
import { join, relative } from 'node:path';
import { pathOf } from '../../harness/base/testing/needs-tool.ts';
import { command, home } from '../support/places.ts';
import { BASELINE, type Example } from './examples.ts';

/** The commands that this machine lacks for an example. */
export function missingTools({ needs }: Pick<Example, 'needs'>): string[] {
  return needs.filter((tool) => pathOf(tool) === undefined);
}

/** One sentence about the missing commands. */
export function missingSentence({ debian }: Pick<Example, 'debian'>, missing: readonly string[]): string {
  const packages = debian.length === 0 ? '' : ` (Debian: apt-get install ${debian.join(' ')})`;
  return `This machine has no ${missing.join(', no ')}${packages}.`;
}

/** Runs its build script, which does nothing where it has run before. */
export function buildExample({ folder }: Example): number | null {
  return spawnSync(join(folder, 'build.sh'), { cwd: folder, stdio: ['ignore', 2, 2] }).status;
}

/** The arguments of lambdaspec; to be run in the folder of the example. */
export function judgeArguments(
  example: Pick<Example, 'arguments' | 'bootstrap' | 'hasBaseline' | 'profiles'>,
  options: readonly string[],
): string[] {
  const { bootstrap, hasBaseline, profiles } = example;
  return [
    '--profile',
    profiles.join(','),
    ...(hasBaseline ? ['--baseline', BASELINE] : []),
    ...example.arguments,
    ...options,
    bootstrap.startsWith('/') ? bootstrap : `./${bootstrap}`,
  ];
}

/** Judges an example with lambdaspec as it is built; its exit code. */
export function judgeExample(
  example: Example,
  options: readonly string[],
  output: 'shown' | 'quiet' = 'shown',
): number | null {
  return spawnSync(process.execPath, [command, ...judgeArguments(example, options)], {
    cwd: example.folder,
    stdio: output === 'shown' ? 'inherit' : ['ignore', 'ignore', 'inherit'],
  }).status;
}

/** Where its report goes. */
export function reportFolder({ name, folder }: Example): string {
  return relative(folder, join(home, 'lambdaspec-report', name));
}
