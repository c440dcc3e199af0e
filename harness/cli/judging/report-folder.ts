/**
 * What a run writes, checked before anything is judged: a run takes minutes, and its reports must not replace files of the
 * user.
 */
import { access, constants, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { HarnessError, toError } from '../../base/errors.ts';
import { tryFolder } from '../../base/new-file.ts';
import { OwnedFolder } from '../../base/owned-folder.ts';
import type { CommandContext } from '../io/context.ts';
import type { Config, ReportRequest } from '../options/config.ts';
import type { Options } from '../options/option-table.ts';

/** Where `--failed` keeps the run before it. */
export const PREVIOUS_RUN = 'run.previous.json';

/** The folder of the cases in it, which each run replaces. */
export const CASES = 'cases';

/**
 * Checks that the reports of a run can be written and replace only files that lambdaspec wrote.
 *
 * @throws {HarnessError} REPORT_NOT_WRITTEN
 */
export async function checkReports(config: Config, context: CommandContext): Promise<void> {
  const { out, outShown, reports, target } = config;
  for (const { path } of reports) {
    if (path === undefined) continue;
    const resolved = resolve(context.workingDirectory, path);
    if (await isSame(resolved, target.command[0]))
      throw notWritten(`The report ${path} is the bootstrap, which would be replaced; name another file`);
    await checkNamed(resolved, path);
  }
  if (!writesCases(config)) return;
  await checkFolder(out, outShown, '--out');
  new OwnedFolder(out, outShown).check({ names: filesIn(config, context), whole: CASES });
}

/** Whether a run writes its cases into the report folder. */
export function writesCases({ reports }: Config): boolean {
  return reports.some(({ format }) => format !== 'terminal');
}

/** The names of the files that a run writes into the report folder, beside its folders. */
export function filesIn(
  { reports, options }: Pick<Config, 'reports'> & { readonly options: Pick<Options, 'failed'> },
  { renderers }: Pick<CommandContext, 'renderers'>,
): string[] {
  const nameOf = ({ format, path }: ReportRequest): string | undefined =>
    path === undefined ? renderers.files[format]?.fileName : undefined;
  return [
    ...reports.flatMap((request) => nameOf(request) ?? []),
    ...(options.failed === true ? [PREVIOUS_RUN] : []),
  ];
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

async function isSame(path: string, other: string): Promise<boolean> {
  const [one, two] = await Promise.all([path, other].map((each) => realpath(each).catch(() => undefined)));
  return one !== undefined && one === two;
}

async function checkFolder(folder: string, shown: string, option: string): Promise<void> {
  await tryFolder(folder).catch((reason: unknown) => {
    throw notWritten(
      `The report folder ${shown} cannot be written: ${toError(reason).message}; name another with ${option}`,
      reason,
    );
  });
}

function notWritten(what: string, cause?: unknown): HarnessError {
  return new HarnessError('REPORT_NOT_WRITTEN', `${what}.`, { cause });
}
