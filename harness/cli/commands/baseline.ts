/** `lambdaspec baseline [--update] <bootstrap>`: checks the baseline against a run, or updates it. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { readBaselineText, updateBaseline, type BaselineUpdate } from '../../run/baseline-file.ts';
import { forLine } from '../../base/escape.ts';
import { exitCodes } from '../../base/errors.ts';
import { failsRun } from '../../run/severity.ts';
import type { Catalogue } from '../../run/requirement.ts';
import type { CommandContext } from '../io/context.ts';
import { judge } from '../judging/judge.ts';
import { completed, prepare, type Prepared } from '../judging/prepare.ts';
import { writeDocument } from '../judging/write-reports.ts';

const defaultFile = 'lambdaspec.baseline.yaml';

/** Judges the bootstrap; returns 4 when the file is out of date without `--update`, or needs manual changes. */
export async function baseline(given: ParsedArguments, context: CommandContext): Promise<number> {
  const args = completed(given, context);
  const { baseline: file = defaultFile, ...options } = args.options;
  const shown = forLine(file);
  const path = resolve(context.workingDirectory, file);
  const before = textOf(path, file);
  // All deviations are to be recorded, so no `--bail`.
  const whole = { ...options, bail: false, ...(before === '' ? {} : { baseline: file }) };
  const prepared = await prepare({ ...args, options: whole }, context);
  const { run } = await judge(prepared, context);
  if (run.target.grade === null || !run.complete) {
    context.stderr.line(`lambdaspec: nothing recorded. ${run.reason ?? 'The run was interrupted.'}`);
    return exitCodes.inconclusive;
  }
  const change = changeOf(run, prepared, context.catalogue, options.reason);
  const rows = [
    ...change.add.map((id) => `  + ${forLine(id)}\n`),
    ...change.remove.map((line) => `  - line ${line}\n`),
  ].join('');
  const rest = (run.baseline?.problems ?? [])
    .filter(({ kind }) => kind !== 'stale')
    .map(({ line, message }) => `${shown}:${line}: ${forLine(message)}\n`)
    .join('');
  if (rows === '') context.stdout.write(rest === '' ? `${upToDate(before, shown)}\n` : rest);
  else if (options.update !== true) {
    const state = before === '' ? 'does not exist' : 'is out of date';
    context.stdout.write(`${shown} ${state}; --update would write:\n${rows}${rest}`);
    return exitCodes.baseline;
  } else {
    await writeDocument(path, updateBaseline(before, file, change));
    context.stdout.write(`${shown} updated:\n${rows}${rest}`);
  }
  return rest === '' ? exitCodes.conforms : exitCodes.baseline;
}

function upToDate(before: string, shown: string): string {
  return before === ''
    ? `There is no ${shown}, and none is needed: no deviation fails the run.`
    : `${shown} is up to date.`;
}

/** Empty if there is no file yet. */
function textOf(path: string, shown: string): string {
  return existsSync(path) ? readBaselineText(path, shown) : '';
}

function changeOf(
  run: Awaited<ReturnType<typeof judge>>['run'],
  { config }: Prepared,
  catalogue: Catalogue,
  reason: string | undefined,
): BaselineUpdate {
  const failing = run.requirements
    .filter((result) => result.verdict === 'deviates' && failsRun(result, config.failOn))
    .map(({ id }) => id);
  const unexpected = run.deviations.filter(
    ({ requirement, expectedBecause }) => failing.includes(requirement) && expectedBecause === null,
  );
  const stale = (run.baseline?.problems ?? []).filter(({ kind }) => kind === 'stale');
  return {
    add: unexpected.map(({ requirement, code }) =>
      Object.keys(catalogue[requirement]?.deviations ?? {}).length > 1
        ? `${requirement}/${code}`
        : requirement,
    ),
    remove: stale.map(({ line }) => line),
    reason: reason ?? `Recorded on ${run.startedAt.slice(0, 10)}; replace this with the reason.`,
  };
}
