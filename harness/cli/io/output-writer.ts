/** The output streams of the process, whose failure must not pass for success. */
import { fstatSync, writeSync } from 'node:fs';
import { HarnessError, toError } from '../../base/errors.ts';
import { shortageOf } from '../../base/shortage.ts';
import type { OutputStream } from './printer.ts';

type Stream = NodeJS.WriteStream & { readonly fd: number };

/** Writes everything, or keeps why it could not. */
export class OutputWriter implements OutputStream {
  readonly #stream: Stream;
  readonly #isFile: boolean;
  readonly #optional: boolean;
  #failure: NodeJS.ErrnoException | undefined;

  /** @param optional Whether the command goes on without it, as without its progress. */
  constructor(stream: Stream, { optional }: { readonly optional: boolean }) {
    this.#stream = stream;
    this.#isFile = isFile(stream);
    this.#optional = optional;
    stream.on('error', (reason: NodeJS.ErrnoException) => (this.#failure ??= reason));
  }

  get isTTY(): boolean {
    return this.#stream.isTTY;
  }

  get columns(): number | undefined {
    return this.#stream.columns;
  }

  /** Why the output is incomplete. A reader that closes the pipe early, such as `head`, wants no more. */
  get failure(): HarnessError | undefined {
    const reason = this.#failure;
    if (reason === undefined || reason.code === 'EPIPE') return undefined;
    return new HarnessError(
      'OUTPUT_NOT_WRITTEN',
      `The output could not be written. ${shortageOf(reason) ?? `${reason.message}.`}`,
      { cause: reason },
    );
  }

  /** @throws {HarnessError} OUTPUT_NOT_WRITTEN unless the output is optional. */
  write(text: string): void {
    if (this.#failure === undefined) this.#tryToWrite(text);
    const { failure } = this;
    if (failure !== undefined && !this.#optional) throw failure;
  }

  #tryToWrite(text: string): void {
    try {
      if (this.#isFile) this.#writeWhole(Buffer.from(text));
      else this.#stream.write(text);
    } catch (reason) {
      this.#failure = toError(reason);
    }
  }

  /** Node's own stream takes a partial write to a file, as on a full disk, for a whole one. */
  #writeWhole(bytes: Buffer): void {
    for (let written = 0; written < bytes.length;) written += writeSync(this.#stream.fd, bytes, written);
  }
}

/** Whether it is a file or a device other than a terminal: Node writes to these synchronously. */
function isFile({ fd, isTTY }: Stream): boolean {
  try {
    // Without `bigint`, Node 20 takes the next package behind a link, as pnpm installs them, for one that is not there: it looks at the
    // kind of the last file asked for, and ends its search at a pipe.
    const found = fstatSync(fd, { bigint: true });
    return found.isFile() || found.isBlockDevice() || (found.isCharacterDevice() && !isTTY);
  } catch {
    return false;
  }
}
