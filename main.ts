#!/usr/bin/env node
/** Listens for signals first: the rest takes most of a second to load, and a signal must not get lost meanwhile. */
import { endWithExitCode } from './harness/cli/io/exit-on-fault.ts';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

await endWithExitCode(process, async () => {
  const { command } = await import('./command.ts');
  return command(interrupted.signal);
});
