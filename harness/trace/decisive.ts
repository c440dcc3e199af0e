/** The entries of a trace in which a deviation shows: always shown whole, and never left out of an excerpt. */
import { isPoll, isResultPost } from './calls.ts';
import type { Entry, RuntimeExit } from './entry.ts';
import { describeExit } from './runtime-exit.ts';

/** The last lines of the runtime before its end that are shown whole. */
const LAST_WORDS = 3;

/**
 * The entry that shows a deviation of a trace: the wait that expired last, or what `actual` mentions: an exit, the target of a
 * call, or its body. Undefined if the trace has none of them.
 */
export function decisiveEntry(entries: readonly Entry[], actual: string): Entry | undefined {
  const last = entries.findLast(
    ({ kind }) => kind === 'wait-expired' || kind === 'runtime-exited' || kind === 'request',
  );
  if (last?.kind === 'wait-expired') return last;
  return (
    entries.findLast((entry) => entry.kind === 'runtime-exited' && tellsOf(actual, entry.exit)) ??
    entries.findLast(
      (entry) => entry.kind === 'request' && actual.includes(entry.target) && !isPoll(entry),
    ) ??
    entries.findLast((entry) => entry.kind === 'request-body' && hasBody(actual, entry.body.bytes))
  );
}

/** The beginning of a body, by which a text that quotes it is known. */
const TELLING_BYTES = 60;

function hasBody(text: string, bytes: Buffer): boolean {
  return bytes.length > 1 && text.includes(bytes.subarray(0, TELLING_BYTES).toString('utf8'));
}

/**
 * What belongs to the entry that shows a deviation: the whole exchange, the event that it answers, and before an end or a wait
 * in vain the last exchange and the last words of the runtime.
 *
 * @param shows Undefined: the last call of the runtime that is not a poll.
 */
export function decisiveEntries(entries: readonly Entry[], shows: Entry | undefined): ReadonlySet<Entry> {
  const start = shows ?? entries.findLast((entry) => entry.kind === 'request' && !isPoll(entry));
  if (start === undefined) return new Set();
  const before = entries.slice(0, entries.lastIndexOf(start) + 1);
  const told = new Set<Entry>([start, ...exchangeOf(entries, start)]);
  if (start.kind === 'runtime-exited' || start.kind === 'wait-expired') {
    const last = before.findLast((entry) => entry.kind === 'request');
    if (last !== undefined) add(told, exchangeOf(entries, last));
    add(told, before.filter(({ kind }) => kind === 'output').slice(-LAST_WORDS));
  }
  const calls = entries.filter((entry) => entry.kind === 'request' && told.has(entry));
  for (const entry of calls) add(told, eventOf(entries, entry));
  return told;
}

function tellsOf(text: string, exit: RuntimeExit): boolean {
  return !(exit.kind === 'signalled' && exit.forced) && text.includes(describeExit(exit));
}

/** The request, its body and the reply, if the entry is one of them. */
function exchangeOf(entries: readonly Entry[], entry: Entry): Entry[] {
  const number = numberOf(entry);
  return number === undefined ? [] : entries.filter((other) => numberOf(other) === number);
}

/** The reply that delivered the event which a call settles, or after which it asks for the next one. */
function eventOf(before: readonly Entry[], entry: Entry): Entry[] {
  const settled = isResultPost(entry) ? entry.requestId : undefined;
  if (!isResultPost(entry) && !isPoll(entry)) return [];
  const deliveries = before
    .slice(0, before.lastIndexOf(entry))
    .filter((other) => other.kind === 'invocation-delivered');
  const own = deliveries.findLast(({ requestId }) => requestId === settled) ?? deliveries.at(-1);
  return own === undefined ? [] : exchangeOf(before, own).filter(({ kind }) => kind === 'reply');
}

function numberOf(entry: Entry): number | undefined {
  return 'exchange' in entry ? entry.exchange : undefined;
}

function add<T>(set: Set<T>, more: readonly T[]): void {
  for (const one of more) set.add(one);
}
