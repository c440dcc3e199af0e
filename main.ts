#!/usr/bin/env node
/** Installs the signal handlers first: loading the rest takes most of a second, and a signal in that time must not be lost. */
import { endWithExitCode } from './harness/cli/io/exit-on-fault.ts';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort(signal));

await endWithExitCode(process, async () => {
  const { command } = await import('./command.ts');
  return command(interrupted.signal);
});
