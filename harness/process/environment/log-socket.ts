/**
 * The Unix socket that Lambda offers for the log on Managed Instances, in `_LAMBDA_TELEMETRY_LOG_FD_PROVIDER_SOCKET`. A worker
 * connects and writes its records to the connection, so that those of parallel workers stay apart. AWS's client for Python
 * puts such a connection in the place of stdout and another in that of stderr, in each worker process; that for Node.js writes
 * the records of the console to one connection a worker thread.
 *
 * @see https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/lambda_multi_concurrent_utils.py
 */
import { once } from 'node:events';
import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardFolder } from '../guard.ts';
import { noteShortage } from '../machine/shortage-log.ts';

/** The variable with the path. */
export const LOG_SOCKET_VARIABLE = '_LAMBDA_TELEMETRY_LOG_FD_PROVIDER_SOCKET';

/** The path of a socket has at most 107 bytes on Linux; the folder and the file below take 30. */
const LONGEST_BASE = 70;

/** A longer line is passed on in pieces. */
const LONGEST_LINE = 1024 * 1024;

/** Receives whole lines; connections are counted from 1. */
type Receiver = (bytes: Buffer, connection: number) => void;

export class LogSocket implements AsyncDisposable {
  readonly path: string;
  readonly #folder: string;
  readonly #server: Server = createServer();
  readonly #open = new Set<Socket>();
  readonly #receive: Receiver;
  #accepted = 0;

  private constructor(folder: string, receive: Receiver) {
    this.#folder = folder;
    this.path = join(folder, 'log');
    this.#receive = receive;
    this.#server.on('connection', (socket) => this.#read(socket));
  }

  /** A new socket; undefined where none can be made. */
  static async open(receive: Receiver): Promise<LogSocket | undefined> {
    const base = Buffer.byteLength(tmpdir()) > LONGEST_BASE ? '/tmp' : tmpdir();
    try {
      // The guard takes this name for that of a folder of ours.
      const folder = mkdtempSync(join(base, 'sandboxes-log-'));
      guardFolder(folder);
      const opened = new LogSocket(folder, receive);
      await opened.#listen();
      return opened;
    } catch (reason) {
      noteShortage(reason);
      return undefined;
    }
  }

  /** Resolves when no connection is open. */
  async drained(): Promise<void> {
    await Promise.all(
      Array.from(this.#open, (socket) => new Promise((resolve) => socket.once('close', resolve))),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    await rm(this.#folder, { recursive: true, force: true });
    guardFolder(this.#folder, 'removed');
  }

  async #listen(): Promise<void> {
    this.#server.listen(this.path);
    await once(this.#server, 'listening');
    // A bootstrap may run as another user.
    chmodSync(this.#folder, 0o755);
    chmodSync(this.path, 0o777);
  }

  #read(socket: Socket): void {
    this.#accepted += 1;
    const connection = this.#accepted;
    let rest = Buffer.alloc(0);
    const pass = (end: number): void => {
      if (end > 0) this.#receive(rest.subarray(0, end), connection);
      rest = rest.subarray(end);
    };
    this.#open.add(socket);
    socket.on('data', (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes]);
      pass(rest.length > LONGEST_LINE ? rest.length : rest.lastIndexOf('\n') + 1);
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#open.delete(socket);
      pass(rest.length);
    });
  }
}
