/** The configuration of a run: validated once, at the border. */
import { accessSync, constants, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { didYouMean } from '../../base/did-you-mean.ts';
import { HarnessError } from '../../base/errors.ts';
import type { JudgeConfig } from '../../judge.ts';
import type { ParsedArguments } from './parse-arguments.ts';
import type { Target } from '../../run/target.ts';
import type { Level, Profile } from '../../run/requirement.ts';
import type { Pace, Shard } from '../../run/run.ts';

export interface ReportRequest {
  readonly format: string;
  /** Where to write it; the format's own file name in the report folder if absent. */
  readonly path?: string;
}

export interface Config extends JudgeConfig {
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly level: Level;
  readonly reports: readonly ReportRequest[];
  readonly out: string;
  /** The file of expected deviations, as the user wrote it. */
  readonly baseline: string | undefined;
  /** End the run at the first deviation that fails it. */
  readonly bail: boolean;
}

/** What only the composition root knows. */
export interface ConfigSurroundings {
  readonly formats: readonly string[];
  /** Those made unless the user asks for others; all if absent. */
  readonly defaultFormats?: readonly string[];
  /** Folder of the bundled probe functions. */
  readonly probeFolder: string;
  readonly workingDirectory: string;
}

/** The capabilities that a runtime can declare. */
export const profiles: readonly Profile[] = [
  'core',
  'streaming',
  'managed-instances',
  'snapstart',
  'tenant-isolation',
  'invocation-id',
  'json-logging',
];
const levels: Readonly<Record<string, Level>> = { must: 'MUST', should: 'SHOULD', may: 'MAY' };
const casesOf: Readonly<Record<Pace, number>> = { quick: 3, normal: 30, slow: 100 };

/** @throws {HarnessError} with one sentence about the first thing that is wrong. */
export function configOf(args: ParsedArguments, surroundings: ConfigSurroundings): Config {
  const { flags, values } = args;
  const one = (name: Parameters<typeof values>[0]): string | undefined => values(name).at(-1);
  if (flags.has('quick') && flags.has('slow'))
    throw usage('--quick and --slow exclude each other; choose one.');
  const outShown = one('out') ?? 'lambdaspec-report';
  const pace: Pace = flags.has('quick') ? 'quick' : flags.has('slow') ? 'slow' : 'normal';
  return {
    target: targetOf(args, surroundings),
    commandShown: args.operands,
    bundledProbe: flags.has('probe'),
    profiles: profilesOf(values('profile')),
    only: values('only'),
    skip: values('skip'),
    level: levelOf('level', one('level') ?? 'may'),
    failOn: levelOf('fail-on', one('fail-on') ?? 'must'),
    reports: reportsOf(values('report'), surroundings),
    out: resolve(surroundings.workingDirectory, outShown),
    outShown,
    jobs: wholeNumber('jobs', one('jobs'), 1, 256) ?? 4 * availableParallelism(),
    seed: wholeNumber('seed', one('seed'), 0, 2 ** 31 - 1) ?? Math.floor(Math.random() * 2 ** 31),
    runs: wholeNumber('runs', one('runs'), 1, 100_000) ?? casesOf[pace],
    pace,
    timeoutScale: scaleOf(one('timeout-scale')),
    baseline: one('baseline'),
    shard: shardOf(one('shard')),
    bail: flags.has('bail'),
  };
}

function targetOf(args: ParsedArguments, { probeFolder, workingDirectory }: ConfigSurroundings): Target {
  const [bootstrap, ...rest] = args.operands;
  if (bootstrap === undefined) {
    throw usage('No bootstrap was named. Usage: lambdaspec [options] <bootstrap> [arguments…]; see --help.');
  }
  if (bootstrap === '') throw usage('The path of the bootstrap is empty; did a shell variable not expand?');
  const path = resolve(workingDirectory, bootstrap);
  checkFile(bootstrap, path);
  const root = args.values('task-root').at(-1);
  if (root !== undefined && args.flags.has('probe'))
    throw usage('--probe and --task-root exclude each other; choose one.');
  const taskRoot = args.flags.has('probe') ? probeFolder : resolve(workingDirectory, root ?? dirname(path));
  if (!isFolder(taskRoot)) throw usage(`--task-root names no folder: ${taskRoot}.`);
  return {
    command: [path, ...rest],
    handler: args.values('handler').at(-1) ?? 'probe.handler',
    taskRoot,
    environment: environmentOf(args.values('env')),
  };
}

/** A path that leads nowhere is the user's mistake; a file that cannot be run is a verdict about the bootstrap. */
function checkFile(given: string, path: string): void {
  const notFound = (what: string): HarnessError =>
    new HarnessError(
      'BOOTSTRAP_NOT_FOUND',
      `The bootstrap "${given}" ${what}; name the executable that Lambda would start.`,
    );
  try {
    if (statSync(path).isDirectory()) throw notFound('is a folder');
    accessSync(path, constants.R_OK);
  } catch (reason) {
    if (reason instanceof HarnessError) throw reason;
    const denied = reason instanceof Error && 'code' in reason && reason.code === 'EACCES';
    throw notFound(denied ? 'cannot be read' : 'does not exist');
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function environmentOf(assignments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const match = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(assignment);
      if (match === null) throw usage(`--env expects NAME=value, not "${assignment}".`);
      return [match[1] ?? '', match[2] ?? ''];
    }),
  );
}

