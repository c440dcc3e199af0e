#!/usr/bin/env node
/**
 * Loads the command, which takes most of a second. A signal in that time ends the process: nothing has been started. It imports
 * nothing itself, since Node ends with 1, which means that the runtime deviates, where that fails.
 */
const { endWithExitCode } = await import('./harness/cli/io/exit-on-fault.ts').catch((reason: unknown) => {
  process.stderr.write(`lambdaspec: lambdaspec could not be loaded: ${String(reason)}. (RESOURCE_MISSING)\n`);
  process.exit(3);
});

await endWithExitCode(process, async () => {
  const { command } = await import('./command.ts');
  return command();
});
