import { exitCodes } from '../../base/errors.ts';
import { faultText } from './fault-text.ts';

/**
 * Runs the command and makes its exit code that of the process. A throw or a rejection that nobody handles, and a
 * command that never comes to its end, are faults of ours; Node by itself would end with 1, which says that the
 * runtime deviates, or with 13.
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
    own.stderr.write(faultText(new Error('The command waited for something that cannot come.')));
    own.exitCode = exitCodes.harness;
  });
  own.exitCode = await command();
  ended = true;
}
