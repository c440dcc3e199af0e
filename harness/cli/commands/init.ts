/** `lambdaspec init`: writes a probe function, a config file and a workflow. Never overwrites a file. */
import { forLine } from '../../base/escape.ts';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { createFile } from '../../base/new-file.ts';
import { commandLine } from '../../base/shell-words.ts';
import { defaultConfigFile } from '../options/config-file.ts';
import { exitCodes, HarnessError, toError } from '../../base/errors.ts';
import { choose, type Choices } from '../init/choices.ts';
import { probeFolder, templateOf } from '../init/languages.ts';
import { buildCommand, plan, type PlannedFile } from '../init/plan.ts';
import type { CommandContext } from '../io/context.ts';

/** The part of the context that `init` uses. */
export type InitContext = Pick<
  CommandContext,
  'ask' | 'stdout' | 'stderr' | 'workingDirectory' | 'probeFolder'
>;

export async function init(args: ParsedArguments, context: InitContext): Promise<number> {
  const choices = await choose(args, context);
  const files = plan(choices, context.probeFolder);
  const width = Math.max(...files.map(({ path }) => path.length)) + 2;
  const kept: string[] = [];
  for (const file of files) {
    const isNew = await write(file, context.workingDirectory);
    if (!isNew) kept.push(file.path);
    const row = isNew ? `wrote  ${file.path.padEnd(width)}${file.what}` : keptRow(file, width);
    context.stdout.line(row);
  }
  if (choices.assumed.length > 0) {
    context.stdout.write('\n');
    context.stdout.line(`assumed ${choices.assumed.join(', ')}; pass these options to choose otherwise`);
  }
  const steps = await nextSteps(choices, kept.includes(defaultConfigFile), context.workingDirectory);
  context.stdout.write(`\nnext:\n${steps.map((step) => `  ${forLine(step)}\n`).join('')}`);
  return exitCodes.conforms;
}

function keptRow({ path }: PlannedFile, width: number): string {
  return `kept   ${path.padEnd(width)}already exists`;
}

/** Returns false if the file exists. */
async function write({ path, content, executable }: PlannedFile, folder: string): Promise<boolean> {
  const target = resolve(folder, path);
  try {
    await createFile(target, content, executable ? 0o777 : 0o666);
    return true;
  } catch (reason) {
    const error = toError(reason);
    if ('code' in error && error.code === 'EEXIST' && (await isFile(target))) return false;
    throw new HarnessError('FILE_NOT_WRITTEN', `${path} could not be written: ${error.message}.`, {
      cause: reason,
    });
  }
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true;
}

/** One command that builds and judges; with all options if an existing config file was kept, since it may differ. */
async function nextSteps(choices: Choices, configKept: boolean, folder: string): Promise<string[]> {
  const { bootstrap } = choices;
  const { handler } = templateOf(choices);
  const build = buildCommand(choices);
  const there = build !== undefined || (await isFile(resolve(folder, bootstrap[0])));
  const byName = handler === undefined ? [] : ['--handler', handler, '--task-root', `./${probeFolder}`];
  const explicit = configKept ? [...byName, '--', ...bootstrap] : [];
  const judging = commandLine(['npx', 'lambdaspec', '--quick', ...explicit]);
  return [
    ...(there ? [] : [`# put your bootstrap where the config file expects it: ${bootstrap[0]}`]),
    build === undefined ? judging : `${build} && ${judging}`,
  ];
}
