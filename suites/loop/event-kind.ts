/** The paths that an event takes through a runtime: each may leave something behind that the others do not. */
import type { Fault } from '../../harness/runtime-api/invocations/faults.ts';
import type { PendingInvocation } from '../../harness/sandbox/pending-invocation.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { RawEvent } from '../support/test.ts';

export const EVENT_KINDS = ['plain', 'error', 'refused', 'malformed', 'big', 'dropped'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** What follows "for each", and what follows a number. */
export const kindNouns: Readonly<Record<EventKind, readonly [one: string, many: string]>> = {
  plain: ['event', 'events'],
  error: ['handler error', 'handler errors'],
  refused: ['refused result', 'refused results'],
  malformed: ['malformed event', 'malformed events'],
  big: ['big result', 'big results'],
  dropped: ['dropped connection', 'dropped connections'],
};

/** Events of normal size: the cost of a run must come from the runtime. */
const PADDING = 'x'.repeat(4000);

/** Larger than what programs usually keep in memory before they use a file. */
const BIG_PADDING = 'x'.repeat(1024 * 1024);

/** An event that the function returns. */
export function paddedEvent(n: number): unknown {
  return { n, padding: PADDING };
}

/** Queues the `n`-th event of a kind. What it arms applies to this event only. */
export function deliverKind(sandbox: Sandbox, kind: EventKind, n: number): PendingInvocation {
  switch (kind) {
    case 'plain':
      return sandbox.deliver(paddedEvent(n));
    case 'error':
      return sandbox.deliver({ probe: 'throw', type: 'Oops', message: 'on purpose' });
    case 'malformed':
      return sandbox.deliver(new RawEvent('{"malformed":'), { settleable: false });
    case 'big':
      return sandbox.deliver({ n, padding: BIG_PADDING });
    case 'refused': {
      const delivery = sandbox.deliver(paddedEvent(n));
      armFor(sandbox, delivery, { fault: 'status', status: 413 });
      return delivery;
    }
    case 'dropped': {
      // A runtime may give the result up.
      const delivery = sandbox.deliver(paddedEvent(n), { settleable: false });
      armFor(sandbox, delivery, { fault: 'drop-before-reply', closing: n % 2 === 0 ? 'end' : 'reset' });
      return delivery;
    }
  }
}

function armFor({ runtimeApi }: Sandbox, { requestId }: PendingInvocation, fault: Fault): void {
  runtimeApi.faults.arm('response', [fault], { when: (request) => request.requestId === requestId });
}
