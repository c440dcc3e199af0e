/** How a fault of our own is told: one text, whichever way it came to light. */
import { HarnessError, toError } from '../../base/errors.ts';
import { toolVersion } from '../../base/version.ts';

const issues = 'https://github.com/lambdaspec/lambdaspec/issues';

/** What the user reads when our own code failed: that nothing was judged, where to report it, and what to put there. */
export function faultText(reason: unknown): string {
  const error = toError(reason);
  return [
    'lambdaspec: a fault of lambdaspec itself, not of the runtime. Nothing was judged.',
    `Please report it at ${issues} with the command that you ran and this:`,
    '',
    `lambdaspec ${toolVersion()}, node ${process.version}, ${process.platform} ${process.arch}`,
    // The message of a HarnessError names what failed; where it was thrown tells nobody anything.
    error instanceof HarnessError ? `${error.message} (${error.code})` : (error.stack ?? error.message),
    '',
  ].join('\n');
}
