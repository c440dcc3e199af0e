import type { Group } from './group.ts';
import { sendSignal } from './signal.ts';

/**
 * Stops every process of a sandbox, as Lambda freezes an idle execution environment: the group and, on Linux, processes
 * that left it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export function freezeGroup(group: Group): void {
  group.signal('SIGSTOP');
  signalOutsiders(group, 'SIGSTOP');
}

/** Resumes every process of a sandbox. */
export function thawGroup(group: Group): void {
  signalOutsiders(group, 'SIGCONT');
  group.signal('SIGCONT');
}

function signalOutsiders({ id, members }: Group, signal: NodeJS.Signals): void {
  for (const member of members.find()) if (member.group !== id) sendSignal(member.pid, signal);
}
