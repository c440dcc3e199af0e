/** Runs the real command in tests of the whole, and looks at what it leaves behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Run } from '../../harness/run-model.ts';
import { parseRun } from '../../reports/json.ts';

const home = resolve(import.meta.dirname, '../..');

/** The compiled command; `npm test` builds it first. */
export const command = join(home, 'dist', 'main.js');
export const referenceBootstrap = join(home, 'reference-runtime', 'bootstrap');

export interface Judged {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly run: Run | undefined;
  readonly peakRssMb: number;
  /** Processes of the run that are still there. */
  readonly leftovers: readonly string[];
}

/** Judges a bootstrap with the real command. */
export async function judge(words: readonly string[]): Promise<Judged> {
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-test-'));
  const report = join(folder, 'run.json');
  const tag = `LAMBDASPEC_TEST=${process.pid}-${Math.random()}`;
  const child = spawn(
    process.execPath,
    [
      join(home, 'dist', 'main.js'),
      '--env',
      tag,
      '--report',
      'terminal',
      '--report',
      `json=${report}`,
      ...words,
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (bytes: Buffer) => (output.stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (output.stderr += bytes.toString()));
  let peakRssMb = 0;
  // The peak is the kernel's own; it is read while the processes are there to ask.
  const watch = setInterval(() => {
    void peakOf(child.pid ?? 0).then((peak) => (peakRssMb = Math.max(peakRssMb, peak)));
  }, 50);
  await once(child, 'close');
  clearInterval(watch);
  const text = await readFile(report, 'utf8').catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
  return {
    exitCode: child.exitCode,
    ...output,
    run: text === undefined ? undefined : parseRun(text),
    peakRssMb,
    leftovers: await processesWith(tag),
  };
}

/** The peak memory of the command and of its worker, whichever is larger, in MB. */
async function peakOf(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const peaks = await Promise.all(
    [String(pid), ...children.trim().split(' ')].map(async (id) => {
      const name = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
      if (!name.includes('vitest') && !name.includes('main.js')) return 0;
      const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    }),
  );
  return Math.max(...peaks);
}

export async function processesWith(variable: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(
    ids.map(async (id) => {
      const environment = await readFile(`/proc/${id}/environ`, 'utf8').catch(() => '');
      return environment.includes(variable)
        ? readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => id)
        : undefined;
    }),
  );
  return commands.filter((name) => name !== undefined);
}
