/** Derived looks at a trace: requests with their replies, invocations with their outcomes. Pure. */
import { isPoll, isResultPost } from './calls.ts';
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
  readonly hasInjectedFault: boolean;
}

/** An event that was delivered, and the results posted under its id until the next delivery. */
export interface DeliveredInvocation {
  readonly index: number;
  readonly delivery: EntryOf<'invocation-delivered'>;
  /** The result POSTs whose bodies arrived whole, in order of arrival. */
  readonly posts: readonly Exchange[];
  /** Index of the first poll after the delivery, on any connection; undefined in concurrent mode, where it tells nothing. */
  readonly nextPollIndex: number | undefined;
  /** Whether the harness gave up waiting for its outcome, on a machine that left the runtime enough time. */
  readonly expired: boolean;
  /** Whether a fault touched the delivery or one of its posts, or the API went away. */
  readonly faultInjected: boolean;
}

export interface TraceView {
  readonly entries: readonly Entry[];
  readonly exchanges: readonly Exchange[];
  readonly invocations: readonly DeliveredInvocation[];
  /** Index of the end of the process, if it ended. */
  readonly exitIndex: number | undefined;
  readonly exit: EntryOf<'runtime-exited'> | undefined;
  /** What befell the process, with the index of each: few entries among the many of a long trace. */
  readonly lifecycle: readonly (readonly [index: number, entry: LifecycleEntry])[];
  /** Whether a poll came while another one waited: then no poll tells about the invocation of another poller. */
  readonly pollsOverlap: boolean;
  /** Whether the runtime was started in concurrent mode, where it may poll and serve several events at once. */
  readonly concurrent: boolean;
  /** Whether entries were dropped: absence proves nothing then. */
  readonly overflowed: boolean;
}

/** An entry that ends or interrupts the life of the process, or is about to. */
export type LifecycleEntry = EntryOf<'frozen' | 'signal-sent' | 'runtime-exited'>;

/** Takes time in proportion to the trace, which a runtime that spins makes as long as the harness keeps it. */
export function viewOf(entries: readonly Entry[], overflowed = false): TraceView {
  const exchanges = exchangesOf(entries);
  const exitIndex = entries.findIndex((entry) => entry.kind === 'runtime-exited');
  const exit = entries[exitIndex];
  const concurrent = isConcurrent(entries);
  return {
    entries,
    exchanges,
    invocations: invocationsOf(entries, exchanges, concurrent),
    exitIndex: exitIndex === -1 ? undefined : exitIndex,
    exit: exit?.kind === 'runtime-exited' ? exit : undefined,
    lifecycle: [...entries.entries()].filter((pair): pair is [number, LifecycleEntry] =>
      isLifecycleEntry(pair[1]),
    ),
    pollsOverlap: pollsOverlap(exchanges),
    concurrent,
    overflowed,
  };
}

/** Whether AWS_LAMBDA_MAX_CONCURRENCY is set, as on Managed Instances. */
function isConcurrent(entries: readonly Entry[]): boolean {
  return entries.some(
    (entry) =>
      entry.kind === 'runtime-started' && entry.environment?.['AWS_LAMBDA_MAX_CONCURRENCY'] !== undefined,
  );
}

function isLifecycleEntry({ kind }: Entry): boolean {
  return kind === 'frozen' || kind === 'signal-sent' || kind === 'runtime-exited';
}

function pollsOverlap(exchanges: readonly Exchange[]): boolean {
  let answered = -1;
  for (const { index, request, replyIndex } of exchanges) {
    if (!isPoll(request)) continue;
    if (answered > index) return true;
    answered = Math.max(answered, replyIndex ?? Infinity);
  }
  return false;
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
        hasInjectedFault: false,
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
      draft.hasInjectedFault = true;
    }
  }
  return [...drafts.values()];
}

function invocationsOf(
  entries: readonly Entry[],
  exchanges: readonly Exchange[],
  concurrent: boolean,
): DeliveredInvocation[] {
  const deliveries = [...entries.entries()].filter(
    (pair): pair is [number, EntryOf<'invocation-delivered'>] => pair[1].kind === 'invocation-delivered',
  );
  const faultIndexes = entries.flatMap((entry, index) =>
    (entry.kind === 'fault' && entry.exchange === undefined) ||
    (entry.kind === 'server' && entry.state !== 'listening')
      ? [index]
      : [],
  );
  const exchangesWithFault = new Set(
    exchanges.filter((exchange) => exchange.hasInjectedFault).map((exchange) => exchange.request.exchange),
  );
  const expired = new Set(entries.flatMap((entry) => (isTimeout(entry) ? (entry.invocation ?? []) : [])));
  const exchangesById = groupBy(exchanges, ({ request }) => request.requestId);
  // The same id may be delivered again; its posts belong to the latest delivery before them.
  const endOf = new Map<number, number>();
  for (const sameId of groupBy(deliveries, ([, { requestId }]) => requestId).values()) {
    for (const [position, [index]] of sameId.entries())
      endOf.set(index, sameId[position + 1]?.[0] ?? entries.length);
  }
  const polls = exchanges.filter(({ request }) => isPoll(request));
  let poll = 0;
  return deliveries.map(([index, delivery]) => {
    const end = endOf.get(index) ?? entries.length;
    while ((polls[poll]?.index ?? Infinity) <= index) poll += 1;
    const sameId = exchangesById.get(delivery.requestId) ?? [];
    const attempts = sameId.filter(({ index: at }) => at > index && at < end);
    return {
      index,
      delivery,
      posts: sameId.filter(
        ({ request, bodyIndex }) =>
          bodyIndex !== undefined && bodyIndex > index && bodyIndex < end && isResultPost(request),
      ),
      nextPollIndex: concurrent ? undefined : polls[poll]?.index,
      expired: expired.has(delivery.invocation),
      faultInjected:
        exchangesWithFault.has(delivery.exchange) ||
        attempts.some((attempt) => attempt.hasInjectedFault || attempt.body === undefined) ||
        faultIndexes.some((fault) => fault > index && fault < end),
    };
  });
}

function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/**
 * Whether the Runtime API itself refused a result, so that it settles nothing. A 413 settles the invocation, and after an
 * injected fault a wait that expired because of the runtime, not of a busy machine. */
export function isTimeout(entry: Entry): entry is EntryOf<'wait-expired'> {
  return entry.kind === 'wait-expired' && entry.starved === undefined;
}

/** Whether an entry is the runtime has done its part.
 */
export function isRefused({ reply, hasInjectedFault }: Exchange): boolean {
  return reply !== undefined && reply.status >= 300 && reply.status !== 413 && !hasInjectedFault;
}
