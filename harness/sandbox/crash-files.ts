/**
 * Files that a crash leaves in the working folder, which is the user's task root: core dumps and the error logs of a JVM. They
 * are moved into the report, and the evidence quotes them. A variable like JAVA_TOOL_OPTIONS could name another place, but the
 * runtime would print it.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileHead } from '../base/foreign-file.ts';
import { moveInto } from '../base/new-file.ts';

const JVM_LOG = /^hs_err_pid\d+\.log$/;
const CORE = /^core(\.|$)/;
/** The start of a file, which tells what it is. A JVM writes its summary first. */
const HEAD_BYTES = 4096;
/** `e_type` of an ELF file that is a core dump. */
const ET_CORE = 4;
const SUMMARY_LENGTH = 400;

/** A crash file and what it says. */
export interface CrashFile {
  /** Its path now, or its name where it was left in the working folder. */
  readonly path: string;
  readonly summary: string;
}

/** Watches one working folder for crash files. */
export class CrashFiles {
  readonly #folder: string;
  readonly #before: ReadonlySet<string>;

  /** Files that are there now are not new. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#before = new Set(namesIn(folder));
  }

  /** Moves the new crash files to `destination`; without one they stay. */
  collect(destination: string | undefined): CrashFile[] {
    return namesIn(this.#folder)
      .filter((name) => !this.#before.has(name))
      .flatMap((name) => {
        const path = join(this.#folder, name);
        const summary = summaryOf(name, fileHead(path, HEAD_BYTES) ?? Buffer.alloc(0));
        if (summary === undefined) return [];
        if (destination === undefined) return [{ path: name, summary }];
        const moved = move(path, destination);
        // Another sandbox with the same task root may have taken it.
        return moved === undefined ? [] : [{ path: moved, summary }];
      });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => JVM_LOG.test(name) || CORE.test(name));
  } catch {
    return [];
  }
}

/** What a crash file says, in one line; undefined for another file, such as the user's `core.js`. */
export function summaryOf(name: string, head: Buffer): string | undefined {
  if (CORE.test(name)) {
    const isElf = head.length >= 18 && head.subarray(0, 4).toString('latin1') === '\x7fELF';
    return isElf && head.readUInt16LE(16) === ET_CORE ? 'a core dump' : undefined;
  }
  const lines = head.toString('utf8').split('\n');
  if (!lines.slice(0, 5).some((line) => line.startsWith('#'))) return undefined;
  // The summary is a block of comment lines; the lines below it repeat what the report has.
  const end = lines.findIndex((line) => line !== '' && !line.startsWith('#'));
  const told = lines
    .slice(0, end === -1 ? lines.length : end)
    .map((line) => line.replace(/^#\s*/, '').trim())
    .filter((line) => line !== '');
  const cause = told.slice(0, 2);
  const frame = told.findIndex((line) => line.startsWith('Problematic frame'));
  const shown = frame < 2 ? cause : [...cause, `${told[frame] ?? ''} ${told[frame + 1] ?? ''}`.trim()];
  return shown.join(' ').slice(0, SUMMARY_LENGTH);
}

function move(path: string, destination: string): string | undefined {
  try {
    return moveInto(destination, path);
  } catch {
    return undefined;
  }
}
