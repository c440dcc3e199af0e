/** `lambdaspec [run] [options] <bootstrap>`: judges a bootstrap and writes the reports. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { ParsedArguments } from '../arguments.ts';
import { earlierExamples } from '../case.ts';
import { configOf, type Config } from '../config.ts';
import { exitCodes, HarnessError, toError } from '../errors.ts';
import { Progress } from '../progress.ts';
import { runLambdaspec, type StoredCase } from '../run.ts';
import type { Run } from '../run-model.ts';
import { select } from '../selection.ts';
import { toolVersion } from '../version.ts';
import type { Requirement } from '../verdict/requirement.ts';
import { usesColour, type CommandContext } from './context.ts';

export async function run(args: ParsedArguments, context: CommandContext): Promise<number> {
  const formats = ['terminal', ...Object.keys(context.documents.files)];
  const config = configOf(args, {
    formats,
    probeFolder: context.probeFolder,
    workingDirectory: context.workingDirectory,
  });
  const selected = select(context.catalogue, config).filter((id) => isAsked(config, context.catalogue[id]));
  const colour = usesColour(args, context, context.stderr);
  const progress = new Progress(context.stderr, (state) =>
    context.documents.progress(state, { colour, width: context.stderr.columns ?? 100 }),
  );
  progress.say(`lambdaspec ${toolVersion()}, seed ${config.seed}`);
  const { run: result, cases } = await runLambdaspec({
    config,
    catalogue: context.catalogue,
    suites: context.suites,
    selected,
    onSmoke: (smoke) =>
      progress.say(`${smoke.grade} function, cold start ${Math.round(smoke.coldStartMs)} ms`),
    onRecord: (record, { done, total }) => progress.update(record, done, total),
    signal: context.signal,
    earlier: await earlierExamples(join(config.out, 'cases')),
  }).finally(() => progress.end());

  const paths = await writeReports(result, config, context);
  if (config.reports.some(({ format }) => format !== 'terminal')) await writeCases(cases, config.out);
  if (config.reports.some((request) => request.format === 'terminal')) {
    context.stdout.write(
      context.documents.terminal(result, {
        colour: usesColour(args, context, context.stdout),
        width: context.stdout.columns ?? 110,
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

async function writeReports(result: Run, config: Config, context: CommandContext): Promise<string[]> {
  const written: string[] = [];
  for (const { format, path } of config.reports) {
    const document = context.documents.files[format];
    if (document === undefined) continue;
    const target =
      path === undefined ? join(config.out, document.fileName) : resolve(context.workingDirectory, path);
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
    written.push(relative(context.workingDirectory, target));
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
