/**
 * The shortages that this process of the harness met. A runtime that suffers from one at the same time is not to blame, so a
 * test that ran meanwhile judges nothing.
 */
import { readFileSync } from 'node:fs';
import { shortageOf } from '../../base/shortage.ts';

/** With fewer free descriptors the event loop may drop connections of the runtime without a word. */
const RESERVED_DESCRIPTORS = 16;

/** When each shortage was met last. */
const met = new Map<string, number>();

/** Keeps a shortage and returns its sentence; undefined for an error with another cause. */
export function noteShortage(reason: unknown): string | undefined {
  const sentence = shortageOf(reason);
  if (sentence !== undefined) met.set(sentence, performance.now());
  return sentence;
}

/** A shortage met since this time of `performance.now()`. */
export function shortageSince(began: number): string | undefined {
  return [...met].find(([, at]) => at >= began)?.[0];
}

/** Notes that descriptors run out, from the number of a new one: the system gives the lowest that is free. */
export function noteDescriptor(descriptor: number): void {
  if (descriptor < openFileLimit() - RESERVED_DESCRIPTORS) return;
  noteShortage(Object.assign(new Error('few descriptors are free'), { code: 'EMFILE' }));
}

let openFiles: number | undefined;

/** How many files this process may open; unlimited where the platform does not tell. */
export function openFileLimit(): number {
  openFiles ??= readLimit('open files');
  return openFiles;
}

/** How many processes and threads this user may have, those of other programs included. Root may have any number. */
export function processLimit(): number {
  return process.getuid?.() === 0 ? Infinity : readLimit('processes');
}

/** How much address space this process may have, in bytes. */
export function addressSpaceLimit(): number {
  return readLimit('address space');
}

function readLimit(what: string): number {
  try {
    const [, soft] =
      new RegExp(`^Max ${what}\\s+(\\d+)`, 'm').exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === undefined ? Infinity : Number(soft);
  } catch {
    return Infinity;
  }
}
