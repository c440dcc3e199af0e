import { isMainThread } from 'node:worker_threads';

let refused = false;

/**
 * From now on SIGUSR1 opens no debugger of Node. A runtime that may signal the harness could write its own verdict through it.
 *
 * @see https://nodejs.org/docs/latest-v20.x/api/process.html#signal-events
 */
export function refuseDebugger(): void {
  if (refused || !isMainThread) return;
  refused = true;
  process.on('SIGUSR1', () => {});
}
