import { forLine, forTerminal } from '../../base/escape.ts';

/** A stream that a command may be given. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/**
 * The one way from a command to a stream. A terminal and the runner of a workflow obey what they read, so text passes only after
 * a last look, and no command has the stream itself.
 */
export class Printer {
  readonly #stream: OutputStream;

  constructor(stream: OutputStream) {
    this.#stream = stream;
  }

  get isTTY(): boolean {
    return this.#stream.isTTY === true;
  }

  get columns(): number | undefined {
    return this.#stream.columns;
  }

  /** Prints a text of our own lines; each piece of foreign text in it passed `forLine`. */
  write(text: string): void {
    this.#stream.write(forTerminal(text));
  }

  /** Prints one line, which may hold foreign text. */
  line(text: string): void {
    this.write(`${forLine(text)}\n`);
  }

  /** Erases the line of the cursor on a terminal. */
  erase(): void {
    this.#stream.write('\r\u001b[2K');
  }
}
