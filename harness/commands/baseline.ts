/** `lambdaspec baseline [--update] <bootstrap>`: says what the baseline lacks, or writes it. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ParsedArguments } from '../arguments.ts';
import { updateBaseline, type BaselineUpdate } from '../baseline-file.ts';
import { exitCodes, HarnessError } from '../errors.ts';
import { failsRun } from '../verdict/grade.ts';
import type { CommandContext } from './context.ts';
import { judge } from './judge.ts';
import { prepare, type Prepared } from './prepare.ts';
import { writeDocument } from './reports.ts';

const defaultFile = 'lambdaspec.baseline.yaml';

/** Judges the bootstrap; returns 4 when the file is out of date and was not to be written. */
export async function baseline(args: ParsedArguments, context: CommandContext): Promise<number> {
  const shown = args.values('baseline').at(-1) ?? defaultFile;
  const path = resolve(context.workingDirectory, shown);
  const before = await readFile(path, 'utf8').catch(() => '');
  const prepared = await prepare(before === '' ? args : withBaseline(args, shown), context);
  const { run } = await judge(prepared, context);
  if (run.verdict === 'inconclusive' && run.target.grade === null) {
    throw new HarnessError(
      'USAGE',
      `Nothing can be recorded: ${run.reason ?? 'the bootstrap could not be judged.'}`,
    );
  }
  const change = changeOf(run, prepared, args.values('reason').at(-1));
  if (change.add.length + change.remove.length === 0) {
    context.stdout.write(`${shown} is up to date.\n`);
    return exitCodes.conforms;
  }
  const rows = [
    ...change.add.map((id) => `  + ${id}\n`),
    ...change.remove.map((line) => `  - line ${line}\n`),
  ];
  if (!args.flags.has('update')) {
    context.stdout.write(`${shown} is out of date; --update would write:\n${rows.join('')}`);
    return exitCodes.baseline;
  }
  await writeDocument(path, updateBaseline(before, shown, change));
  context.stdout.write(`${shown} is written:\n${rows.join('')}`);
  return exitCodes.conforms;
}

function changeOf(
  run: Awaited<ReturnType<typeof judge>>['run'],
  { config }: Prepared,
  reason: string | undefined,
): BaselineUpdate {
  const unexpected = run.requirements.filter(
    (result) => result.verdict === 'deviates' && failsRun(result, config.failOn),
  );
  const stale = (run.baseline?.problems ?? []).filter(({ kind }) => kind === 'stale');
  return {
    add: unexpected.map(({ id }) => id),
    remove: stale.map(({ line }) => line),
    reason: reason ?? `Recorded on ${run.startedAt.slice(0, 10)}; say here why it is expected.`,
  };
}

function withBaseline(args: ParsedArguments, shown: string): ParsedArguments {
  return { ...args, values: (name) => (name === 'baseline' ? [shown] : args.values(name)) };
}
