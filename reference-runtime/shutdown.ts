/** The two ways out: asked to stop, and given up. */
import { setTimeout as delay } from 'node:timers/promises';
import { flushOutput } from './output.ts';

/**
 * How long the handler and the SIGTERM listeners of the function may go on. With internal extensions Lambda kills the
 * process 500 ms after the signal.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown
 */
const GRACE_MS = 300;

/** A reader that went away must not keep a failed process alive; one on a busy machine may need a while. */
const LAST_FLUSH_MS = 2000;

/**
 * A signal that fires on SIGTERM. Who polls stops polling, whereupon the process ends by itself; should anything else
 * keep it alive, it is ended after the grace period. Listening matters most as process 1 of a container, where the
 * kernel discards a SIGTERM nobody listens to.
 */
export function abortOnSigterm(): AbortSignal {
  const controller = new AbortController();
  process.on('SIGTERM', () => {
    controller.abort();
    setTimeout(() => process.exit(0), GRACE_MS).unref();
  });
  return controller.signal;
}

/** Ends the process as failed, with its last words written. */
export async function giveUp(): Promise<never> {
  await Promise.race([flushOutput(), delay(LAST_FLUSH_MS)]);
  process.exit(1);
}
