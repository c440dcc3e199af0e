import { HarnessError, toError } from '../../base/errors.ts';
import { toolVersion } from '../../base/package.ts';

const issues = 'https://github.com/lambdaspec/lambdaspec/issues';

/** The message for an internal error: nothing was judged, where to report it, and the details to include. */
export function faultText(reason: unknown): string {
  const error = toError(reason);
  return [
    'lambdaspec: internal error of lambdaspec, not of the runtime. Nothing was judged.',
    `Please report it at ${issues} with the command that you ran and these lines:`,
    '',
    `lambdaspec ${toolVersion()}, node ${process.version}, ${process.platform} ${process.arch}`,
    // The message of a HarnessError is enough; its stack adds nothing.
    error instanceof HarnessError ? `${error.message} (${error.code})` : (error.stack ?? error.message),
    '',
  ].join('\n');
}
