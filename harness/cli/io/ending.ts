import { exitCodes, HarnessError } from '../../base/errors.ts';
import { shortageOf } from '../../base/shortage.ts';
import { faultText } from './fault-text.ts';

/** How the command ends after an error, and what it prints to stderr. */
export interface ErrorEnding {
  readonly exitCode: number;
  readonly text: string;
}

/** The one place that tells wrong input and what the machine lacks from a bug of lambdaspec. */
export function endingAfter(reason: unknown): ErrorEnding {
  if (reason instanceof HarnessError && reason.exitCode !== exitCodes.harness)
    return { exitCode: reason.exitCode, text: sentence(reason) };
  const missing = shortageOf(reason);
  if (missing !== undefined) return endingAfter(new HarnessError('RESOURCE_MISSING', missing));
  return { exitCode: exitCodes.harness, text: faultText(reason) };
}

function sentence({ message, code }: HarnessError): string {
  return `lambdaspec: ${message} (${code})\n`;
}
