/** A bootstrap as process 1, as in a container. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { listProcesses } from '../../harness/process/proc.ts';

const run = promisify(execFile);

/** Without root it takes a user namespace as well, which not every machine allows. */
const launchers = [
  ['unshare', '--pid', '--fork'],
  ['unshare', '--user', '--map-root-user', '--pid', '--fork'],
] as const;

/** The command that starts another one as process 1 of a new PID namespace, if this machine has one. */
export async function pidNamespace(): Promise<(typeof launchers)[number] | undefined> {
  for (const launcher of launchers) {
    const [command, ...options] = launcher;
    try {
      await run(command, [...options, 'true'], { timeout: 2000 });
      return launcher;
    } catch {
      // No such command, or not allowed: the next one may be.
    }
  }
  return undefined;
}

/** The process that is process 1 in there, by the number it has out here. */
export function topOfNamespace(launcher: number): number | undefined {
  return listProcesses().find(({ parent }) => parent === launcher)?.pid;
}
