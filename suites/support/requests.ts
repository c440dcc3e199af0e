/** Requests since an index of the trace, for tests that count. */
import { isPoll } from '../../harness/trace/view.ts';
import { describeExit } from '../../harness/trace/runtime-exit.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { ConnectionId, Entry, EntryOf, RuntimeExit } from '../../harness/trace/entry.ts';

type Request = EntryOf<'request'>;

/** POSTs below `…/invocation/`, with any id or none. */
export function isInvocationPost(entry: Entry): entry is Request {
  return (
    entry.kind === 'request' &&
    entry.method === 'POST' &&
    entry.target.startsWith('/2018-06-01/runtime/invocation/')
  );
}

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

/**
 * Whether the runtime no longer waits in this poll: it polled again, or the connection of the poll ended. A client may
 * close other connections at any time.
 */
export function givesUp({ connection }: Request): (entry: Entry) => boolean {
  return (entry) => isPoll(entry) || isEndOf(entry, connection);
}

export function isEndOf(entry: Entry, connection: ConnectionId): boolean {
  return entry.kind === 'connection-closed' && entry.connection === connection;
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
