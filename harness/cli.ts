/** The command: (argv, catalogue, documents, streams) -> exit code. Touches neither `process.argv` nor the real streams. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArguments, type ParsedArguments } from './arguments.ts';
import { earlierExamples } from './case.ts';
import { configOf, type Config } from './config.ts';
import type { Documents } from './documents.ts';
import { exitCodes, HarnessError, toError } from './errors.ts';
import { explainText, listJson, listText } from './explain.ts';
import { helpText } from './options.ts';
import { Progress } from './progress.ts';
import { replay } from './replay.ts';
import { runLambdaspec, type StoredCase, type Suites } from './run.ts';
import type { Run } from './run-model.ts';
import { select } from './selection.ts';
import { toolVersion } from './version.ts';
import type { Requirement } from './verdict/requirement.ts';
import type { WireRule } from './verdict/wire-rule.ts';
import { listTests } from './vitest/engine.ts';

export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface CliOptions {
  readonly catalogue: Readonly<Record<string, Requirement>>;
  readonly wireRules: readonly WireRule[];
  readonly suites: Suites;
  readonly documents: Documents;
  readonly probeFolder: string;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly signal: AbortSignal;
}

/** Runs the command and returns its exit code; never throws. */
export async function lambdaspec(argv: readonly string[], options: CliOptions): Promise<number> {
  try {
    const args = parseArguments(argv);
    if (args.flags.has('help')) return print(options, helpText());
    if (args.flags.has('version')) return print(options, `${toolVersion()}\n`);
    switch (args.command) {
      case 'list':
        return await list(args, options);
      case 'explain':
        return await explain(args, options);
      case 'run':
        return await run(args, options);
      case 'replay':
        return await replay(args, { ...options, print: (text) => print(options, text) });
    }
  } catch (reason) {
    if (reason instanceof HarnessError) {
      options.stderr.write(`lambdaspec: ${reason.message} (${reason.code})\n`);
      return reason.exitCode;
    }
    const error = toError(reason);
    options.stderr.write(
      `lambdaspec: a fault of lambdaspec itself, not of the runtime:\n${error.stack ?? error.message}\n`,
    );
    return exitCodes.harness;
  }
}

async function run(args: ParsedArguments, options: CliOptions): Promise<number> {
  const formats = ['terminal', ...Object.keys(options.documents.files)];
  const config = configOf(args, {
    formats,
    probeFolder: options.probeFolder,
    workingDirectory: options.workingDirectory,
  });
  const selected = select(options.catalogue, config).filter((id) => isAsked(config, options.catalogue[id]));
  const colour = usesColour(args, options, options.stderr);
  const progress = new Progress(options.stderr, (state) =>
    options.documents.progress(state, { colour, width: options.stderr.columns ?? 100 }),
  );
  progress.say(`lambdaspec ${toolVersion()}, seed ${config.seed}`);
  const { run: result, cases } = await runLambdaspec({
    config,
    catalogue: options.catalogue,
    suites: options.suites,
    selected,
    onSmoke: (smoke) =>
      progress.say(`${smoke.grade} function, cold start ${Math.round(smoke.coldStartMs)} ms`),
    onRecord: (record, { done, total }) => progress.update(record, done, total),
    signal: options.signal,
    earlier: await earlierExamples(join(config.out, 'cases')),
  }).finally(() => progress.end());

  const paths = await writeReports(result, config, options);
  if (config.reports.some(({ format }) => format !== 'terminal')) await writeCases(cases, config.out);
  if (config.reports.some((request) => request.format === 'terminal')) {
    options.stdout.write(
      options.documents.terminal(result, {
        colour: usesColour(args, options, options.stdout),
        width: options.stdout.columns ?? 110,
        verbose: config.verbose,
        reportPaths: paths,
      }),
    );
  }
  return exitCodeOf(result);
}

