/**
 * Runs the command of `dist/` for many inputs in one process, in the working folder of this process, and tells what each cost. The parent
 * sends the arguments; the files are there already.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { home } from '../support/places.ts';

/** What the parent sends. */
export interface Asked {
  readonly words: readonly string[];
}

/** What it gets back. */
export interface Answered {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
}

/** The end of a message on the way to the parent. */
const SHOWN = 100_000;

const output = { stdout: '', stderr: '' };
for (const name of ['stdout', 'stderr'] as const) {
  process[name].write = (chunk: string | Uint8Array, ...more: unknown[]) => {
    output[name] += String(chunk);
    const done = more.at(-1);
    if (typeof done === 'function') process.nextTick(() => void Reflect.apply(done, undefined, []));
    return true;
  };
}

/** An interrupted command reads and checks its files, and then starts no bootstrap. */
const listen = process.on.bind(process);
Object.assign(process, {
  on: (event: string, listener: (...words: unknown[]) => void): NodeJS.Process => {
    if (event === 'SIGINT') listener('SIGINT');
    return event.startsWith('SIG') ? process : listen(event, listener);
  },
});

const { command } = z
  .object({ command: z.custom<() => Promise<number>>((value) => typeof value === 'function') })
  .parse({ ...(await import(join(home, 'dist', 'command.js'))) });

listen('message', (asked: Asked) => {
  void answer(asked).then((answered) => process.send?.(answered));
});
process.send?.('ready');

async function answer({ words }: Asked): Promise<Answered> {
  output.stdout = output.stderr = '';
  process.argv.splice(2, Infinity, ...words);
  globalThis.gc?.();
  resetPeak();
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const exitCode = await command();
  const { user, system } = process.cpuUsage(cpu);
  return {
    exitCode,
    stdout: output.stdout.slice(0, SHOWN),
    stderr: output.stderr.slice(0, SHOWN),
    wallMs: performance.now() - began,
    cpuMs: (user + system) / 1000,
    peakMb: peakOf(),
  };
}

/** Only from here on counts. @see https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html */
function resetPeak(): void {
  writeFileSync('/proc/self/clear_refs', '5');
}

function peakOf(): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;
}
