/** The configuration of a run, made once from options that have passed their schemas. */
import { accessSync, constants, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { nearby } from '../../base/did-you-mean.ts';
import { displayQuote } from '../../base/display-quote.ts';
import { HarnessError } from '../../base/errors.ts';
import type { JudgeConfig } from '../../judge/options.ts';
import type { ParsedArguments } from './parse-arguments.ts';
import type { Target } from '../../run/target.ts';
import type { Level } from '../../run/requirement.ts';
import type { Pace, Shard } from '../../run/run.ts';
import { commandTable } from './command-table.ts';
import { exclusiveOptions, optionDefaults, type OptionKey, type Options } from './option-table.ts';
import { profilesOf } from './option-words.ts';
import { isGiven } from './option-value.ts';

/** A report to make of a run. */
export interface ReportRequest {
  readonly format: string;
  /** Where to write it; by default the format's file name in the report folder. */
  readonly path?: string;
}

/** The configuration of a run. */
export interface Config extends JudgeConfig {
  /** The options with defaults. */
  readonly options: Settled;
  /** The weakest level to judge. */
  readonly level: Level;
  readonly reports: readonly ReportRequest[];
  /** Absolute path of the report folder. */
  readonly out: string;
}

/** Options with all defaults that do not depend on the bootstrap. */
type Settled = Options & typeof optionDefaults & Required<Pick<Options, 'jobs' | 'seed' | 'runs' | 'report'>>;

/** The defaults that only the composition root knows. */
export interface ConfigDefaults {
  /** The reports made by default. */
  readonly reports: readonly string[];
  /** Folder of the bundled probe functions. */
  readonly probeFolder: string;
  readonly workingDirectory: string;
}

const casesOf: Readonly<Record<Pace, number>> = { quick: 3, normal: 30, slow: 100 };

/** @throws {HarnessError} with one sentence about the first problem. */
export function configOf(args: ParsedArguments, defaults: ConfigDefaults): Config {
  for (const [one, other] of exclusiveOptions) {
    if (isGiven(args.settings.get(one)) && isGiven(args.settings.get(other)))
      throw usage(`${originOf(args, one)} and ${originOf(args, other)} exclude each other; choose one.`);
  }
  const pace = args.options.quick === true ? 'quick' : args.options.slow === true ? 'slow' : 'normal';
  const options: Settled = {
    ...optionDefaults,
    jobs: 4 * availableParallelism(),
    seed: Math.floor(Math.random() * 2 ** 31),
    runs: casesOf[pace],
    report: [...defaults.reports],
    ...args.options,
  };
  return {
    options,
    target: targetOf(args, options, defaults),
    commandShown: args.positionals,
    bundledProbe: options.probe === true,
    profiles: profilesOf(['core', ...(options.profile ?? [])]),
    level: levelOf(options.level),
    failOn: levelOf(options.failOn),
    reports: reportsOf(options.report),
    out: resolve(defaults.workingDirectory, options.out),
    outShown: options.out,
    jobs: options.jobs,
    seed: options.seed,
    runs: options.runs,
    pace,
    timeoutScale: options.timeoutScale,
    shard: shardOf(options.shard),
    requirementSet: options.requirements,
  };
}

function targetOf(
  args: ParsedArguments,
  { handler, taskRoot: root, probe, env = {} }: Settled,
  { probeFolder, workingDirectory }: ConfigDefaults,
): Target {
  const [bootstrap, ...rest] = args.positionals;
  if (bootstrap === undefined) {
    throw usage('No bootstrap given. Usage: lambdaspec [options] <bootstrap> [arguments…]; see --help.');
  }
  if (bootstrap === '') throw usage('The path of the bootstrap is empty; did a shell variable not expand?');
  const path = resolve(workingDirectory, bootstrap);
  checkFile(bootstrap, path);
  const taskRoot = probe === true ? probeFolder : resolve(workingDirectory, root ?? dirname(path));
  if (!isFolder(taskRoot))
    throw usage(`The task root ${taskRoot} (${originOf(args, 'taskRoot')}) is not a folder.`);
  return { command: [path, ...rest], handler, taskRoot, environment: env };
}

/** A missing file is a usage error; a file that cannot be executed is judged like any bootstrap. */
function checkFile(given: string, path: string): void {
  const notFound = (what: string): HarnessError =>
    new HarnessError(
      'BOOTSTRAP_NOT_FOUND',
      `The bootstrap ${displayQuote(given)} ${what}; ${adviceOn(given)}.`,
    );
  try {
    const found = statSync(path);
    if (!found.isFile()) throw notFound(found.isDirectory() ? 'is a folder' : 'is not a regular file');
    accessSync(path, constants.R_OK);
  } catch (reason) {
    if (reason instanceof HarnessError) throw reason;
    const denied = reason instanceof Error && 'code' in reason && reason.code === 'EACCES';
    throw notFound(denied ? 'cannot be read' : 'does not exist');
  }
}

/** A word without a slash may be a misspelt command. */
function adviceOn(given: string): string {
  const command = nearby(
    given,
    commandTable.map(({ name }) => name),
  );
  return command === undefined
    ? 'name the executable that Lambda would start'
    : `did you mean the command "${command}"? A bootstrap in this folder is ./${given}`;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Not there, or its name is too long.
    return false;
  }
}

/** Parses values of `--report`: `json`, or `json=out/run.json`. */
export function reportsOf(requests: readonly string[]): readonly ReportRequest[] {
  return requests.map((request) => {
    const [format = '', ...path] = request.split('=');
    return path.length === 0 ? { format } : { format, path: path.join('=') };
  });
}

function shardOf(given: string | undefined): Shard | undefined {
  const [index, count] = given?.split('/').map(Number) ?? [];
  return index === undefined || count === undefined ? undefined : { index, count };
}

function levelOf(word: Lowercase<Level>): Level {
  return ({ must: 'MUST', should: 'SHOULD', may: 'MAY' } as const)[word];
}

function originOf({ settings }: ParsedArguments, key: OptionKey): string {
  return settings.get(key)?.origin ?? 'default';
}

function usage(message: string): HarnessError {
  return new HarnessError('USAGE', message);
}
