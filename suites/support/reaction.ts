import { isPoll } from '../../harness/trace/calls.ts';
import type { PendingInvocation } from '../../harness/sandbox/pending-invocation.ts';
import { describeExit } from '../../harness/trace/runtime-exit.ts';
import { UnreachedError } from '../../harness/trace/outcome.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { Entry, RuntimeExit } from '../../harness/trace/entry.ts';
import { failed, invocationPostsSince } from './requests.ts';

/** After this many posts about one refusal the wait ends. */
const POSTS_COUNTED = 8;

/** The reaction of a runtime to a failure: it polled again, exited, or neither. */
export interface Reaction {
  readonly kind: 'polled' | 'exited' | 'neither';
  readonly exit?: RuntimeExit;
  /** Targets of the posts below `…/invocation/` until then. */
  readonly posts: readonly string[];
  /** Evidence: a clause with the runtime as its subject. */
  readonly text: string;
}

/**
 * Waits for the next poll or the end of the process, whichever comes first after the delivery of the event, or after
 * the entry at an index of the trace.
 */
export async function reaction(
  sandbox: Sandbox,
  since: PendingInvocation | number,
  limitMs: number = sandbox.limits.outcomeMs,
): Promise<Reaction> {
  if (typeof since !== 'number') await since.waitForDelivery();
  const from = typeof since === 'number' ? since : since.from;
  const posts = (): string[] => invocationPostsSince(sandbox, from).map(({ target }) => target);
  const decides = (entry: Entry): boolean =>
    entry.kind === 'runtime-exited' || isPoll(entry) || posts().length >= POSTS_COUNTED;
  let entry: Entry | undefined;
  try {
    entry = await sandbox.trace.expect(decides, {
      awaited: 'a poll or the end of the process',
      from,
      limitMs,
      endsWithRuntime: false,
    });
  } catch (reason) {
    if (!(reason instanceof UnreachedError)) throw reason;
  }
  if (entry?.kind === 'runtime-exited') {
    return { kind: 'exited', exit: entry.exit, posts: posts(), text: describeExit(entry.exit) };
  }
  if (entry !== undefined && isPoll(entry)) {
    return { kind: 'polled', posts: posts(), text: 'polled again' };
  }
  return {
    kind: 'neither',
    posts: posts(),
    text: posts().length >= POSTS_COUNTED ? `posted ${posts().length} times` : 'neither polled nor ended',
  };
}

/** Whether the process failed: a non-zero exit code, or a signal that was not ours. */
export function endedAsFailed({ exit }: Reaction): boolean {
  return exit !== undefined && failed(exit);
}
