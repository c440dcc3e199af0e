import { createInterface } from 'node:readline/promises';
import { HarnessError } from '../../base/errors.ts';

/** Asks the user for a line; undefined at the end of the input. */
export type Ask = (question: string) => Promise<string | undefined>;

/**
 * Asks on a terminal.
 *
 * @throws {HarnessError} USAGE on Ctrl-C.
 */
export function askOn(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Ask {
  return async (question) => {
    const lines = createInterface({ input, output });
    try {
      return await new Promise<string | undefined>((answered, failed) => {
        // The promise of `question` never settles once the interface is closed.
        lines.once('close', () => answered(undefined));
        lines.once('SIGINT', () => failed(new HarnessError('USAGE', 'Interrupted; nothing was written.')));
        lines.question(question).then(answered, failed);
      });
    } finally {
      lines.close();
    }
  };
}
