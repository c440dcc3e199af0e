import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import type { Config, ReportRequest } from '../options/config.ts';
import { HarnessError, toError } from '../../base/errors.ts';
import type { RunResult } from '../../run/grade/cases.ts';
import type { Run } from '../../run/run.ts';
import { makeFolder } from '../../base/make-folder.ts';
import { replaceCases } from './case-folder.ts';
import { checkOwn, PREVIOUS_RUN, writesCases } from './report-folder.ts';
import type { CommandContext } from '../io/context.ts';
import { textOptions } from '../io/text-options.ts';
import type { Prepared } from './prepare.ts';

/**
 * Writes the reports of a run and prints the terminal report. If a file cannot be written, the terminal report is what is
 * left of the run, so it is printed even if it was not requested.
 *
 * @throws {HarnessError} REPORT_NOT_WRITTEN
 */
export async function publish(
  result: RunResult,
  { args, config }: Prepared,
  context: CommandContext,
): Promise<void> {
  const { out, outShown } = config;
  const documents = renderReports(result.run, config.reports, args, { ...context, out });
  try {
    if (config.options.failed === true) await keepPrevious(documents, config, context);
    await writeReports(documents);
    if (writesCases(config)) await replaceCases(result.cases, out, outShown);
  } catch (reason) {
    context.stdout.write(terminalText(result.run, args, context, []));
    throw reason;
  }
  context.stdout.write(documents.terminal);
}

/** Keeps the run before `--failed`, to compare with. */
async function keepPrevious(
  { files }: RenderedReports,
  { out, outShown }: Config,
  { stderr }: CommandContext,
): Promise<void> {
  const last = join(out, 'run.json');
  if (!files.some(({ target }) => target === last) || !existsSync(last)) return;
  const kept = join(out, PREVIOUS_RUN);
  await checkOwn([kept]);
  const text = await readFile(last, 'utf8');
  await written(kept, () => replaceFile(kept, text));
  stderr.line(`the run before is kept in ${join(outShown, PREVIOUS_RUN)}`);
}

/** The documents of a run, all rendered before any is written, so that a failing one leaves no file behind. */
export interface RenderedReports {
  readonly files: readonly ReportFile[];
  /** The paths of the files, relative to the working directory. */
  readonly paths: readonly string[];
  /** Empty unless requested. */
  readonly terminal: string;
}

interface ReportFile {
  readonly target: string;
  readonly text: string;
  /** Whether the user named this file. */
  readonly named: boolean;
}

export function renderReports(
  run: Run,
  requests: readonly ReportRequest[],
  args: ParsedArguments,
  context: CommandContext & { readonly out: string },
): RenderedReports {
  const { renderers, workingDirectory, out } = context;
  const files = requests.flatMap(({ format, path }) => {
    const document = renderers.files[format];
    if (document === undefined) return [];
    const target = path === undefined ? join(out, document.fileName) : resolve(workingDirectory, path);
    return [{ target, text: document.render(run), named: path !== undefined }];
  });
  const paths = files.map(({ target }) => relative(workingDirectory, target));
  const isShown = requests.some(({ format }) => format === 'terminal');
  return { files, paths, terminal: isShown ? terminalText(run, args, context, paths) : '' };
}

/** @throws {HarnessError} REPORT_NOT_WRITTEN */
export async function writeReports({ files }: RenderedReports): Promise<void> {
  await checkOwn(files.filter(({ named }) => !named).map(({ target }) => target));
  for (const { target, text, named } of files) {
    // A path given by the user may be a device or a symlink, such as /dev/stdout.
    await (named ? writeDocument(target, text) : written(target, () => replaceFile(target, text)));
  }
}

/** @throws {HarnessError} REPORT_NOT_WRITTEN */
export async function writeDocument(target: string, text: string): Promise<void> {
  await written(target, () => writeFile(target, text));
}

/** Writes a file atomically; a symlink of that name is replaced, its target is not changed. */
async function replaceFile(target: string, text: string): Promise<void> {
  const draft = join(dirname(target), `.lambdaspec-${randomUUID()}`);
  try {
    await writeFile(draft, text, { flag: 'wx' });
    await rename(draft, target);
  } finally {
    await rm(draft, { force: true });
  }
}

async function written(target: string, write: () => Promise<void>): Promise<void> {
  try {
    await makeFolder(dirname(target));
    await write();
  } catch (reason) {
    throw new HarnessError(
      'REPORT_NOT_WRITTEN',
      `The report ${target} could not be written: ${toError(reason).message}.`,
      { cause: reason },
    );
  }
}

function terminalText(
  run: Run,
  args: ParsedArguments,
  context: CommandContext,
  reportPaths: readonly string[],
): string {
  return context.renderers.terminal(run, { ...textOptions(args, context), reportPaths });
}
