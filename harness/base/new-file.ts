/** The only way to write a file: no file is ever half written, and none is replaced by accident. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { constants, copyFileSync, linkSync, lstatSync, openSync, rmSync } from 'node:fs';
import { realpath, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { basename, dirname, extname, join } from 'node:path';
import { makeFolder } from './make-folder.ts';

const DRAFT = '.lambdaspec-';

/** Whether a path is a file that is written at the moment, or that a killed run left. */
export function isDraft(path: string): boolean {
  return basename(path).startsWith(DRAFT);
}

/** A path for a draft in a folder. */
function draftIn(folder: string): string {
  return join(folder, `${DRAFT}${randomUUID()}`);
}

/**
 * Writes a new file and gives it the name: a full disk, or the end of the process, leaves the old file as it was. A symlink of that
 * name is replaced, its target is not changed.
 */
export async function replaceFile(target: string, text: string, mode = 0o666): Promise<void> {
  const draft = draftIn(dirname(target));
  try {
    await writeFile(draft, text, { flag: 'wx', mode });
    await rename(draft, target);
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Makes a folder and a file in it, and leaves nothing behind.
 *
 * @throws where one of them cannot be made.
 */
export async function tryFolder(folder: string): Promise<void> {
  const draft = draftIn(folder);
  const made = makeFolder(folder);
  try {
    await writeFile(draft, 'x', { flag: 'wx' });
  } finally {
    await rm(draft, { force: true }).catch(() => {});
    for (const path of made.toReversed()) await rmdir(path).catch(() => {});
  }
}

/** Writes a file, unless there is one of that name. */
export async function createFile(target: string, text: string, mode = 0o666): Promise<void> {
  makeFolder(dirname(target));
  await writeFile(target, text, { flag: 'wx', mode });
}

/** Writes to the path that the user named, be it a file, a symlink, a named pipe or a device such as `/dev/stdout`. */
export async function writeNamed(target: string, text: string): Promise<void> {
  makeFolder(dirname(target));
  const found = await stat(target).catch(() => undefined);
  if (found === undefined || found.isFile()) await replaceNamed(target, text, found?.mode);
  else if (found.isFIFO()) await writeToPipe(target, text);
  else await writeFile(target, text);
}

async function replaceNamed(target: string, text: string, mode: number | undefined): Promise<void> {
  // The file behind a symlink is meant, also where it does not exist yet.
  const file = mode === undefined ? target : await realpath(target);
  if (mode === undefined && lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink() === true)
    return writeFile(target, text);
  try {
    await replaceFile(file, text, mode);
  } catch (reason) {
    // Where the folder takes no new file, or the file is a mount, the file itself may still be written.
    if (mode === undefined || !['EACCES', 'EPERM', 'EBUSY', 'EROFS'].includes(codeOf(reason))) throw reason;
    await writeFile(file, text);
  }
}

/** Opening a named pipe would wait for a reader, and no signal would end it. */
async function writeToPipe(target: string, text: string): Promise<void> {
  let descriptor: number;
  try {
    descriptor = openSync(target, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (reason) {
    throw codeOf(reason) === 'ENXIO' ? new Error('no process reads this named pipe') : reason;
  }
  const socket = new Socket({ fd: descriptor, readable: false, writable: true });
  socket.end(text);
  await once(socket, 'close');
}

/**
 * Moves a file into a folder, which is made, under its name or, if that is taken, a similar one.
 *
 * @returns The new path; undefined where another process was first.
 * @throws where the folder is a symlink: it could lead out of the report.
 */
export function moveInto(folder: string, file: string): string | undefined {
  makeFolder(folder);
  if (!lstatSync(folder).isDirectory()) throw new Error(`${folder} is not a folder`);
  const extension = extname(file);
  const name = basename(file, extension);
  for (let count = 1; ; count += 1) {
    const target = join(folder, `${name}${count === 1 ? '' : `-${count}`}${extension}`);
    try {
      giveName(file, target);
      return target;
    } catch (reason) {
      if (codeOf(reason) === 'ENOENT') return undefined;
      if (codeOf(reason) !== 'EEXIST') throw reason;
    }
  }
}

/** Unlike a renaming, neither way replaces a file. */
function giveName(file: string, target: string): void {
  try {
    linkSync(file, target);
  } catch (reason) {
    if (['EEXIST', 'ENOENT'].includes(codeOf(reason))) throw reason;
    copyFileSync(file, target, constants.COPYFILE_EXCL); // on another file system
  }
  rmSync(file);
}

function codeOf(reason: unknown): string {
  return reason instanceof Error && 'code' in reason ? String(reason.code) : '';
}
