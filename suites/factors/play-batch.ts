/** Plays rows against a runtime, and compares every outcome in full with the one that is due. */
import type { Fault } from '../../harness/runtime-api/invocations/faults.ts';
import { setTimeout as delay } from 'node:timers/promises';
import type { InvokeOptions } from '../../harness/runtime-api/invocations/invocation-builder.ts';
import type { PendingInvocation } from '../../harness/sandbox/pending-invocation.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { isPoll } from '../../harness/trace/calls.ts';
import { chargeFor, type SessionFault, type Symptom } from '../sessions/blame.ts';
import { reaction } from '../support/reaction.ts';
import { isReturned, wrongReport, wrongResult } from '../support/returned.ts';
import { RawEvent } from '../support/test.ts';
import type { Batch } from './batch.ts';
import { planEvent, type Due } from './event.ts';
import { inRow, preludes, setFactors, type Row } from './factor.ts';

/** Where a batch failed. */
export interface Failed {
  readonly fault: SessionFault;
  /** The row; -1: a plain event before the first. */
  readonly row: number;
  /** Events that the process had got before the one that failed. */
  readonly events: number;
}

/** The pause before an event, and how late a reply comes. */
const PAUSE_MS = 5;
const LONG_PAUSE_MS = 300;
const FREEZE_MS = 20;

/** Plain events in the queue: each is looked for in the trace behind those before it. */
const QUEUED = 32;

/** What a slow runtime gets for a body, as in limit-for.ts. */
const BYTES_PER_MS = 400;

/** Plays a batch in a new sandbox; `played` gets each row that held. Undefined: every outcome was as it should be. */
export async function playBatch(
  sandbox: Sandbox,
  { plain, rows }: Batch,
  withMessages: boolean,
  played: (row: Row) => void,
): Promise<Failed | undefined> {
  const player = new Player(sandbox, withMessages);
  const early = await player.plain(plain);
  if (early !== undefined) return { ...early, row: -1 };
  for (let row = 0; row < rows.length; row += 1) {
    const many = plainFrom(rows, row);
    const before = player.events;
    const fault = many > 1 ? await player.plain(many) : await player.row(rows[row] ?? {});
    if (fault !== undefined && 'fault' in fault) return { ...fault, row: row + fault.events - before };
    if (fault !== undefined) return { fault, row, events: player.events - 1 };
    played(rows[row] ?? {});
    // It may end after what is before a row.
    if (!sandbox.process.running) return undefined;
    row += Math.max(0, many - 1);
  }
  // What was armed for the outcome that a row did not have.
  sandbox.runtimeApi.faults.clear();
  return undefined;
}

/** How many plain rows stand there, one after the other. */
function plainFrom(rows: readonly Row[], from: number): number {
  let count = 0;
  while (from + count < rows.length && setFactors(rows[from + count] ?? {}).length === 0) count += 1;
  return count;
}

class Player {
  readonly #sandbox: Sandbox;
  /** Whether the runtime reports the messages of failures at all. */
  readonly #withMessages: boolean;
  events = 0;

  constructor(sandbox: Sandbox, withMessages: boolean) {
    this.#sandbox = sandbox;
    this.#withMessages = withMessages;
  }

