import { exitCodes } from '../../base/errors.ts';
import { faultText } from './fault-text.ts';

/**
 * Runs the command and sets the exit code of the process. An unhandled throw or rejection and a command that never
 * settles are internal errors: exit code 70. Node would exit with 1, which means that the runtime deviates, or with 13.
 */
export async function endWithExitCode(own: NodeJS.Process, command: () => Promise<number>): Promise<void> {
  const fail = (reason: unknown): never => {
    ended = true;
    own.stderr.write(faultText(reason));
    own.exit(exitCodes.harness);
  };
  let ended = false;
  own.on('uncaughtException', fail);
  own.on('unhandledRejection', fail);
  own.on('exit', () => {
    if (ended) return;
    own.stderr.write(
      faultText(new Error('Deadlock: the event loop is empty but the command has not finished.')),
    );
    own.exitCode = exitCodes.harness;
  });
  own.exitCode = await command();
  ended = true;
}
