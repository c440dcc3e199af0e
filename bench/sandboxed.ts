/** A runtime in a sandbox with full recording, as the tests of the suites use it. */
import { seededRandom } from '../harness/base/random.ts';
import { Sandbox } from '../harness/sandbox/sandbox.ts';
import { limitsFor } from '../harness/sandbox/limits.ts';
import { isPoll } from '../harness/trace/calls.ts';

export interface SandboxedTarget {
  readonly bootstrap: string;
  readonly taskRoot: string;
  readonly handler?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Opens a sandbox, and waits for the first poll. */
export async function openSandbox({
  bootstrap,
  taskRoot,
  handler = 'none',
  environment = {},
}: SandboxedTarget): Promise<Sandbox> {
  const sandbox = await Sandbox.open({
    target: { command: [bootstrap], handler, taskRoot, environment },
    limits: limitsFor(1000, 1),
    random: seededRandom(1),
    processTag: `bench-${process.pid}`,
  });
  await sandbox.ready();
  return sandbox;
}

/** The milliseconds from the start of the process to its first poll. */
export function coldStartOf({ trace: { entries } }: Sandbox): number {
  const started = entries.find(({ kind }) => kind === 'runtime-started');
  return (entries.find(isPoll)?.at ?? NaN) - (started?.at ?? NaN);
}