  /** Plain events, several queued at a time: they only count. */
  async plain(count: number): Promise<Omit<Failed, 'row'> | undefined> {
    for (let left = count; left > 0; left -= QUEUED) {
      const before = this.events;
      const prepared = Array.from({ length: Math.min(left, QUEUED) }, () => this.#prepare({}));
      for (const [index, one] of prepared.entries()) {
        const fault = await this.#judge(one, left <= QUEUED && index === prepared.length - 1);
        if (fault !== undefined) return { fault, events: before + index };
      }
    }
    return undefined;
  }

  /** Plays the event of a row and what comes before it. */
  async row(row: Row): Promise<SessionFault | undefined> {
    const steps = preludes[inRow(row, 'before')];
    const queued = inRow(row, 'gap') === 'queued';
    const earlier: readonly (typeof steps)[number][] = queued && steps.length === 0 ? ['result'] : steps;
    let pending: Prepared | undefined;
    for (const [index, step] of earlier.entries()) {
      const before = this.#before(step);
      // The event of the row is queued while the one before it is in work.
      if (queued && index === earlier.length - 1) pending = this.#prepare(row);
      const fault = await before();
      if (fault !== undefined || !this.#sandbox.process.running) return fault;
    }
    if (pending === undefined) await this.#pause(row);
    return this.#judge(pending ?? this.#prepare(row));
  }

  /** Delivers what comes before a row; the returned function awaits its outcome. */
  #before(
    step: 'error' | 'result' | 'big' | 'malformed' | 'refused',
  ): () => Promise<SessionFault | undefined> {
    switch (step) {
      case 'result':
        return this.#judging(this.#prepare({}));
      case 'error':
        return this.#judging(this.#prepare({ result: 'error' }));
      case 'big':
        return this.#judging(this.#prepare({ result: '64 to 65 KiB', resultBytes: BIG_BYTES }));
      case 'malformed':
        return this.#surviving({ body: '{"a":' });
      case 'refused':
        return this.#surviving({ status: 413 });
    }
  }

  #judging(prepared: Prepared): () => Promise<SessionFault | undefined> {
    return () => this.#judge(prepared);
  }

  /** An event that is malformed, or whose result is refused: the runtime goes on, or ends. */
  #surviving({
    body,
    status,
  }: {
    readonly body?: string;
    readonly status?: number;
  }): () => Promise<SessionFault | undefined> {
    const sandbox = this.#sandbox;
    this.events += 1;
    const event = body === undefined ? { mark: this.#mark() } : new RawEvent(body);
    const pending = sandbox.deliver(event, { settleable: false });
    if (status !== undefined) {
      const when = ofInvocation(pending);
      sandbox.runtimeApi.faults.arm('response', [{ fault: 'status', status }], { when });
    }
    return async () => {
      const after = await reaction(sandbox, pending.from);
      return after.kind === 'neither'
        ? symptom('no-poll', 'another poll, or an exit', after.text)
        : undefined;
    };
  }

  #prepare(row: Row): Prepared {
    this.events += 1;
    const { event, bytes, due } = planEvent(row, this.#mark());
    const more = (bytes + (row.resultBytes ?? bytes)) / BYTES_PER_MS;
    const pending = this.#sandbox.deliver(event, {
      ...headersOf(row),
      faults: faultsOf(row, bytes),
      limitMs: this.#sandbox.limits.outcomeMs + more,
    });
    const reply = repliesOf(row);
    for (const endpoint of reply.length === 0 ? [] : (['response', 'error'] as const)) {
      this.#sandbox.runtimeApi.faults.arm(endpoint, reply, { when: ofInvocation(pending) });
    }
    return { pending, due };
  }

  async #judge({ pending, due }: Prepared, last = true): Promise<SessionFault | undefined> {
    const sandbox = this.#sandbox;
    const outcome = await pending.outcome();
    if (outcome.kind === 'none')
      return symptom('no-outcome', 'exactly one outcome for each event', outcome.reason);
    const wrong =
      due.kind === 'error'
        ? outcome.kind === 'error' &&
          (!this.#withMessages || String(outcome.object?.['errorMessage']).includes(due.message))
          ? undefined
          : (wrongReport(sandbox, outcome, due.message) ?? differs(due, outcome.describe()))
        : isReturned(outcome, due.value)
          ? undefined
          : (wrongResult(sandbox, outcome, due.value) ?? differs(due, outcome.describe()));
    return wrong ?? (last ? await this.#pollsAgain(outcome.request.exchange) : undefined);
  }

  async #pollsAgain(exchange: number): Promise<SessionFault | undefined> {
    const { trace, limits, process } = this.#sandbox;
    const from = trace.entries.findLastIndex(
      (entry) => entry.kind === 'request' && entry.exchange === exchange,
    );
    const awaited = 'the next poll';
    if ((await trace.waitForOptional(isPoll, { awaited, from, limitMs: limits.outcomeMs })) !== undefined)
      return undefined;
    return process.running
      ? symptom('no-poll', 'another poll', 'no poll after the outcome')
      : symptom('ended', 'a process that stays', 'it ended after an accepted outcome');
  }

  async #pause(row: Row): Promise<void> {
    const gap = inRow(row, 'gap');
    // Fixed sleeps: a pause is what the row asks for, and a frozen process produces nothing to wait for.
    if (gap === '5 ms') await delay(PAUSE_MS);
    if (gap === '300 ms') await delay(LONG_PAUSE_MS);
    if (gap !== 'freeze') return;
    this.#sandbox.process.freeze();
    await delay(FREEZE_MS);
    this.#sandbox.process.thaw();
  }

  #mark(): string {
    return `mark-${this.events}`;
  }
}

