import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import type { Config, ReportRequest } from '../options/config.ts';
import { HarnessError, toError } from '../../base/errors.ts';
import type { RunResult } from '../../run/grade/cases.ts';
import type { Run } from '../../run/run.ts';
import { checkCaseFolder, replaceCases } from './case-folder.ts';
import { usesColour, type CommandContext } from '../io/context.ts';
import type { Prepared } from './prepare.ts';

/**
 * Checks the report folder before a run.
 *
 * @throws {HarnessError} REPORT_NOT_WRITTEN
 */
export async function checkReportFolder(config: Config): Promise<void> {
  if (writesCases(config)) await checkCaseFolder(config.out, config.outShown);
}

/** Writes the reports of a run and prints the terminal report. */
export async function publish(
  result: RunResult,
  { args, config }: Prepared,
  context: CommandContext,
): Promise<void> {
  const documents = renderReports(result.run, config.reports, args, { ...context, out: config.out });
  await writeReports(documents);
  if (writesCases(config)) await replaceCases(result.cases, config.out, config.outShown);
  context.stdout.write(documents.terminal);
}

function writesCases({ reports }: Config): boolean {
  return reports.some(({ format }) => format !== 'terminal');
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
    await mkdir(dirname(target), { recursive: true });
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
  const { stdout, renderers } = context;
  return renderers.terminal(run, {
    colour: usesColour(args, context, stdout),
    width: stdout.columns ?? 110,
    verbose: args.options.verbose === true,
    reportPaths,
  });
}
