/**
 * A folder that may also hold files of the user, such as the report folder `.`. lambdaspec replaces and deletes there only what it
 * wrote: files that its manifest lists, and that have not changed since.
 */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { HarnessError, toError } from './errors.ts';
import { jsonDocument } from './escape.ts';
import { fileDigest, foreignText } from './foreign-file.ts';
import { parseJsonFile } from './json-file.ts';
import { makeFolder } from './make-folder.ts';
import { replaceFile } from './new-file.ts';

/** The list of what lambdaspec wrote. Not a hidden file: what archives a report would leave it out. */
export const MANIFEST = 'lambdaspec.manifest.json';

const ABOUT = 'The files that lambdaspec wrote here, with their SHA-256. It replaces no other file.';

const manifestSchema = z.strictObject({
  about: z.string(),
  // Two, while a file is replaced.
  files: z.record(z.string(), z.array(z.string())),
});

type Listed = z.infer<typeof manifestSchema>['files'];

/** A file to write; its name may have a folder before it. */
export interface OwnFile {
  readonly name: string;
  readonly text: string;
}

/** What a change of the folder is about. */
export interface OwnNames {
  readonly names: readonly string[];
  /** A folder in it that holds nothing else, and that is replaced as a whole. */
  readonly whole?: string;
}

export class OwnedFolder {
  readonly #path: string;
  readonly #shown: string;
  readonly #option: string;

  /**
   * @param shown The folder as the user named it.
   * @param option The option that names another.
   */
  constructor(path: string, shown: string, option = '--out') {
    this.#path = path;
    this.#shown = shown;
    this.#option = option;
  }

  /**
   * Checks that no file of the user would be replaced.
   *
   * @throws {HarnessError} REPORT_NOT_WRITTEN
   */
  check(names: OwnNames): void {
    try {
      this.#check(names);
    } catch (reason) {
      if (reason instanceof HarnessError) throw reason;
      throw this.#refused(`The report folder ${this.#shown} cannot be read: ${toError(reason).message}`);
    }
  }

  #check({ names, whole }: OwnNames): void {
    const listed = this.#listed();
    for (const name of names) {
      // A symlink could lead out of this folder.
      const above = dirname(name);
      if (above !== '.' && this.#found(above)?.isDirectory() === false)
        throw this.#refused(`${this.#shownAs(above)} is not a folder`);
      const problem = this.#problemOf(name, listed);
      if (problem !== undefined)
        throw this.#refused(`${this.#shownAs(name)} ${problem} and would be replaced`);
    }
    if (whole !== undefined) this.#filesIn(whole, listed);
  }

  /**
   * Writes files, each of them as a whole or not at all, and deletes what lambdaspec wrote into `whole` before.
   *
   * @throws {HarnessError} REPORT_NOT_WRITTEN
   */
  async write(files: readonly OwnFile[], whole?: string): Promise<void> {
    const names = files.map(({ name }) => name);
    // Checked again: minutes may have passed since the first check.
    this.check({ names, ...(whole === undefined ? {} : { whole }) });
    const listed = this.#listed();
    const stale =
      whole === undefined ? [] : this.#filesIn(whole, listed).filter((name) => !names.includes(name));
    if (files.length === 0 && stale.length === 0) return;
    const digests = files.map(({ name, text }) => [name, digestOf(text)] as const);
    const both = digests.map(([name, digest]): [string, string[]] => [
      name,
      [...(listed[name] ?? []), digest],
    ]);
    try {
      makeFolder(this.#path);
      // Listed before they are written: if this process is killed, the next run finds its files.
      await this.#list({ ...listed, ...Object.fromEntries(both) });
      for (const { name, text } of files) {
        makeFolder(dirname(join(this.#path, name)));
        await replaceFile(join(this.#path, name), text);
      }
      for (const name of stale) await unlink(join(this.#path, name));
      // If a file was added meanwhile, this fails and the file stays.
      if (whole !== undefined) await rmdir(join(this.#path, whole)).catch(() => {});
      const others = Object.entries(listed).filter(
        ([name]) => !stale.includes(name) && !names.includes(name),
      );
      const all = [...others, ...digests.map(([name, digest]) => [name, [digest]] as const)];
      await this.#list(Object.fromEntries(all.filter(([name]) => this.#found(name) !== undefined)));
    } catch (reason) {
      throw new HarnessError(
        'REPORT_NOT_WRITTEN',
        `The report folder ${this.#shown} could not be written: ${toError(reason).message}.`,
        { cause: reason },
      );
    }
  }

  /** The files in a folder, all written by lambdaspec. */
  #filesIn(folder: string, listed: Listed): string[] {
    const found = this.#found(folder);
    if (found === undefined) return [];
    const isReplaced = 'and each run replaces this folder';
    if (!found.isDirectory()) throw this.#refused(`${this.#shownAs(folder)} is not a folder, ${isReplaced}`);
    return readdirSync(join(this.#path, folder)).map((entry) => {
      const name = join(folder, entry);
      const problem = this.#problemOf(name, listed);
      if (problem === undefined) return name;
      throw this.#refused(`${this.#shownAs(name)} ${problem}, ${isReplaced}`);
    });
  }

  /** Why a file is not one of ours; undefined for one of ours, or none. */
  #problemOf(name: string, listed: Listed): string | undefined {
    const found = this.#found(name);
    if (found === undefined || (found.isFile() && found.size === 0)) return undefined;
    const digests = Object.hasOwn(listed, name) ? listed[name] : undefined;
    if (digests === undefined || !found.isFile()) return 'was not written by lambdaspec';
    const digest = fileDigest(join(this.#path, name));
    return digest !== undefined && digests.includes(digest)
      ? undefined
      : 'was changed after lambdaspec wrote it';
  }

  #found(name: string): Stats | undefined {
    try {
      return lstatSync(join(this.#path, name), { throwIfNoEntry: false });
    } catch (reason) {
      // The folder itself is a file: the attempt to make it says so.
      if (reason instanceof Error && 'code' in reason && reason.code === 'ENOTDIR') return undefined;
      throw reason;
    }
  }

  #listed(): Listed {
    const found = this.#found(MANIFEST);
    if (found === undefined) return {};
    try {
      if (!found.isFile()) throw new Error('it is not a regular file');
      const parsed = manifestSchema.safeParse(parseJsonFile(foreignText(join(this.#path, MANIFEST))));
      if (parsed.success) return parsed.data.files;
      throw new Error('lambdaspec did not write it');
    } catch (reason) {
      throw this.#refused(`${this.#shownAs(MANIFEST)} is not usable: ${toError(reason).message}`);
    }
  }

  async #list(files: Listed): Promise<void> {
    await replaceFile(join(this.#path, MANIFEST), jsonDocument({ about: ABOUT, files }));
  }

  #shownAs(name: string): string {
    return `${this.#shown}/${name}`;
  }

  #refused(what: string): HarnessError {
    return new HarnessError('REPORT_NOT_WRITTEN', `${what}; choose another folder with ${this.#option}.`);
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
