/** The two ways the process ends: on SIGTERM, and after a fatal failure. */
import { setTimeout as delay } from 'node:timers/promises';
import { flushOutput } from './output.ts';

/**
 * How long the handler and the SIGTERM listeners of the function may continue. With internal extensions Lambda kills
 * the process 500 ms after the signal.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown
 */
const GRACE_MS = 300;

/**
 * The limit of the last flush. A reader that stopped reading must not keep a failed process alive; one on a busy
 * machine may need a while.
 */
const LAST_FLUSH_MS = 2000;

/**
 * A signal that fires on SIGTERM. It ends the poll, and then the process usually ends by itself; if not, it is ended
 * after the grace period. The listener matters most for process 1 of a container, where the kernel discards a SIGTERM
 * without a handler.
 */
export function abortOnSigterm(): AbortSignal {
  const controller = new AbortController();
  process.on('SIGTERM', () => {
    controller.abort();
    setTimeout(() => process.exit(0), GRACE_MS).unref();
  });
  return controller.signal;
}

/** Flushes the output and ends the process as failed. */
export async function giveUp(): Promise<never> {
  await Promise.race([flushOutput(), delay(LAST_FLUSH_MS)]);
  process.exit(1);
}
