/** Runs inputs in child processes that each take many, and a sample as whole processes. */
import { execFile, fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Answered } from './fuzzed-command.ts';
import type { FuzzInput } from './fuzz-input.ts';
import { command } from '../support/places.ts';

const LIMIT_MS = 5000;
const LIMIT_MB = 512;
/** A process that does not answer by then hangs. */
const HANGS_MS = 60_000;
/** What is shown of the output of a process that could not load the command, in characters. */
const SHOWN_OF_END = 2000;

/** How one input ended. */
export interface Ended extends Answered {
  /** One sentence for each broken promise. */
  readonly objections: readonly string[];
}

/** A scratch folder with a process in it. */
export class Fuzzer implements AsyncDisposable {
  readonly #folder: string;
  #child: ChildProcess | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async run(input: FuzzInput, whole: boolean): Promise<Ended> {
    const path = join(this.#folder, input.path);
    await place(path, input.content);
    try {
      const answered = await (whole ? this.#asProcess(input.words) : this.#ask(input.words));
      return { ...answered, objections: objectionsTo(answered, input, whole) };
    } finally {
      await rm(path, { recursive: true, force: true });
    }
  }

  async #ask(words: readonly string[]): Promise<Answered> {
    this.#child ??= await this.#started();
    const child = this.#child;
    const gone = new AbortController();
    const answer = Promise.race([
      once(child, 'message', { signal: gone.signal }).then(
        ([answered]: Answered[]) => answered ?? dead('it says nothing', child),
      ),
      once(child, 'exit', { signal: gone.signal }).then(() => dead('the process died', child)),
      once(AbortSignal.timeout(HANGS_MS), 'abort', { signal: gone.signal }).then(() =>
        dead('it hangs', child),
      ),
    ]);
    child.send({ words });
    const answered = await answer;
    gone.abort();
    // The memory of a process that was large stays large.
    if (answered.exitCode === -1 || answered.peakMb > LIMIT_MB) await this.#end();
    return answered;
  }

  async #started(): Promise<ChildProcess> {
    const child = fork(join(import.meta.dirname, 'fuzzed-command.ts'), [], {
      cwd: this.#folder,
      execArgv: ['--import', import.meta.resolve('tsx'), '--expose-gc'],
      env: { ...process.env, NO_COLOR: '1', VITEST: undefined },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let said = '';
    child.stderr?.on('data', (bytes: Buffer) => (said = `${said}${bytes.toString()}`.slice(-SHOWN_OF_END)));
    child.stdout?.resume();
    const ended = new AbortController();
    child.once('exit', () => ended.abort());
    await once(child, 'message', { signal: ended.signal }).catch((reason: unknown) => {
      throw new Error(`The command could not be loaded: ${said}`, { cause: reason });
    });
    return child;
  }

  async #asProcess(words: readonly string[]): Promise<Answered> {
    const began = performance.now();
    const child = spawn(process.execPath, [command, ...words], {
      cwd: this.#folder,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: HANGS_MS,
      killSignal: 'SIGKILL',
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (bytes: Buffer) => (output.stdout += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (output.stderr += bytes.toString()));
    const used = { cpuMs: 0, peakMb: 0 };
    // The kernel keeps both, but only while the process exists.
    const look = setInterval(() => {
      void usedBy(child.pid ?? 0).then((now) => Object.assign(used, now));
    }, 20);
    await once(child, 'close');
    clearInterval(look);
    return { exitCode: child.exitCode ?? -1, ...output, ...used, wallMs: performance.now() - began };
  }

  async #end(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }
}

function dead(why: string, child: ChildProcess): Answered {
  return {
    exitCode: -1,
    stdout: '',
    stderr: `${why} (${child.signalCode ?? child.exitCode})`,
    wallMs: 0,
    cpuMs: 0,
    peakMb: 0,
  };
}

async function place(path: string, content: FuzzInput['content']): Promise<void> {
  await rm(path, { recursive: true, force: true });
  if (content === 'fifo') await promisify(execFile)('mkfifo', [path]);
  else if (content === 'folder') await mkdir(path);
  else if (content === 'device') await symlink('/dev/zero', path);
  else if (content === 'dangling') await symlink('nowhere', path);
  else await writeFile(path, content === 'sparse' ? '' : content);
  if (content === 'sparse') await truncate(path, 2 ** 40);
}

async function usedBy(pid: number): Promise<Partial<Pick<Answered, 'cpuMs' | 'peakMb'>>> {
  try {
    const [status, stat] = await Promise.all(
      [`/proc/${pid}/status`, `/proc/${pid}/stat`].map((path) => readFile(path, 'utf8')),
    );
    const peak = Number(/VmHWM:\s+(\d+)/.exec(status ?? '')?.[1]);
    const [user, system] = (stat ?? '')
      .slice((stat ?? '').lastIndexOf(')'))
      .split(' ')
      .slice(12, 14)
      .map(Number);
    return {
      ...(Number.isNaN(peak) ? {} : { peakMb: peak / 1024 }),
      cpuMs: ((user ?? 0) + (system ?? 0)) * 10,
    };
  } catch {
    return {};
  }
}

/** The time on the processor counts, since a busy machine makes everything else slow. */
function objectionsTo(
  { exitCode, stdout, stderr, cpuMs, wallMs, peakMb }: Answered,
  { codes, content }: FuzzInput,
  whole: boolean,
): string[] {
  const lines = stderr.split('\n').slice(0, -1);
  const checks: readonly (readonly [boolean, string])[] = [
    [
      codes.includes(exitCode) || exitCode === 2 || (whole && exitCode === 3),
      `ended with ${exitCode}: ${stderr.slice(0, 2000)}`,
    ],
    [!/\n\s+at .*:\d+|internal error/.test(stderr + stdout), `shows a stack: ${stderr.slice(0, 2000)}`],
    [
      exitCode !== 2 || (lines[0]?.startsWith('lambdaspec: ') === true && stderr.endsWith(')\n')),
      `says no sentence: ${stderr.slice(0, 200)}`,
    ],
    [exitCode !== 2 || stderr.length <= 20_000, `says too much: ${stderr.length} characters`],
    [
      exitCode !== 0 || typeof content !== 'string',
      `read what is no regular file: ${String(content).slice(0, 10)}`,
    ],
    [Math.min(cpuMs, wallMs) <= LIMIT_MS, `took ${Math.round(cpuMs)} ms of ${LIMIT_MS}`],
    [peakMb <= LIMIT_MB, `used ${Math.round(peakMb)} MB of ${LIMIT_MB}`],
  ];
  return checks.flatMap(([holds, objection]) => (holds ? [] : [objection]));
}
