/** The two output streams of the process, which Lambda collects as the log of the function. */

/** Writes one record to the log. */
export type Log = (text: string) => void;

/**
 * Writes a record to stderr in one piece. Line feeds within it become carriage returns, as in the clients of AWS: a
 * line feed would make a record of its own out of each line.
 */
export const log: Log = (text) => {
  process.stderr.write(`[reference-runtime] ${text.replaceAll(/\r?\n/g, '\r')}\n`);
};

const streams = [process.stdout, process.stderr];

/** Lets the runtime outlive its own output. Without a listener, a write to a closed pipe ends the process. */
export function surviveClosedOutput(): void {
  for (const stream of streams) stream.on('error', () => {});
}

/**
 * Waits until everything written so far has left the process. What is still inside when `next` is called may be frozen
 * with it, and what is inside at an exit is lost: Node buffers what a full pipe does not take.
 */
export async function flushOutput(): Promise<void> {
  await Promise.all(
    streams
      .filter((stream) => stream.writableLength > 0)
      .map((stream) => new Promise<void>((resolve) => void stream.write('', () => resolve()))),
  );
}
