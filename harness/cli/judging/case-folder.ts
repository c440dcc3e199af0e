/**
 * The folder of cases in a report folder. A run replaces the cases of the last run. The user may have a folder `cases` of
 * their own there (`--out .`), so only files that lambdaspec wrote are deleted.
 */
import { jsonDocument } from '../../base/escape.ts';
import { randomUUID } from 'node:crypto';
import { lstat, readdir, rename, rm, rmdir, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../base/make-folder.ts';
import { readCase } from '../../run/case.ts';
import type { StoredCase } from '../../run/grade/cases.ts';
import { HarnessError, toError } from '../../base/errors.ts';

/** The file names of cases. */
const NAME = /^d\d+-[\w.-]+\.json$/;

/**
 * Checks, before a run, that `cases` in the report folder holds only our cases or does not exist.
 *
 * @param shown The report folder as the user named it.
 * @throws {HarnessError} REPORT_NOT_WRITTEN
 */
export async function checkCaseFolder(folder: string, shown: string): Promise<void> {
  await ownFiles(folder, shown);
}

/**
 * Replaces the cases of the last run.
 *
 * @throws {HarnessError} REPORT_NOT_WRITTEN
 */
export async function replaceCases(
  cases: readonly StoredCase[],
  folder: string,
  shown: string,
): Promise<void> {
  // Checked again: minutes have passed since `checkCaseFolder`.
  const old = await ownFiles(folder, shown);
  const draft = join(folder, `.lambdaspec-${randomUUID()}`);
  try {
    for (const { path, content } of cases) {
      await makeFolder(dirname(join(draft, path)));
      await writeFile(join(draft, path), jsonDocument(content));
    }
    // Not recursively: if a file was added meanwhile, `rmdir` fails and the file stays.
    for (const file of old ?? []) await unlink(file);
    if (old !== undefined) await rmdir(join(folder, 'cases'));
    if (cases.length > 0) await rename(join(draft, 'cases'), join(folder, 'cases'));
  } catch (reason) {
    throw new HarnessError(
      'REPORT_NOT_WRITTEN',
      `The cases in ${join(shown, 'cases')} could not be written: ${toError(reason).message}.`,
      { cause: reason },
    );
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** The files in `cases`, all written by lambdaspec; undefined without such a folder. */
async function ownFiles(folder: string, shown: string): Promise<string[] | undefined> {
  const cases = join(folder, 'cases');
  const found = await lstat(cases).catch(() => undefined);
  if (found === undefined) return undefined;
  if (!found.isDirectory()) throw notOurs(`${join(shown, 'cases')} is not a folder`);
  const entries = await readdir(cases, { withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries) {
    const file = join(cases, entry.name);
    const isOurs = entry.isFile() && NAME.test(entry.name) && (await isCase(file));
    if (!isOurs) throw notOurs(`${join(shown, 'cases', entry.name)} was not written by lambdaspec`);
    files.push(file);
  }
  return files;
}

async function isCase(file: string): Promise<boolean> {
  return readCase(file).then(
    () => true,
    () => false,
  );
}

function notOurs(what: string): HarnessError {
  return new HarnessError(
    'REPORT_NOT_WRITTEN',
    `${what}, and each run replaces this folder; name another report folder with --out.`,
  );
}
