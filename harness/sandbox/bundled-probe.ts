/** Tries the bundled probe functions where the runtime finds no function, or one that shows nothing. */
import type { Target } from '../run/target.ts';
import { smokeTestSomewhere, type SmokeSomewhere } from './fixed-address.ts';
import type { Smoke } from './limits.ts';
import { smokeTest, type SmokeOptions } from './smoke-test.ts';

/** The result of the smoke test, and the function that it was made with. */
export interface SmokeWithFunction extends SmokeSomewhere {
  readonly target: Target;
  /** Whether the bundled probe functions replaced the function that was to be found. */
  readonly replaced: boolean;
}

const names: Readonly<Record<string, string>> = { javascript: 'JavaScript', python: 'Python', bash: 'bash' };

/**
 * Makes the smoke test, and again with the bundled probe functions if the first shows no function that answers.
 *
 * @param bundled The target with the bundled probe functions; absent if the user chose the function.
 */
export async function smokeTestWithFunction(
  options: SmokeOptions,
  bundled: Target | undefined,
): Promise<SmokeWithFunction> {
  const first = await smokeTestSomewhere(options);
  const own = { ...first, target: options.target, replaced: false };
  const { result } = first;
  if (bundled === undefined || options.signal.aborted) return own;
  if (result.kind === 'ready' ? result.smoke.grade !== 'opaque' : !result.failure.mayLackFunction) return own;
  const second = await withBundled({ ...options, target: bundled }, first);
  if (second.result.kind !== 'ready' || second.result.smoke.grade === 'opaque') {
    if (second.reserved !== first.reserved) second.reserved?.[Symbol.dispose]();
    return own;
  }
  const cause =
    result.kind === 'failed'
      ? 'The handler was not found'
      : 'The function behind the runtime answers neither as a probe function nor with its event';
  const note = `${cause}; judged with the bundled probe function${languageOf(second.result.smoke)}.`;
  return { ...second, warnings: [note, ...second.warnings], target: bundled, replaced: true };
}

/** A runtime that runs at the place of the first test is tried there; one that failed may run elsewhere. */
async function withBundled(options: SmokeOptions, first: SmokeSomewhere): Promise<SmokeSomewhere> {
  if (first.result.kind === 'failed') return smokeTestSomewhere(options);
  const { sharedTmp, reserved } = first;
  return {
    ...first,
    result: await smokeTest({ ...options, sharedTmp, atFixedPort: reserved !== undefined }),
  };
}

function languageOf({ language }: Smoke): string {
  const name = names[language ?? ''];
  return name === undefined ? '' : ` (${name})`;
}
