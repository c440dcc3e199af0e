/** Requests since an index of the trace, for tests that count. */
import { isInvocationPost, isPoll } from '../../harness/trace/calls.ts';
import { describeExit } from '../../harness/trace/runtime-exit.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { Entry, EntryOf, RuntimeExit } from '../../harness/trace/entry.ts';

type Request = EntryOf<'request'>;

/** The first poll or result since an index of the trace, if one comes within the limit for an outcome. */
export function pollOrPostSince(sandbox: Sandbox, from: number): Promise<Entry | undefined> {
  return sandbox.trace.waitForOptional((entry) => isPoll(entry) || isInvocationPost(entry), {
    awaited: 'another poll',
    from,
    limitMs: sandbox.limits.outcomeMs,
  });
}

export function pollsSince(sandbox: Sandbox, from: number): Request[] {
  return sandbox.trace.entries.slice(from).filter(isPoll);
}

export function invocationPostsSince(sandbox: Sandbox, from: number): Request[] {
  return sandbox.trace.entries.slice(from).filter(isInvocationPost);
}

/** A request as text for evidence. */
export function line({ method, target }: Request): string {
  return `${method} ${target}`;
}

/** The state of the process, as a clause. */
export function endOf(sandbox: Sandbox): string {
  const end = sandbox.trace.entries.find((entry) => entry.kind === 'runtime-exited');
  return end?.kind === 'runtime-exited'
    ? `the runtime ${describeExit(end.exit)}`
    : 'the runtime is still running';
}

/** Whether a process failed: a non-zero exit code, or a signal that was not ours. */
export function failed(exit: RuntimeExit): boolean {
  return exit.kind === 'signalled' ? !exit.forced : exit.kind !== 'exited' || exit.exitCode !== 0;
}
