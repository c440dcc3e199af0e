/**
 * What a run writes, checked before anything is judged: a run takes minutes, and its reports must not replace files of the
 * user.
 */
import { randomUUID } from 'node:crypto';
import { access, constants, lstat, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { HarnessError, toError } from '../../base/errors.ts';
import { fileHead } from '../../base/file-head.ts';
import { makeFolder } from '../../base/make-folder.ts';
import type { CommandContext } from '../io/context.ts';
import type { Config, ReportRequest } from '../options/config.ts';
import { checkCaseFolder } from './case-folder.ts';

/** Where `--failed` keeps the run before it. */
export const PREVIOUS_RUN = 'run.previous.json';

/** The begin of a report in which it names lambdaspec. */
const HEAD_BYTES = 64 * 1024;

/**
 * Checks that the reports of a run can be written and replace only files that lambdaspec wrote.
 *
 * @throws {HarnessError} REPORT_NOT_WRITTEN
 */
export async function checkReports(config: Config, context: CommandContext): Promise<void> {
  const { out, outShown, reports } = config;
  for (const { path } of reports) {
    if (path !== undefined) await checkNamed(resolve(context.workingDirectory, path), path);
  }
  if (!writesCases(config)) return;
  await checkFolder(out, outShown, '--out');
  await checkOwn(filesIn(config, context).map((name) => join(out, name)));
  await checkCaseFolder(out, outShown);
}

/** Whether a run writes its cases into the report folder. */
export function writesCases({ reports }: Config): boolean {
  return reports.some(({ format }) => format !== 'terminal');
}

/** The names of the files that a run writes into the report folder, beside its folders. */
export function filesIn(
  { reports, options }: Pick<Config, 'reports' | 'options'>,
  { renderers }: Pick<CommandContext, 'renderers'>,
): string[] {
  const nameOf = ({ format, path }: ReportRequest): string | undefined =>
    path === undefined ? renderers.files[format]?.fileName : undefined;
  return [
    ...reports.flatMap((request) => nameOf(request) ?? []),
    ...(options.failed === true ? [PREVIOUS_RUN] : []),
  ];
}

/**
 * Checks that files, if they exist, were written by lambdaspec. A link is replaced, and its target stays.
 *
 * @throws {HarnessError} REPORT_NOT_WRITTEN
 */
export async function checkOwn(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const found = await lstat(file).catch(() => undefined);
    if (found === undefined || found.isSymbolicLink() || found.size === 0) continue;
    const head = found.isFile() ? fileHead(file, HEAD_BYTES) : undefined;
    if (head?.includes('lambdaspec') === true) continue;
    throw notWritten(
      `${file} was not written by lambdaspec and would be replaced; choose another folder with --out`,
    );
  }
}

/** A path that the user gave to a report; it may be a device. */
async function checkNamed(path: string, shown: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) throw notWritten(`The report ${shown} is a folder; name a file`);
  if (found === undefined) return checkFolder(dirname(path), dirname(shown), '--report');
  await access(path, constants.W_OK).catch((reason: unknown) => {
    throw notWritten(`The report ${shown} cannot be written: ${toError(reason).message}`, reason);
  });
}

/** Makes the folder and a file in it, and leaves nothing behind. */
async function checkFolder(folder: string, shown: string, option: string): Promise<void> {
  const draft = join(folder, `.lambdaspec-${randomUUID()}`);
  let made: readonly string[] = [];
  try {
    made = await makeFolder(folder);
    await writeFile(draft, 'x', { flag: 'wx' });
  } catch (reason) {
    throw notWritten(
      `The report folder ${shown} cannot be written: ${toError(reason).message}; name another with ${option}`,
      reason,
    );
  } finally {
    await rm(draft, { force: true }).catch(() => {});
    for (const path of made.toReversed()) await rmdir(path).catch(() => {});
  }
}

/** Whether a file in the watched folder is a file that a run writes while it works. */
export function isDraft(path: string): boolean {
  return basename(path).startsWith('.lambdaspec-');
}

function notWritten(what: string, cause?: unknown): HarnessError {
  return new HarnessError('REPORT_NOT_WRITTEN', `${what}.`, { cause });
}