function profilesOf(given: readonly string[]): readonly Profile[] {
  const declared = given.flatMap((list) => list.split(',')).map((name) => name.trim());
  for (const name of declared) {
    if (!(profiles as readonly string[]).includes(name)) {
      throw usage(`--profile "${name}" is unknown; did you mean "${didYouMean(name, profiles)}"?`);
    }
  }
  return profiles.filter((profile) => profile === 'core' || declared.includes(profile));
}

export function reportsOf(
  given: readonly string[],
  { formats, defaultFormats = formats }: Pick<ConfigSurroundings, 'formats' | 'defaultFormats'>,
): readonly ReportRequest[] {
  if (given.length === 0) return defaultFormats.map((format) => ({ format }));
  return given.map((request) => {
    const [format = '', ...rest] = request.split('=');
    if (!formats.includes(format)) {
      throw usage(`--report "${format}" is unknown; the formats are ${formats.join(', ')}.`);
    }
    if (rest.length === 0) return { format };
    const path = rest.join('=');
    if (path === '') throw usage(`--report ${format}= names no file.`);
    return { format, path };
  });
}

function shardOf(given: string | undefined): Shard | undefined {
  if (given === undefined) return undefined;
  const [, index = 0, count = 0] = /^(\d{1,4})\/(\d{1,4})$/.exec(given)?.map(Number) ?? [];
  if (index < 1 || index > count) {
    throw usage(`--shard expects i/n with i from 1 to n, such as 1/4, not "${given}".`);
  }
  return { index, count };
}

function levelOf(option: string, given: string): Level {
  const level = levels[given.toLowerCase()];
  if (level === undefined) throw usage(`--${option} expects must, should or may, not "${given}".`);
  return level;
}

function wholeNumber(
  option: string,
  given: string | undefined,
  least: number,
  most: number,
): number | undefined {
  if (given === undefined) return undefined;
  const number = Number(given);
  if (!/^\d+$/.test(given) || number < least || number > most) {
    throw usage(`--${option} expects a whole number from ${least} to ${most}, not "${given}".`);
  }
  return number;
}

function scaleOf(given: string | undefined): number {
  if (given === undefined) return 1;
  const scale = Number(given);
  if (!/^\d+(\.\d+)?$/.test(given) || scale < 0.1 || scale > 100) {
    throw usage(`--timeout-scale expects a number from 0.1 to 100, not "${given}".`);
  }
  return scale;
}

function usage(message: string): HarnessError {
  return new HarnessError('USAGE', message);
}
