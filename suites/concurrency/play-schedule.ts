import { createGate, type Gate } from '../../harness/runtime-api/invocations/faults.ts';
import type { InvokeOptions } from '../../harness/runtime-api/invocations/invocation-builder.ts';
import type { PendingInvocation } from '../../harness/sandbox/pending-invocation.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { isResultPost } from '../../harness/trace/calls.ts';
import type { Entry, EntryOf } from '../../harness/trace/entry.ts';
import { Outcome } from '../../harness/trace/outcome.ts';
import { HandlerGate, isArrival } from './handler-gate.ts';
import { eachEvent, type Schedule } from './schedule.ts';

/** What a schedule sends for one of its events. */
export interface Sent {
  readonly options?: InvokeOptions;
  /** The message with which the handler fails; it succeeds without one. */
  readonly failsWith?: string;
}

/** What came when the handler of an event was let go: of all results that are due, only this one. */
export interface Finished {
  readonly event: number;
  readonly token: string;
  readonly pending: PendingInvocation;
  /** The first result after it; undefined: none came. */
  readonly result: Outcome | undefined;
  /** The events that were in work. */
  readonly inWork: readonly number[];
}

interface InWork {
  readonly token: string;
  readonly pending: PendingInvocation;
  readonly reply: Gate;
  step: number;
}

let played = 0;

/**
 * Plays a schedule: delivers each event and waits until its handler runs, lets handlers finish, and accepts their results,
 * all in the order of the schedule. Yields each result as it comes; a reader that stops ends the play.
 *
 * @throws {UnreachedError} when a handler does not start.
 */
export async function* playSchedule(
  sandbox: Sandbox,
  schedule: Schedule,
  sent: (event: number) => Sent = () => ({}),
): AsyncGenerator<Finished> {
  await using gate = await HandlerGate.open(sandbox.trace);
  played += 1;
  const open = new Map<number, InWork>();
  try {
    for (const event of schedule) {
      const known = open.get(event);
      if (known === undefined) {
        const token = `event-${played}-${event + 1}`;
        open.set(event, await begin(sandbox, gate, token, sent(event), [...open.values()]));
      } else if (known.step === 1) {
        known.step = 2;
        const inWork = [...open.keys()];
        const others = [...open.values()].filter((other) => other !== known);
        const result = await finish(sandbox, gate, known, others);
        yield { event, token: known.token, pending: known.pending, result, inWork };
      } else {
        await accept(sandbox, known);
        open.delete(event);
      }
    }
  } finally {
    for (const { reply, pending } of open.values()) {
      reply.open();
      sandbox.runtimeApi.withdraw(pending.requestId);
    }
    sandbox.runtimeApi.faults.clear();
  }
}

async function begin(
  sandbox: Sandbox,
  gate: HandlerGate,
  token: string,
  sent: Sent,
  others: readonly InWork[],
): Promise<InWork> {
  const { options = {}, failsWith } = sent;
  const failing = failsWith === undefined ? {} : { message: failsWith };
  const from = sandbox.trace.length;
  const pending = sandbox.deliver({ probe: 'hold', gate: gate.address, token, ...failing }, options);
  const reply = createGate();
  for (const endpoint of ['response', 'error'] as const) {
    sandbox.runtimeApi.faults.arm(endpoint, [{ fault: 'hold', gate: reply }], {
      when: ({ requestId }) => requestId === pending.requestId,
    });
  }
  const begun = { awaited: `the start of the handler of ${token}`, from };
  const isBegun = (entry: Entry): boolean => isArrival(entry, token);
  await letHeldRepliesGo(sandbox, others, isBegun, begun);
  await sandbox.trace.expect(isBegun, { ...begun, limitMs: sandbox.limits.outcomeMs });
  return { token, pending, reply, step: 1 };
}

/**
 * Sends the held replies to the results of others if an entry does not come. A worker may be waiting for one of them, and with
 * as many of them as the runtime has threads for its requests nothing can be sent: AWS's client for Node.js has four.
 */
async function letHeldRepliesGo(
  sandbox: Sandbox,
  others: readonly InWork[],
  isAwaited: (entry: Entry) => boolean,
  wait: { readonly awaited: string; readonly from: number },
): Promise<void> {
  const held = others.filter(({ step }) => step === 2);
  if (held.length === 0) return;
  const limitMs = sandbox.limits.outcomeMs / 4;
  const seen = await sandbox.trace.waitForOptional(isAwaited, { ...wait, limitMs });
  if (seen === undefined) for (const other of held) other.reply.open();
}

/** Lets a handler go and waits for the next result, which must be its own. */
async function finish(
  sandbox: Sandbox,
  gate: HandlerGate,
  { token }: InWork,
  others: readonly InWork[],
): Promise<Outcome | undefined> {
  const from = sandbox.trace.length;
  const heads = new Map<number, EntryOf<'request'>>();
  const isResult = (entry: Entry): entry is EntryOf<'request-body'> => {
    if (isResultPost(entry)) heads.set(entry.exchange, entry);
    return entry.kind === 'request-body' && heads.has(entry.exchange);
  };
  const wait = { awaited: `the result of ${token}`, from };
  gate.release(token);
  await letHeldRepliesGo(sandbox, others, isResult, wait);
  const limitMs = sandbox.limits.outcomeMs;
  const completed = await sandbox.trace.waitForOptional(isResult, { ...wait, limitMs });
  const head = completed && heads.get(completed.exchange);
  return completed === undefined || head === undefined ? undefined : new Outcome(head, completed);
}

/** Sends the reply to the result, and waits until it has left. */
async function accept(sandbox: Sandbox, { pending, reply, token }: InWork): Promise<void> {
  const { trace, limits } = sandbox;
  const from = pending.from;
  const posts = new Set<number>();
  reply.open();
  await trace.waitForOptional(
    (entry) => {
      if (isResultPost(entry, pending.requestId)) posts.add(entry.exchange);
      return entry.kind === 'reply-completed' && posts.has(entry.exchange);
    },
    { awaited: `the reply to the result of ${token}`, from, limitMs: limits.outcomeMs },
  );
}

/** How many steps a schedule of this many events has. */
export function stepsOf(events: number): number {
  return events * eachEvent.length;
}
