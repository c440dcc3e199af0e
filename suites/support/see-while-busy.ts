import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { Entry } from '../../harness/trace/entry.ts';
import type { WaitOptions } from '../../harness/trace/trace.ts';

/** Consecutive windows without CPU time after which the runtime counts as idle. */
const IDLE_WINDOWS = 2;
/** The maximum for a runtime with a thread that is never idle. */
const MOST_WINDOWS = 12;

/**
 * Waits for an entry that only a wrong runtime causes, as long as the runtime is busy: on a busy machine the entry may
 * come late, and a waiting runtime uses no CPU time. `limitMs` is the length of a window; without CPU times from the
 * platform there is only one window.
 */
export async function seeWhileBusy(
  sandbox: Sandbox,
  predicate: (entry: Entry) => boolean,
  options: WaitOptions,
): Promise<Entry | undefined> {
  let used = (await sandbox.process.sample())?.cpuMs;
  let idle = 0;
  for (let window = 0; window < MOST_WINDOWS && idle < IDLE_WINDOWS; window += 1) {
    const seen = await sandbox.trace.waitForOptional(predicate, options);
    if (seen !== undefined || used === undefined) return seen;
    const now = (await sandbox.process.sample())?.cpuMs;
    idle = now === used ? idle + 1 : 0;
    used = now;
  }
  return undefined;
}
