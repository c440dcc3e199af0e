import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import type { ReportRequest } from '../options/config.ts';
import { HarnessError, toError } from '../../base/errors.ts';
import type { RunResult, StoredCase } from '../../judge.ts';
import type { Run } from '../../run/run.ts';
import { usesColour, type CommandContext } from '../io/context.ts';
import type { Prepared } from './prepare.ts';

/** Writes and shows what a run found out. */
export async function publish(
  { run: found, cases }: RunResult,
  { args, config }: Prepared,
  context: CommandContext,
): Promise<void> {
  const documents = renderReports(found, config.reports, args, { ...context, out: config.out });
  await writeReports(documents);
  if (config.reports.some(({ format }) => format !== 'terminal')) await writeCases(cases, config.out);
  context.stdout.write(documents.terminal);
}

/** The documents of a run before anything is written: where one cannot be made, none is left behind as a verdict. */
export interface RenderedReports {
  readonly files: readonly { readonly target: string; readonly text: string }[];
  /** The paths of the files as they are seen from the working directory. */
  readonly paths: readonly string[];
  /** Empty where nobody asked for it. */
  readonly terminal: string;
}

export function renderReports(
  run: Run,
  requests: readonly ReportRequest[],
  args: ParsedArguments,
  context: CommandContext & { readonly out: string },
): RenderedReports {
  const { documents, workingDirectory, out } = context;
  const files = requests.flatMap(({ format, path }) => {
    const document = documents.files[format];
    if (document === undefined) return [];
    const target = path === undefined ? join(out, document.fileName) : resolve(workingDirectory, path);
    return [{ target, text: document.render(run) }];
  });
  const paths = files.map(({ target }) => relative(workingDirectory, target));
  const isShown = requests.some(({ format }) => format === 'terminal');
  return { files, paths, terminal: isShown ? terminalText(run, args, context, paths) : '' };
}

/** @throws {HarnessError} REPORT_NOT_WRITTEN */
export async function writeReports({ files }: RenderedReports): Promise<void> {
  for (const { target, text } of files) await writeDocument(target, text);
}

/** @throws {HarnessError} REPORT_NOT_WRITTEN */
export async function writeDocument(target: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  } catch (reason) {
    throw new HarnessError(
      'REPORT_NOT_WRITTEN',
      `The report ${target} could not be written: ${toError(reason).message}.`,
      { cause: reason },
    );
  }
}

/** Replaces the cases of the last run: what no longer deviates is gone. */
export async function writeCases(cases: readonly StoredCase[], folder: string): Promise<void> {
  await rm(join(folder, 'cases'), { recursive: true, force: true });
  for (const { path, content } of cases) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), `${JSON.stringify(content, undefined, 2)}\n`);
  }
}

function terminalText(
  run: Run,
  args: ParsedArguments,
  context: CommandContext,
  reportPaths: readonly string[],
): string {
  const { stdout, documents } = context;
  return documents.terminal(run, {
    colour: usesColour(args, context, stdout),
    width: stdout.columns ?? 110,
    verbose: args.flags.has('verbose'),
    reportPaths,
  });
}
