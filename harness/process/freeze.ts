import type { Group } from './group.ts';
import { sendSignal } from './signal.ts';

/**
 * Stops every process of a sandbox, as Lambda stops an idle execution environment. The group is stopped at once; on Linux, so is
 * what left it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export function freezeGroup(group: Group): void {
  group.signal('SIGSTOP');
  signalOutsiders(group, 'SIGSTOP');
}

/** Lets every process of a sandbox go on. Harmless for those that were not stopped. */
export function thawGroup(group: Group): void {
  signalOutsiders(group, 'SIGCONT');
  group.signal('SIGCONT');
}

function signalOutsiders({ id, members }: Group, signal: NodeJS.Signals): void {
  for (const member of members.find()) if (member.group !== id) sendSignal(member.pid, signal);
}
