/** Processes that a benchmark starts, and ends with their group. */
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a server may take until it listens. */
const LISTEN_LIMIT_MS = 20_000;

export class Started implements AsyncDisposable {
  readonly child: ChildProcess;

  constructor(command: readonly [string, ...string[]], options: SpawnOptions = {}) {
    const [program, ...words] = command;
    this.child = spawn(program, words, { stdio: 'ignore', detached: true, ...options });
  }

  /** Waits until it ends, with or without success. */
  async ended(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }

  /** What it writes to stdout until it ends, which must be a success. */
  async output(): Promise<string> {
    let text = '';
    this.child.stdout?.on('data', (bytes: Buffer) => (text += bytes.toString()));
    await once(this.child, 'close');
    if (this.child.exitCode !== 0)
      throw new Error(`${this.child.spawnfile} ended with ${this.child.exitCode}`);
    return text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { child } = this;
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, 'SIGKILL');
    await this.ended();
  }
}

/** Waits until a port of loopback accepts connections. */
export async function listens(port: number): Promise<void> {
  const until = performance.now() + LISTEN_LIMIT_MS;
  while (!(await accepts(port))) {
    if (performance.now() > until) throw new Error(`nothing listens on port ${port}`);
    await delay(10);
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
