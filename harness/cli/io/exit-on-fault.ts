import { endingAfter } from './ending.ts';
import { Printer } from './printer.ts';

/**
 * Runs the command and sets the exit code of the process. An unhandled throw or rejection and a command that never
 * settles are internal errors, unless the machine lacks something. Node would exit with 1, which means that the runtime
 * deviates, or with 13.
 */
export async function endWithExitCode(own: NodeJS.Process, command: () => Promise<number>): Promise<void> {
  const end = (reason: unknown): never => {
    ended = true;
    const { exitCode, text } = endingAfter(reason);
    try {
      new Printer(own.stderr).write(text);
    } catch {
      // It cannot be written; the exit code still tells.
    }
    own.exit(exitCode);
  };
  let ended = false;
  own.on('uncaughtException', end);
  own.on('unhandledRejection', end);
  own.on('exit', () => {
    if (!ended) end(new Error('Deadlock: the event loop is empty but the command has not finished.'));
  });
  own.exitCode = await command().catch(end);
  ended = true;
}
