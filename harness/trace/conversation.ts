/**
 * The conversation of one sandbox as plain data, turn by turn, so that a script can play the side of Lambda again and see
 * whether the runtime does the same. Pure.
 */
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { RawHeaders } from '../base/headers.ts';
import type { Bytes, Conversation, RuntimeTurn, ServiceTurn } from '../run/conversation.ts';
import type { Entry, EntryOf, ExchangeId, ObservedBody, RuntimeExit } from './entry.ts';

/** Where a conversation ends. */
export interface ConversationEnd {
  /** The index of the entry that shows the deviation; without it, the end of the trace does. */
  readonly at?: number;
  /** The time of the trace, in its milliseconds. */
  readonly now: number;
  /** The same moment on the wall clock. */
  readonly today: number;
  /** What is said about the deviation: headers it names are compared. */
  readonly words: string;
}

/** The reason of the signal that ends the process of a sandbox. */
export const CLOSED = 'the sandbox is closed';

/** A pause that a test makes; the harness itself answers faster. */
const PAUSE_MS = 50;
/** Nothing for so long is an observation of the test, which then is repeated with a limit for busy machines. */
const SILENCE_MS = 150;
const SILENCE_LIMITS = { least: 2000, most: 30_000 };
/** A body beyond it is compared by its digest. */
const SHOWN_BODY = 16 * 1024;
const PLAIN_BYTES = 64 * 1024;
/** Words of a deviation that is about resources. */
const MEASURED = /processor|\bcpu\b|memory|\b[kmg]ib\b|descriptor|thread|processes/i;

/** The conversation, or a sentence that says why a script cannot decide the deviation. */
export function conversationOf(entries: readonly Entry[], ending: ConversationEnd): Conversation | string {
  const { told, silentFrom } = toldPart(entries, ending);
  const obstacle = obstacleIn(told, ending.words);
  if (obstacle !== undefined) return obstacle;
  const started = told.find(({ kind }) => kind === 'runtime-started');
  if (started?.kind !== 'runtime-started') return 'The trace lacks the start of the runtime.';
  const turns = new Turns(ending);
  for (const entry of told) turns.add(entry);
  if (silentFrom !== undefined) turns.endInSilence(silentFrom);
  return {
    command: started.command,
    environment: started.environment ?? {},
    workingDirectory: started.workingDirectory ?? '',
    turns: turns.all,
  };
}

/** The entries up to the one that shows the deviation, and until when the runtime was watched, if it is the end. */
function toldPart(
  entries: readonly Entry[],
  { at, now }: ConversationEnd,
): { readonly told: readonly Entry[]; readonly silentFrom?: number } {
  const shown = at === undefined ? undefined : entries[at];
  if (shown !== undefined && 'exchange' in shown && shown.kind.startsWith('request')) {
    const whole = entries.findLastIndex(
      (entry) =>
        (entry.kind === 'request-body' || entry.kind === 'request-aborted') &&
        entry.exchange === shown.exchange,
    );
    return { told: entries.slice(0, Math.max(at ?? 0, whole) + 1) };
  }
  if (shown?.kind === 'runtime-exited' || shown?.kind === 'connection-closed')
    return { told: entries.slice(0, (at ?? 0) + 1) };
  const closed = entries.findIndex((entry) => entry.kind === 'signal-sent' && entry.reason === CLOSED);
  const told = closed === -1 ? entries : entries.slice(0, closed);
  return { told, silentFrom: entries[closed]?.at ?? now };
}

/** Why a script cannot decide it, if these entries show that. */
function obstacleIn(entries: readonly Entry[], words: string): string | undefined {
  const starts = entries.filter(({ kind }) => kind === 'runtime-started').length;
  if (starts > 1) return 'The runtime is started more than once.';
  for (const entry of entries) {
    if (entry.kind === 'protocol-problem')
      return 'It is in the bytes on the wire, below the requests that the script compares.';
    if (entry.kind === 'connection-opened' && entry.atFixedPort === true)
      return 'The runtime calls a fixed address, where the script does not listen.';
    if (entry.kind === 'sampled' && MEASURED.test(words))
      return 'It is measured in processor time, memory or descriptors, which the script does not measure.';
    if (entry.kind === 'fault' && entry.reading !== undefined)
      return 'The Runtime API reads the request in a way that the script does not.';
    if (entry.kind === 'server' && entry.state === 'overflow')
      return 'The runtime sent more requests than a trace keeps.';
    if (entry.kind === 'runtime-exited' && entry.exit.kind === 'failed-to-start')
      return 'The bootstrap could not be started.';
  }
  return undefined;
}

/** Collects the turns of a trace, entry by entry. */
class Turns {
  readonly all: (RuntimeTurn | ServiceTurn)[] = [];
  readonly #ending: ConversationEnd;
  readonly #requests = new Map<ExchangeId, { readonly head: EntryOf<'request'>; readonly number: number }>();
  /** The last request of each connection. */
  readonly #last = new Map<number, ExchangeId>();
  readonly #told = new Set<ExchangeId>();
  /** The body bytes of requests that broke off. */
  readonly #received = new Map<ExchangeId, number>();
  #before = 0;
  #output = false;
  #listened = false;
  #exited = false;

  constructor(ending: ConversationEnd) {
    this.#ending = ending;
  }

  add(entry: Entry): void {
    const count = this.all.length;
    this.#take(entry);
    if (this.all.length > count) this.#before = entry.at;
  }

