import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { ParsedArguments } from '../arguments.ts';
import type { ReportRequest } from '../config.ts';
import { HarnessError, toError } from '../errors.ts';
import type { RunResult, StoredCase } from '../run.ts';
import type { Run } from '../run-model.ts';
import { usesColour, type CommandContext } from './context.ts';
import type { Prepared } from './prepare.ts';

/** Writes and shows what a run found out. */
export async function publish(
  { run: found, cases }: RunResult,
  { args, config }: Prepared,
  context: CommandContext,
): Promise<void> {
  const paths = await writeReports(found, config.reports, { ...context, out: config.out });
  if (config.reports.some(({ format }) => format !== 'terminal')) await writeCases(cases, config.out);
  if (config.reports.some(({ format }) => format === 'terminal')) showRun(found, args, context, paths);
}

/** Writes the documents that are files; returns their paths as they are seen from the working directory. */
export async function writeReports(
  run: Run,
  requests: readonly ReportRequest[],
  { documents, workingDirectory, out }: CommandContext & { readonly out: string },
): Promise<string[]> {
  const written: string[] = [];
  for (const { format, path } of requests) {
    const document = documents.files[format];
    if (document === undefined) continue;
    const target = path === undefined ? join(out, document.fileName) : resolve(workingDirectory, path);
    await writeDocument(target, document.render(run));
    written.push(relative(workingDirectory, target));
  }
  return written;
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

/** The terminal document, on stdout. */
export function showRun(
  run: Run,
  args: ParsedArguments,
  context: CommandContext,
  reportPaths: readonly string[],
): void {
  const { stdout, documents } = context;
  stdout.write(
    documents.terminal(run, {
      colour: usesColour(args, context, stdout),
      width: stdout.columns ?? 110,
      verbose: args.flags.has('verbose'),
      reportPaths,
    }),
  );
}
