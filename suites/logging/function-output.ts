/** Output that the function writes on request. */
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';

/** The event that makes the function write. */
export function writing(stdout: string, stderr: string, repeat = 1): unknown {
  return { probe: 'log', stdout, stderr, repeat };
}

/** Waits until the text has appeared this many times on stdout and stderr together. */
export async function outputWith(
  sandbox: Sandbox,
  text: string,
  from: number,
  limitMs: number,
  times = 1,
): Promise<boolean> {
  const enough = (): boolean =>
    sandbox.process.output('stdout', from).split(text).length +
      sandbox.process.output('stderr', from).split(text).length -
      2 >=
    times;
  const seen = await sandbox.trace.waitForOptional((entry) => entry.kind === 'output' && enough(), {
    awaited: `"${text}" in the output`,
    from,
    limitMs,
  });
  return seen !== undefined;
}