  /** The runtime did nothing from its last turn until then. */
  endInSilence(until: number): void {
    const ms = until - this.#before;
    const { least, most } = SILENCE_LIMITS;
    if (this.#exited || ms < SILENCE_MS) return;
    this.all.push({ runtime: 'silent', ms: Math.round(Math.min(most, Math.max(least, ms))) });
  }

  #take(entry: Entry): void {
    switch (entry.kind) {
      case 'request':
        this.#requests.set(entry.exchange, { head: entry, number: this.#requests.size + 1 });
        this.#last.set(entry.connection, entry.exchange);
        return;
      case 'request-body':
        this.#tell(entry.exchange, 'whole', entry.body, entry.trailers);
        return;
      case 'request-aborted':
        this.#received.set(entry.exchange, entry.received);
        return;
      case 'reply':
        this.#reply(entry);
        return;
      case 'connection-closed':
        this.#close(entry);
        return;
      case 'runtime-exited':
        this.#exited = true;
        this.all.push({ runtime: 'exit', ...endOf(entry.exit), output: this.#output });
        return;
      case 'output':
        this.#output ||= entry.length > 0;
        return;
      case 'signal-sent':
        this.#serve(entry, { service: 'signal', signal: entry.signal });
        return;
      case 'frozen':
        this.#serve(entry, { service: 'freeze' });
        return;
      case 'thawed':
        this.#serve(entry, { service: 'thaw' });
        return;
      case 'server':
        if (entry.state === 'gone') this.#serve(entry, { service: 'gone' });
        else if (this.#listened) this.#serve(entry, { service: 'listen' });
        this.#listened = true;
        return;
      case 'fault':
        this.all.push({ service: 'fault', fault: entry.fault });
        return;
      case 'runtime-started':
      case 'connection-opened':
      case 'invocation-queued':
      case 'invocation-delivered': // its reply shows it
      case 'reply-completed':
      case 'protocol-problem':
      case 'sampled':
      case 'wait-expired': // the end of the conversation shows it
      case 'note':
    }
  }

  /** Adds the turn of a request. */
  #tell(
    exchange: ExchangeId,
    read: 'whole' | 'broken off' | number,
    body?: ObservedBody,
    trailers: RawHeaders = [],
  ): void {
    const known = this.#requests.get(exchange);
    if (known === undefined || this.#told.has(exchange)) return;
    this.#told.add(exchange);
    const { head, number } = known;
    const words = this.#ending.words.toLowerCase();
    this.all.push({
      runtime: 'request',
      request: number,
      endpoint: head.endpoint,
      method: head.method,
      path: head.target,
      headers: [...head.headers, ...trailers].filter(
        ([name]) => /^lambda-runtime-/i.test(name) || words.includes(name.toLowerCase()),
      ),
      read,
      body: body === undefined ? '' : comparable(body),
    });
  }

  #reply(entry: EntryOf<'reply'>): void {
    const to = this.#requests.get(entry.exchange)?.number;
    if (to === undefined) return;
    // A deadline lies in the future of whoever plays the conversation.
    const wall = this.#ending.today - (this.#ending.now - entry.at);
    const dated = (text: string): string => text.replaceAll(/\b1[5-9]\d{11}\b/g, deadlineFrom(wall));
    this.#serve(entry, {
      service: 'reply',
      to,
      status: entry.status,
      headers: entry.headers.map(([name, value]): [string, string] => [name, dated(value)]),
      body: packed(entry.body.bytes),
      ...(entry.pieces === undefined
        ? {}
        : {
            pieces: entry.pieces.map((piece) =>
              'bytes' in piece ? { bytes: datedBytes(piece.bytes, dated) } : piece,
            ),
          }),
    });
  }

  #close(entry: EntryOf<'connection-closed'>): void {
    const { pending, connection, by, how } = entry;
    const last = this.#last.get(connection);
    if (by === 'server') {
      if (pending !== undefined) this.#tell(pending, this.#received.get(pending) ?? 0);
      const to = last === undefined ? undefined : this.#requests.get(last)?.number;
      if (to !== undefined) this.#serve(entry, { service: 'close', to, how });
      return;
    }
    if (pending === undefined) return;
    if (this.#told.has(pending)) {
      const request = this.#requests.get(pending)?.number ?? 0;
      this.all.push({ runtime: 'disconnect', request });
    } else {
      this.#tell(pending, 'broken off');
    }
  }

  #serve({ at }: Entry, turn: ServiceTurn): void {
    const waited = Math.round(at - this.#before);
    this.all.push(waited < PAUSE_MS ? turn : { afterMs: waited, ...turn });
  }
}

function endOf(exit: RuntimeExit): { readonly code?: number; readonly signal?: string } {
  if (exit.kind === 'exited') return { code: exit.exitCode };
  return exit.kind === 'signalled' ? { signal: exit.signal } : {};
}

/** A body as it is compared. */
function comparable(body: ObservedBody): Bytes | { readonly length: number; readonly sha256: string } {
  if (body.length <= SHOWN_BODY && !body.cut) return packed(body.bytes);
  return { length: body.length, sha256: createHash('sha256').update(body.bytes).digest('hex') };
}

/** A time in milliseconds as the script writes it: `${now+60000}`. */
function deadlineFrom(wall: number): (digits: string) => string {
  return (digits) => `\${now+${Math.round(Number(digits) - wall)}}`;
}

function datedBytes(bytes: Buffer, dated: (text: string) => string): Bytes {
  const text = bytes.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  if (!text.startsWith('HTTP/') || end === -1) return packed(bytes);
  const head = Buffer.from(dated(text.slice(0, end)), 'latin1');
  return packed(Buffer.concat([head, bytes.subarray(end)]));
}

function packed(bytes: Buffer): Bytes {
  if (bytes.length > PLAIN_BYTES) return { deflated: deflateRawSync(bytes).toString('base64') };
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : { base64: bytes.toString('base64') };
}