const BIG_BYTES = 65_600;

interface Prepared {
  readonly pending: PendingInvocation;
  readonly due: Due;
}

function ofInvocation({ requestId: own }: PendingInvocation): (request: { requestId?: string }) => boolean {
  return ({ requestId }) => requestId === own;
}

/** A header that a later version of the API may have. */
const FUTURE: [name: string, value: string] = ['Lambda-Runtime-Future', 'value'];

function headersOf(row: Row): InvokeOptions {
  switch (inRow(row, 'headers')) {
    case 'usual':
      return {};
    case 'no trace id':
      return { traceId: null };
    case 'caller':
      return {
        clientContext: '{"custom":{"key":"value"}}',
        cognitoIdentity: '{"cognitoIdentityId":"id","cognitoIdentityPoolId":"pool"}',
      };
    case 'unknown':
      return { extraHeaders: [FUTURE] };
    case 'repeated':
      return { extraHeaders: [FUTURE, FUTURE] };
  }
}

/** What the delivery is like. */
function faultsOf(row: Row, bytes: number): Fault[] {
  const faults: Fault[] = [];
  const names = inRow(row, 'names');
  if (names !== 'usual') {
    const rename = (name: string): string => (names === 'lower' ? name.toLowerCase() : name.toUpperCase());
    faults.push({ fault: 'headers', edits: [{ edit: 'rename', rename }] });
  }
  const framing = inRow(row, 'framing');
  if (framing !== 'length')
    faults.push({
      fault: 'chunked',
      sizes: [framing === 'one chunk' ? Math.max(bytes, 1) : Math.ceil(bytes / 20)],
    });
  // Four pieces: a cut in the head, and one in the body.
  if (inRow(row, 'segments') === 'pieces')
    faults.push({ fault: 'segments', sizes: [64, Math.ceil(bytes / 2) + 250], pauseMs: 0 });
  if (inRow(row, 'connection') === 'closed after the event')
    faults.push({ fault: 'close-after-reply', announced: true, closing: 'end' });
  return faults;
}

/** What the reply to the result is like. */
function repliesOf(row: Row): Fault[] {
  const faults: Fault[] = [];
  const reply = inRow(row, 'reply');
  if (reply === 'late') faults.push({ fault: 'delay', ms: PAUSE_MS });
  if (reply === 'pieces') faults.push({ fault: 'segments', sizes: [9, 70], pauseMs: 0 });
  if (inRow(row, 'connection') === 'closed after the result')
    faults.push({ fault: 'close-after-reply', announced: true, closing: 'end' });
  return faults;
}

function symptom(kind: Symptom, expected: string, actual: string): SessionFault {
  return { ...chargeFor({ do: 'invoke' }, kind), expected, actual };
}

function differs(due: Due, actual: string): SessionFault {
  const expected =
    due.kind === 'error'
      ? `an error with the message ${JSON.stringify(due.message)}`
      : `the response ${(JSON.stringify(due.value) ?? 'null').slice(0, 300)}`;
  return { requirement: 'loop.no-residue', code: 'wrong-result', expected, actual };
}
