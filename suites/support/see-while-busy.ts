import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { Entry } from '../../harness/trace/entry.ts';
import type { WaitOptions } from '../../harness/trace/trace.ts';

/** Windows in a row without work after which the runtime is taken to wait for something. */
const IDLE_WINDOWS = 2;
/** A runtime with a thread that never rests is not watched for longer. */
const MOST_WINDOWS = 12;

/**
 * Waits for an entry that a wrong runtime makes and a right one does not, for as long as the runtime is at work: on a busy
 * machine it may come late, and a runtime that waits uses no processor. `limitMs` is the length of a window; where the
 * platform tells of no processor time, one has to do.
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
