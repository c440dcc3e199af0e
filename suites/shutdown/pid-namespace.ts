/** A bootstrap as process 1, as in a container. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { listProcesses } from '../../harness/process/proc.ts';

const run = promisify(execFile);

/** Without root this needs a user namespace, which some machines do not allow. */
const launchers = [
  ['unshare', '--pid', '--fork'],
  ['unshare', '--user', '--map-root-user', '--pid', '--fork'],
] as const;

/** A command prefix that starts a program as process 1 of a new PID namespace, if this machine supports it. */
export async function pidNamespace(): Promise<(typeof launchers)[number] | undefined> {
  for (const launcher of launchers) {
    const [command, ...options] = launcher;
    try {
      await run(command, [...options, 'true'], { timeout: 2000 });
      return launcher;
    } catch {
      // Missing or not allowed: try the next one.
    }
  }
  return undefined;
}

/** The pid, outside the namespace, of its process 1. */
export function topOfNamespace(launcher: number): number | undefined {
  return listProcesses().find(({ parent }) => parent === launcher)?.pid;
}