/** What is judged unless `--only` says more: the declared profiles; in a quick run, what is no stress and no hygiene. */
function isAsked(config: Config, requirement: Requirement | undefined): boolean {
  if (requirement === undefined || config.only.length > 0) return requirement !== undefined;
  return config.profiles.includes(requirement.profile) && (config.pace !== 'quick' || requirement.tier <= 2);
}

async function list(args: ParsedArguments, options: CliOptions): Promise<number> {
  const profiles = args.values('profile');
  const ids = select(options.catalogue, {
    only: args.values('only'),
    skip: args.values('skip'),
    level: 'MAY',
  });
  const judged = args.flags.has('uncovered') ? await judgedIds(options) : new Set<string>();
  const shown = ids.filter(
    (id) =>
      !judged.has(id) && (profiles.length === 0 || profiles.includes(options.catalogue[id]?.profile ?? '')),
  );
  return print(
    options,
    args.flags.has('json') ? listJson(options.catalogue, shown) : listText(options.catalogue, shown),
  );
}

/** What a test, a property or a wire rule judges, and what is left unjudged on purpose. */
async function judgedIds(options: CliOptions): Promise<Set<string>> {
  const tests = await listTests({ suites: options.suites.file, root: options.suites.root });
  const excluded = Object.keys(options.catalogue).filter(
    (id) => options.catalogue[id]?.excluded !== undefined,
  );
  return new Set([
    ...excluded,
    ...tests.flatMap((test) => test.requirements),
    ...options.wireRules.map((rule) => rule.requirement),
  ]);
}

async function explain(args: ParsedArguments, options: CliOptions): Promise<number> {
  const [id] = args.operands;
  if (id === undefined)
    throw new HarnessError('USAGE', 'explain needs the id of a requirement; `lambdaspec list` prints them.');
  const tests = await listTests({ suites: options.suites.file, root: options.suites.root });
  const judges = [
    ...tests.filter((test) => test.requirements.includes(id)).map((test) => `test: ${test.title}`),
    ...(options.wireRules.some((rule) => rule.requirement === id)
      ? ['wire rule: on every trace of every test']
      : []),
  ];
  return print(options, explainText(options.catalogue, id, judges));
}

async function writeReports(result: Run, config: Config, options: CliOptions): Promise<string[]> {
  const written: string[] = [];
  for (const { format, path } of config.reports) {
    const document = options.documents.files[format];
    if (document === undefined) continue;
    const target =
      path === undefined ? join(config.out, document.fileName) : resolve(options.workingDirectory, path);
    try {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, document.render(result));
    } catch (reason) {
      throw new HarnessError(
        'REPORT_NOT_WRITTEN',
        `The report ${target} could not be written: ${toError(reason).message}.`,
        {
          cause: reason,
        },
      );
    }
    written.push(relative(options.workingDirectory, target));
  }
  return written;
}

/** Replaces the cases of the last run: what no longer deviates is gone. */
async function writeCases(cases: readonly StoredCase[], folder: string): Promise<void> {
  await rm(join(folder, 'cases'), { recursive: true, force: true });
  for (const { path, content } of cases) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), `${JSON.stringify(content, undefined, 2)}\n`);
  }
}

function exitCodeOf(result: Run): number {
  switch (result.verdict) {
    case 'conformant':
      return exitCodes.conforms;
    case 'deviates':
      return exitCodes.deviates;
    case 'inconclusive':
      return exitCodes.inconclusive;
  }
}

/** Colours on a terminal, unless `--no-color` or NO_COLOR says otherwise; FORCE_COLOR has them in pipes too. */
function usesColour(args: ParsedArguments, options: CliOptions, stream: OutputStream): boolean {
  const { NO_COLOR, FORCE_COLOR } = options.environment;
  if (args.flags.has('no-color') || (NO_COLOR !== undefined && NO_COLOR !== '')) return false;
  return stream.isTTY === true || (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0');
}

function print(options: CliOptions, text: string): number {
  options.stdout.write(text);
  return exitCodes.conforms;
}
