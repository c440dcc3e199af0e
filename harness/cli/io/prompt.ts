import { createInterface } from 'node:readline/promises';
import { HarnessError } from '../../base/errors.ts';

/** Asks a person for a line; undefined where the input ended before there was one. */
export type Ask = (question: string) => Promise<string | undefined>;

/**
 * Asks on a terminal, or on streams that stand for one.
 *
 * @throws {HarnessError} USAGE where the person gave up with Ctrl-C.
 */
export function askOn(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Ask {
  return async (question) => {
    const lines = createInterface({ input, output });
    try {
      return await new Promise<string | undefined>((answered, failed) => {
        // The promise of `question` stays open for ever once the interface is closed.
        lines.once('close', () => answered(undefined));
        lines.once('SIGINT', () => failed(new HarnessError('USAGE', 'Interrupted; nothing was written.')));
        lines.question(question).then(answered, failed);
      });
    } finally {
      lines.close();
    }
  };
}
