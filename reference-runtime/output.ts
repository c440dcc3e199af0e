/** The two output streams of the process, which Lambda collects as the log of the function. */

/** Writes one record to the log. */
export type Log = (text: string) => void;

/** Writes a record to stderr in one piece. */
export const log: Log = (text) => {
  process.stderr.write(`[reference-runtime] ${oneLine(text)}\n`);
};

/**
 * Line feeds inside a record become carriage returns, as in AWS's clients: with line feeds each line would become a separate
 * record.
 */
export function oneLine(text: string): string {
  return text.replaceAll(/\r?\n/g, '\r');
}

const streams = [process.stdout, process.stderr];

/**
 * Keeps the runtime alive after its output is closed. Without a listener, a write to a closed pipe ends the process.
 */
export function surviveClosedOutput(): void {
  for (const stream of streams) stream.on('error', () => {});
}

/**
 * Waits until all output so far has left the process. Node buffers what a full pipe does not accept: a poll may freeze
 * that buffer with the process, and an exit loses it.
 */
export async function flushOutput(): Promise<void> {
  await Promise.all(
    streams
      .filter((stream) => stream.writableLength > 0)
      .map((stream) => new Promise<void>((resolve) => void stream.write('', () => resolve()))),
  );
}
