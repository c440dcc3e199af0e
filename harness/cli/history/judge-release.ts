/** Builds a release and judges it, unless the cache knows the result. */
import { join } from 'node:path';
import { HarnessError } from '../../base/errors.ts';
import { replaceFile } from '../../base/new-file.ts';
import { ScratchFolder } from '../../base/scratch-folder.ts';
import type { Release } from '../../run/history/history.ts';
import type { JudgedRelease } from '../../run/history/spans.ts';
import type { Run } from '../../run/run.ts';
import type { CommandContext } from '../io/context.ts';
import { judge } from '../judging/judge.ts';
import { prepare } from '../judging/prepare.ts';
import { publish } from '../judging/write-reports.ts';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { runProgram } from '../io/run-program.ts';
import { filled, filledWords, type HistoryCommand } from './history-command.ts';
import type { ReleaseCache, ReleaseFolders } from './release-cache.ts';

/** A release with its run, and with its line in the reports. */
export interface KnownRelease extends JudgedRelease {
  readonly release: Release;
}

export interface HistoryJob {
  readonly command: HistoryCommand;
  /** Of a run, without the bootstrap. */
  readonly args: ParsedArguments;
  readonly cache: ReleaseCache;
}

/** The release from the cache, or built and judged. */
export async function judgeRelease(
  version: string,
  job: HistoryJob,
  context: CommandContext,
): Promise<KnownRelease> {
  const { cache } = job;
  const folders = cache.foldersOf(version);
  const kept = cache.runOf(version);
  if (kept !== undefined) {
    context.stderr.line(`${version}: known from an earlier command`);
    return judged(version, kept, folders);
  }
  await using folder = await ScratchFolder.at(folders.build);
  context.stderr.line(`${version}: building`);
  const problem = await built(version, job, folders, context);
  if (context.signal.aborted) return notReached(version);
  if (problem !== undefined) {
    folder.keep();
    return unjudged(version, 'not-built', problem);
  }
  // Awaited here: the folder goes when this function returns.
  return await judgeBuilt(version, job, folders, context);
}

/** A release that the command did not come to. */
export function notReached(version: string): KnownRelease {
  return { version, release: releaseOf(version, { outcome: 'not-reached' }) };
}

/** Runs the build; returns why it failed. */
async function built(
  version: string,
  { command }: HistoryJob,
  { build, log }: ReleaseFolders,
  { environment, signal, workingDirectory, stderr }: CommandContext,
): Promise<string | undefined> {
  const words = filledWords(command.build, version, build);
  const { output, problem } = await runProgram(words, { folder: workingDirectory, environment, signal });
  if (problem === undefined || signal.aborted) return undefined;
  await replaceFile(log, output);
  const sentence = `Its build ${problem}; the output is in ${log}.`;
  stderr.line(`${version}: ${sentence}`);
  return sentence;
}

async function judgeBuilt(
  version: string,
  { command, args }: HistoryJob,
  folders: ReleaseFolders,
  context: CommandContext,
): Promise<KnownRelease> {
  const { taskRoot, env } = args.options;
  const fill = (text: string): string => filled(text, version, folders.build);
  const options = {
    ...args.options,
    ...(taskRoot === undefined ? {} : { taskRoot: fill(taskRoot) }),
    ...(env === undefined
      ? {}
      : { env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)])) }),
    out: folders.results,
    report: ['json'],
  };
  const positionals = filledWords(command.bootstrap, version, folders.build);
  try {
    const prepared = await prepare({ ...args, options, positionals }, context);
    const result = await judge(prepared, context);
    const { run } = result;
    if (context.signal.aborted) return notReached(version);
    if (run.target.grade === null && run.deviations.length === 0)
      return unjudged(
        version,
        'not-judged',
        (run.reason ?? 'It could not be judged.').replaceAll(/\s+/g, ' '),
      );
    await publish(result, prepared, context);
    return judged(version, run, folders);
  } catch (reason) {
    if (!(reason instanceof HarnessError) || reason.code !== 'BOOTSTRAP_NOT_FOUND') throw reason;
    return unjudged(version, 'not-built', `Its build made no bootstrap. ${reason.message}`);
  }
}

function judged(version: string, run: Run, { results }: ReleaseFolders): KnownRelease {
  const deviating = run.requirements.filter(
    ({ verdict }) => verdict === 'deviates' || verdict === 'expected-deviation',
  );
  return {
    version,
    run,
    release: releaseOf(version, {
      outcome: 'judged',
      deviations: deviating.length,
      sha256: run.target.sha256,
      run: join(results, 'run.json'),
    }),
  };
}

function unjudged(version: string, outcome: 'not-built' | 'not-judged', reason: string): KnownRelease {
  return { version, release: releaseOf(version, { outcome, reason }) };
}

function releaseOf(version: string, more: Partial<Release> & Pick<Release, 'outcome'>): Release {
  return { version, reason: null, deviations: null, sha256: null, run: null, ...more };
}
