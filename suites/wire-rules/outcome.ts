/** The outcome of a delivered invocation, as far as a trace shows it with certainty. */
import type { DeliveredInvocation, Exchange, TraceView } from '../../harness/trace/view.ts';

/** A post although the service had accepted an earlier one for the same delivery. */
export interface SecondOutcome {
  readonly first: Exchange;
  readonly second: Exchange;
}

/**
 * The first post after an accepted outcome. A post may be repeated, or followed by a report of the failure, if its reply
 * was lost or if it was refused: only the emulator shows that a 413 ends the invocation, no document of AWS.
 */
export function secondOutcome({ posts }: DeliveredInvocation): SecondOutcome | undefined {
  for (const [position, second] of posts.entries()) {
    const first = posts.slice(0, position).find((earlier) => closes(earlier, second));
    if (first !== undefined) return { first, second };
  }
  return undefined;
}

function closes({ hasInjectedFault, reply, replyCompletedIndex }: Exchange, later: Exchange): boolean {
  if (reply === undefined || replyCompletedIndex === undefined) return false;
  if (replyCompletedIndex > later.index) return false;
  return !hasInjectedFault && reply.status >= 200 && reply.status < 300;
}

/**
 * Whether the runtime has gone on after the outcome, so that a second one would have shown. A trace may end at the first.
 */
export function isComplete({ index, nextPollIndex }: DeliveredInvocation, { exitIndex }: TraceView): boolean {
  return nextPollIndex !== undefined || (exitIndex !== undefined && exitIndex > index);
}

/** Why an invocation has no outcome if the runtime is certainly the cause; `undefined` otherwise. */
export function missingOutcome(
  invocation: DeliveredInvocation,
  view: TraceView,
): { readonly reason: string; readonly at: number; readonly ended?: boolean } | undefined {
  const { delivery, posts, faultInjected, expired, index, nextPollIndex } = invocation;
  const demanded = delivery.settleable || delivery.mayEnd === true;
  if (!demanded || faultInjected || posts.length > 0 || view.overflowed) return undefined;
  const lifecycle = view.lifecycle.filter(([at]) => at >= index);
  if (lifecycle.some(([, { kind }]) => kind === 'frozen')) return undefined;

  // Which comes first: its own exit or our signal.
  const [at, end] = lifecycle[0] ?? [];
  if (at !== undefined && end?.kind === 'runtime-exited') {
    return delivery.settleable ? { reason: 'the process ended by itself', at, ended: true } : undefined;
  }
  // A supervisor may have replaced the process that had the event; a poll then shows that the event is lost.
  if (delivery.mayEnd === true) {
    const ended = lifecycle.find(([, { kind }]) => kind === 'runtime-exited')?.[0] ?? Infinity;
    const polled = nextPollIndex !== undefined && nextPollIndex < ended && !view.pollsOverlap;
    return polled ? { reason: 'it asked for the next invocation', at: nextPollIndex } : undefined;
  }
  // With several pollers a poll says nothing about the invocation of another one.
  if (nextPollIndex !== undefined && !view.pollsOverlap) {
    return { reason: 'it asked for the next invocation', at: nextPollIndex };
  }
  return expired ? { reason: 'nothing came within the limit', at: index } : undefined;
}
