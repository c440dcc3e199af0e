import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import type { ReportRequest } from '../options/config.ts';
import { HarnessError, toError } from '../../base/errors.ts';
import { jsonDocument } from '../../base/escape.ts';
import { foreignText } from '../../base/foreign-file.ts';
import { writeNamed } from '../../base/new-file.ts';
import { OwnedFolder, type OwnFile } from '../../base/owned-folder.ts';
import type { RunResult, StoredCase } from '../../run/grade/cases.ts';
import type { Run } from '../../run/run.ts';
import { CASES, PREVIOUS_RUN, writesCases } from './report-folder.ts';
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
  { run, cases }: RunResult,
  { args, config }: Prepared,
  context: CommandContext,
): Promise<void> {
  const { out, outShown } = config;
  const documents = renderReports(run, config.reports, args, { ...context, out });
  try {
    const previous = config.options.failed === true ? previousRun(documents, out) : [];
    const files = [...previous, ...documents.files];
    const folder = new OwnedFolder(out, outShown);
    await writeReports({ ...documents, files }, folder, writesCases(config) ? cases : undefined);
    if (previous.length > 0) context.stderr.line(`the run before is kept in ${join(outShown, PREVIOUS_RUN)}`);
  } catch (reason) {
    context.stdout.write(terminalText(run, args, context, []));
    throw reason;
  }
  context.stdout.write(documents.terminal);
}

/** The run before `--failed`, to compare with. */
function previousRun({ files }: RenderedReports, out: string): readonly OwnFile[] {
  const last = join(out, 'run.json');
  if (!files.some(({ name }) => name === 'run.json') || !existsSync(last)) return [];
  try {
    return [{ name: PREVIOUS_RUN, text: foreignText(last) }];
  } catch (cause) {
    const { message } = toError(cause);
    throw new HarnessError('REPORT_NOT_WRITTEN', `The run before, ${last}, cannot be kept: ${message}.`, {
      cause,
    });
  }
}

/** The documents of a run, all rendered before any is written, so that a failing one leaves no file behind. */
export interface RenderedReports {
  /** Those in the report folder. */
  readonly files: readonly OwnFile[];
  /** Those that the user named. */
  readonly named: readonly { readonly target: string; readonly text: string }[];
  /** The paths of all, relative to the working directory. */
  readonly paths: readonly string[];
  /** Empty unless requested. */
  readonly terminal: string;
}

export function renderReports(
  run: Run,
  requests: readonly ReportRequest[],
  args: ParsedArguments,
  context: CommandContext & { readonly out: string },
): RenderedReports {
  const { renderers, workingDirectory, out } = context;
  const rendered = requests.flatMap(({ format, path }) => {
    const document = renderers.files[format];
    if (document === undefined) return [];
    const target = path === undefined ? join(out, document.fileName) : resolve(workingDirectory, path);
    return [{ name: document.fileName, target, text: document.render(run), named: path !== undefined }];
  });
  const paths = rendered.map(({ target }) => relative(workingDirectory, target));
  const isShown = requests.some(({ format }) => format === 'terminal');
  return {
    files: rendered.filter(({ named }) => !named).map(({ name, text }) => ({ name, text })),
    named: rendered.filter(({ named }) => named),
    paths,
    terminal: isShown ? terminalText(run, args, context, paths) : '',
  };
}

/**
 * @param cases Replace those in the folder; absent: these stay.
 * @throws {HarnessError} REPORT_NOT_WRITTEN
 */
export async function writeReports(
  { files, named }: Pick<RenderedReports, 'files' | 'named'>,
  folder: OwnedFolder,
  cases?: readonly StoredCase[],
): Promise<void> {
  const stored = (cases ?? []).map(({ path, content }) => ({
    name: path,
    text: jsonDocument(content),
  }));
  await folder.write([...files, ...stored], cases === undefined ? undefined : CASES);
  for (const { target, text } of named) await writeDocument(target, text);
}

/** @throws {HarnessError} REPORT_NOT_WRITTEN */
export async function writeDocument(target: string, text: string): Promise<void> {
  try {
    await writeNamed(target, text);
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
