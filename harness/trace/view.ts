/** Derived looks at a trace: requests with their replies, invocations with their outcomes. Pure. */
import type { Entry, EntryOf, ExchangeId } from './entry.ts';

/** A request, what became of it, and the reply it got. */
export interface Exchange {
  /** Index of the request in the trace. */
  readonly index: number;
  readonly request: EntryOf<'request'>;
  /** Undefined while the body is awaited, and for good when it broke off. */
  readonly body: EntryOf<'request-body'> | undefined;
  readonly bodyIndex: number | undefined;
  readonly reply: EntryOf<'reply'> | undefined;
  readonly replyIndex: number | undefined;
  readonly replyCompletedIndex: number | undefined;
  /** Whether a fault was injected into it. */
  readonly faulty: boolean;
}

/** An event that was delivered, and the results posted under its id until the next delivery. */
export interface DeliveredInvocation {
  readonly index: number;
  readonly delivery: EntryOf<'invocation-delivered'>;
  /** The result POSTs whose bodies arrived whole, in order of arrival. */
  readonly posts: readonly Exchange[];
  /** Index of the first poll after the delivery, on whatever connection. */
  readonly nextPollIndex: number | undefined;
  /** Whether the harness gave up waiting for its outcome. */
  readonly expired: boolean;
  /** Whether a fault touched the delivery or one of its posts, or the API went away. */
  readonly disturbed: boolean;
}

export interface TraceView {
  readonly entries: readonly Entry[];
  readonly exchanges: readonly Exchange[];
  readonly invocations: readonly DeliveredInvocation[];
  /** Index of the end of the process, if it ended. */
  readonly exitIndex: number | undefined;
  readonly exit: EntryOf<'runtime-exited'> | undefined;
  /** Whether entries were dropped: absence proves nothing then. */
  readonly overflowed: boolean;
}

export function viewOf(entries: readonly Entry[], overflowed = false): TraceView {
  const exchanges = exchangesOf(entries);
  const exitIndex = entries.findIndex((entry) => entry.kind === 'runtime-exited');
  const exit = entries[exitIndex];
  return {
    entries,
    exchanges,
    invocations: invocationsOf(entries, exchanges),
    exitIndex: exitIndex === -1 ? undefined : exitIndex,
    exit: exit?.kind === 'runtime-exited' ? exit : undefined,
    overflowed,
  };
}

function exchangesOf(entries: readonly Entry[]): Exchange[] {
  type Draft = { -readonly [K in keyof Exchange]: Exchange[K] };
  const drafts = new Map<ExchangeId, Draft>();
  for (const [index, entry] of entries.entries()) {
    if (entry.kind === 'request') {
      drafts.set(entry.exchange, {
        index,
        request: entry,
        body: undefined,
        bodyIndex: undefined,
        reply: undefined,
        replyIndex: undefined,
        replyCompletedIndex: undefined,
        faulty: false,
      });
      continue;
    }
    if (!('exchange' in entry) || entry.exchange === undefined) continue;
    const draft = drafts.get(entry.exchange);
    if (draft === undefined) continue;
    if (entry.kind === 'request-body') {
      draft.body = entry;
      draft.bodyIndex = index;
    } else if (entry.kind === 'reply') {
      draft.reply = entry;
      draft.replyIndex = index;
    } else if (entry.kind === 'reply-completed') {
      draft.replyCompletedIndex = index;
    } else if (entry.kind === 'fault') {
      draft.faulty = true;
    }
  }
  return [...drafts.values()];
}

function invocationsOf(entries: readonly Entry[], exchanges: readonly Exchange[]): DeliveredInvocation[] {
  const deliveries = [...entries.entries()].filter(
    (pair): pair is [number, EntryOf<'invocation-delivered'>] => pair[1].kind === 'invocation-delivered',
  );
  const faultIndexes = entries.flatMap((entry, index) =>
    (entry.kind === 'fault' && entry.exchange === undefined) ||
    (entry.kind === 'server' && entry.state !== 'listening')
      ? [index]
      : [],
  );
  const polls = exchanges.filter((exchange) => exchange.request.endpoint === 'next');
  const faultyExchanges = new Set(
    exchanges.filter((exchange) => exchange.faulty).map((exchange) => exchange.request.exchange),
  );
  return deliveries.map(([index, delivery], position) => {
    // The same id may be delivered again; its posts belong to the latest delivery before them.
    const next = deliveries.slice(position + 1).find(([, other]) => other.requestId === delivery.requestId);
    const end = next?.[0] ?? entries.length;
    const posts = exchanges.filter(
      ({ request, bodyIndex }) =>
        bodyIndex !== undefined &&
        bodyIndex > index &&
        bodyIndex < end &&
        (request.endpoint === 'response' || request.endpoint === 'error') &&
        request.requestId === delivery.requestId,
    );
    const attempts = exchanges.filter(
      ({ request, index: at }) => at > index && at < end && request.requestId === delivery.requestId,
    );
    return {
      index,
      delivery,
      posts,
      nextPollIndex: polls.find((poll) => poll.index > index)?.index,
      expired: entries.some(
        (entry) => entry.kind === 'wait-expired' && entry.invocation === delivery.invocation,
      ),
      disturbed:
        faultyExchanges.has(delivery.exchange) ||
        attempts.some((attempt) => attempt.faulty || attempt.body === undefined) ||
        faultIndexes.some((fault) => fault > index && fault < end),
    };
  });
}
