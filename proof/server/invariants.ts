/** Invariants of every sequence, independent of the model: checked on the trace and on the replies the clients got. */
import { isPoll } from '../../harness/trace/calls.ts';
import type { Entry, EntryOf, ExchangeId } from '../../harness/trace/entry.ts';
import type { Player } from './sequence-player.ts';
import type { Reply } from './reply-parser.ts';

/** The invariants that one sequence breaks, as sentences. */
export function brokenInvariants(entries: readonly Entry[], player: Player): string[] {
  return [
    ...unheardReplies(entries, player),
    ...strayReplies(entries),
    ...deliveries(entries),
    ...forgottenEvents(entries, player),
    ...idsBeforeStates(entries),
    ...openAfterTooLarge(entries),
  ];
}

/**
 * Each client received exactly the replies that the server recorded for its connection: in order, complete, and no
 * others.
 */
function unheardReplies(entries: readonly Entry[], player: Player): string[] {
  return player.clientConnections.flatMap(({ client, connection, left, wholes }, index) => {
    const where = `client ${client} (connection ${index + 1})`;
    const sent = repliesOn(entries, index + 1).map((reply) => textOf(reply.status, reply.body.bytes));
    const heard = connection.replies.map((reply: Reply) => textOf(reply.status, reply.body));
    const problems: string[] = [];
    if (connection.fault !== undefined) problems.push(`${where}: ${connection.fault.message}`);
    if (heard.length > wholes) problems.push(`${where}: ${heard.length} replies to ${wholes} requests`);
    // A client that leaves early may miss the last reply, but receives no other in its place.
    const expected = left ? sent.slice(0, heard.length) : sent;
    if (heard.join('\n') !== expected.join('\n')) {
      problems.push(`${where} received [${heard.join(' | ')}], but was sent [${sent.join(' | ')}]`);
    }
    if (!left && connection.unreadBytes > 0)
      problems.push(`${where}: ${connection.unreadBytes} bytes that are not a reply`);
    return problems;
  });
}

/** At most one reply for each request, after the complete request. */
function strayReplies(entries: readonly Entry[]): string[] {
  const whole = new Set<ExchangeId>();
  const answered = new Set<ExchangeId>();
  const problems: string[] = [];
  for (const entry of entries) {
    if (entry.kind === 'request-body') whole.add(entry.exchange);
    if (entry.kind !== 'reply') continue;
    if (answered.has(entry.exchange)) problems.push(`request ${entry.exchange} was answered twice`);
    if (!whole.has(entry.exchange)) problems.push(`request ${entry.exchange} was answered before its end`);
    answered.add(entry.exchange);
  }
  return problems;
}

/** Events are delivered in queue order; a later event never before the current one is settled. */
function deliveries(entries: readonly Entry[]): string[] {
  const problems: string[] = [];
  let last = 0;
  let queued = 0;
  let over = true;
  for (const entry of entries) {
    if (entry.kind === 'invocation-queued') queued = entry.invocation;
    if (entry.kind === 'request-aborted') over = true;
    if (entry.kind === 'reply' && [202, 413].includes(entry.status)) over = true;
    if (entry.kind !== 'invocation-delivered') continue;
    const { invocation } = entry;
    if (invocation > queued) problems.push(`invocation ${invocation} was delivered before it was queued`);
    if (invocation !== last && invocation !== last + 1)
      problems.push(`invocation ${invocation} came after ${last}`);
    if (invocation !== last && !over)
      problems.push(`invocation ${invocation} came while ${last} was unsettled`);
    if (invocation === last && over && !abortedSince(entries, entry)) {
      problems.push(`invocation ${invocation} came again after it was settled`);
    }
    last = invocation;
    over = false;
  }
  return problems;
}

function abortedSince(entries: readonly Entry[], delivery: Entry): boolean {
  const end = entries.indexOf(delivery);
  const from = entries.findLastIndex(({ kind }, index) => index < end && kind === 'invocation-delivered');
  return entries.slice(from, end).some(({ kind }) => kind === 'request-aborted');
}

/** At the end no event stays queued while the last poll is unanswered. */
function forgottenEvents(entries: readonly Entry[], player: Player): string[] {
  const events = entries.filter(({ kind }) => kind === 'invocation-queued').length;
  const delivered = new Set(
    entries.flatMap((entry) => (entry.kind === 'invocation-delivered' ? [entry.invocation] : [])),
  );
  const polls = entries.filter(isPoll).filter(({ method }) => method === 'GET');
  const last = polls.at(-1);
  if (last === undefined || delivered.size === events) return [];
  const later = entries.slice(entries.indexOf(last));
  const answered = later.some((entry) => entry.kind === 'reply' && entry.exchange === last.exchange);
  const held = player.clientConnections[last.connection - 1];
  const lives = held !== undefined && !held.left && !held.connection.closed;
  // Another client may have received an event meanwhile; then that one is unsettled.
  const meanwhile = later.some(({ kind }) => kind === 'invocation-delivered');
  return answered || !lives || meanwhile
    ? []
    : [`the poll of request ${last.exchange} did not get a queued event`];
}

/** A result for an id that was never delivered is answered with 400 in every state. */
function idsBeforeStates(entries: readonly Entry[]): string[] {
  const given = new Set<string>();
  const problems: string[] = [];
  const unknown = new Set<ExchangeId>();
  for (const entry of entries) {
    if (entry.kind === 'invocation-delivered') given.add(entry.requestId);
    if (entry.kind === 'request' && entry.requestId !== undefined && entry.method === 'POST') {
      if (!given.has(entry.requestId)) unknown.add(entry.exchange);
    }
    if (entry.kind === 'reply' && unknown.has(entry.exchange) && entry.status !== 400) {
      problems.push(
        `request ${entry.exchange} names an unknown invocation and was answered with ${entry.status}`,
      );
    }
  }
  return problems;
}

/** After a 413 the invocation is over: no further result of it is accepted, and the next poll is. */
function openAfterTooLarge(entries: readonly Entry[]): string[] {
  const requests = new Map<ExchangeId, EntryOf<'request'>>();
  const over = new Set<string>();
  const problems: string[] = [];
  let closed = false;
  for (const entry of entries) {
    if (entry.kind === 'request') requests.set(entry.exchange, entry);
    if (entry.kind !== 'reply') continue;
    const { exchange, status } = entry;
    const request = requests.get(exchange);
    if (closed && request?.endpoint === 'next' && status === 403) {
      problems.push(`request ${exchange} polled after a 413 and was refused`);
    }
    if (status !== 403 && status !== 400) closed = status === 413;
    const id = request?.requestId;
    if (id === undefined) continue;
    if (status === 202 && over.has(id)) problems.push(`${id} was accepted after it was over`);
    if (status === 413 || status === 202) over.add(id);
  }
  return problems;
}

function repliesOn(entries: readonly Entry[], connection: number): EntryOf<'reply'>[] {
  const exchanges = new Set(
    entries.flatMap((entry) =>
      entry.kind === 'request' && entry.connection === connection ? [entry.exchange] : [],
    ),
  );
  return entries.filter(
    (entry): entry is EntryOf<'reply'> => entry.kind === 'reply' && exchanges.has(entry.exchange),
  );
}

function textOf(status: number, body: Buffer): string {
  return `${status} ${body.toString().trim()}`;
}
