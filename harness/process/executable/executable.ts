/** Looks into the executable of a start, so that a program that runs it later can be certain that the kernel will accept it. */
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { locate, readHead, type Start } from './start-failure.ts';

/** The program headers of an ELF file, and the name of its loader, are near its start. */
const HEAD_BYTES = 16 * 1024;
/** `p_type` of the program header that names the loader. */
const PT_INTERP = 3;

/**
 * The files that the kernel opens to execute a command: the executable, and its interpreter or loader. Undefined unless all of
 * them exist and the user of the start may run them: then only the attempt shows whether and why the start fails.
 */
export function filesOf(start: Start): readonly string[] | undefined {
  const file = locate(start);
  if (file === undefined || !mayRun(file, start.user)) return undefined;
  const interpreter = interpreterOf(file);
  if (interpreter === undefined) return undefined;
  if (interpreter === '') return [file];
  return mayRun(interpreter, start.user) ? [file, interpreter] : undefined;
}

/** Empty for a static program, undefined where the file does not tell. */
function interpreterOf(file: string): string | undefined {
  const head = readHead(file, HEAD_BYTES);
  if (head === undefined) return undefined;
  // An absolute path alone does not depend on the working folder.
  if (head.subarray(0, 2).toString('latin1') === '#!')
    return /^#![ \t]*(\/[^ \t\n]*)/.exec(head.toString('utf8'))?.[1];
  if (head.subarray(0, 4).toString('latin1') === '\x7fELF') return loaderOf(head);
  return undefined;
}

/** @see https://man7.org/linux/man-pages/man5/elf.5.html */
function loaderOf(head: Buffer): string | undefined {
  const is64LittleEndian = head[4] === 2 && head[5] === 1;
  if (!is64LittleEndian || head.length < 64) return undefined;
  const [start, size, count] = [
    Number(head.readBigUInt64LE(32)),
    head.readUInt16LE(54),
    head.readUInt16LE(56),
  ];
  for (let n = 0; n < count; n += 1) {
    const at = start + n * size;
    if (at + 40 > head.length) return undefined;
    if (head.readUInt32LE(at) !== PT_INTERP) continue;
    const [from, length] = [Number(head.readBigUInt64LE(at + 8)), Number(head.readBigUInt64LE(at + 32))];
    if (from + length > head.length) return undefined;
    return head.toString('utf8', from, from + length).replace(/\0.*$/s, '');
  }
  return '';
}

function mayRun(file: string, user: number | undefined): boolean {
  try {
    accessSync(file, constants.X_OK);
    if (!statSync(file).isFile()) return false;
    return user === undefined || isOpenToAll(realpathSync(file));
  } catch {
    return false;
  }
}

/** Whether every user may reach, read and run the file. Only then is it certain for another user than ours. */
function isOpenToAll(file: string): boolean {
  if ((statSync(file).mode & 0o005) !== 0o005) return false;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
