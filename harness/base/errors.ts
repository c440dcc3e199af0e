import { clip } from './clip.ts';
import { forLine } from './escape.ts';
import { plural } from './plural.ts';

/** Errors that are not the runtime's: wrong user input, or a bug of lambdaspec. */
export type HarnessErrorCode =
  | 'USAGE'
  | 'CONFIG_INVALID'
  | 'SELECTION_EMPTY'
  | 'BOOTSTRAP_NOT_FOUND'
  | 'CASE_INVALID'
  | 'RUN_INVALID'
  | 'SUITE_INVALID'
  | 'BASELINE_INVALID'
  | 'BASELINE_UNKNOWN'
  | 'REPORT_NOT_WRITTEN'
  | 'FILE_NOT_WRITTEN'
  | 'OUTPUT_NOT_WRITTEN'
  | 'RESOURCE_MISSING'
  | 'ENGINE_FAILED';

/** Exit codes of the command (design.md 6). */
export const exitCodes = {
  conforms: 0,
  deviates: 1,
  usage: 2,
  inconclusive: 3,
  baseline: 4,
  harness: 70,
} as const;

const exitCodeOf: Readonly<Record<HarnessErrorCode, number>> = {
  USAGE: exitCodes.usage,
  CONFIG_INVALID: exitCodes.usage,
  SELECTION_EMPTY: exitCodes.usage,
  BOOTSTRAP_NOT_FOUND: exitCodes.usage,
  CASE_INVALID: exitCodes.usage,
  RUN_INVALID: exitCodes.usage,
  SUITE_INVALID: exitCodes.usage,
  BASELINE_INVALID: exitCodes.usage,
  BASELINE_UNKNOWN: exitCodes.baseline,
  REPORT_NOT_WRITTEN: exitCodes.usage,
  FILE_NOT_WRITTEN: exitCodes.usage,
  OUTPUT_NOT_WRITTEN: exitCodes.usage,
  RESOURCE_MISSING: exitCodes.inconclusive,
  ENGINE_FAILED: exitCodes.harness,
};

/** More of a line would hide the others; what it quotes may be a whole file. */
const LONGEST_LINE = 2000;
/** A damaged file can have thousands of problems. */
const MOST_LINES = 20;

/** An error with a message for the user and a code to search for. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';
  readonly code: HarnessErrorCode;

  /** @param message One line, or several. They may quote foreign text, which can start no line of its own. */
  constructor(code: HarnessErrorCode, message: string | readonly string[], options?: ErrorOptions) {
    const lines = [message].flat();
    const told = lines.slice(0, MOST_LINES).map((line) => clip(forLine(line), LONGEST_LINE));
    const more = lines.length - told.length;
    super([...told, ...(more > 0 ? [`${plural(more, 'further problem')}.`] : [])].join('\n'), options);
    this.code = code;
  }

  get exitCode(): number {
    return exitCodeOf[this.code];
  }
}

/** Wraps a thrown value that is not an Error. */
export function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
