/**
 * The faults the harness can inject: what the real service, the network or a freeze can do to a runtime. A fault is
 * attached to an endpoint for one request, for the next few, or for all that satisfy a predicate, and is recorded in the
 * trace, so that a report can tell it from the runtime's behaviour.
 */
import type { Endpoint } from '../../trace/entry.ts';
import type { Answer } from '../protocol/answers.ts';
import type { RawHeaders } from '../../base/headers.ts';

/** How the server ends a connection: an orderly end (FIN), or a reset (RST). */
export type Closing = 'end' | 'reset';

/** A test opens it when the server may continue. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

/** One change of the header block of a reply. Names are case-insensitive. */
export type HeaderEdit =
  | { readonly edit: 'remove'; readonly name: string }
  /** Replaces the value, or adds the field. */
  | { readonly edit: 'set'; readonly name: string; readonly value: string }
  /** Adds a field, also if the name exists. */
  | { readonly edit: 'add'; readonly name: string; readonly value: string }
  /** Rewrites every name, for example to lower case. */
  | { readonly edit: 'rename'; readonly rename: (name: string) => string }
  /** Reorders the fields. */
  | { readonly edit: 'reorder'; readonly order: (headers: RawHeaders) => RawHeaders };

export type Fault =
  /** Delays the reply. */
  | { readonly fault: 'delay'; readonly ms: number }
  /** The reply waits until the test opens the gate. */
  | { readonly fault: 'hold'; readonly gate: Gate }
  /** Replaces the answer of the model. It settles a result POST, as on Lambda. */
  | {
      readonly fault: 'status';
      readonly status: number;
      readonly reason?: string;
      readonly headers?: RawHeaders;
      readonly body?: string | Buffer;
    }
  /** The reply keeps its status and headers but has this body. */
  | { readonly fault: 'body'; readonly body: Buffer }
  | { readonly fault: 'headers'; readonly edits: readonly HeaderEdit[] }
  /** Whitespace before and after a value; usually one blank and none. */
  | { readonly fault: 'blanks'; readonly before: string; readonly after: string }
  /** The reason phrase; an empty one is legal. */
  | { readonly fault: 'reason'; readonly reason: string }
  /** Chunked coding with these chunk sizes, used in turn until the body is sent. */
  | { readonly fault: 'chunked'; readonly sizes: readonly number[]; readonly extensions?: boolean }
  /** No length and no chunks: the close of the connection ends the body. */
  | { readonly fault: 'until-close' }
  /** Sends the reply in segments of these sizes, used in turn, with a pause between them. */
  | { readonly fault: 'segments'; readonly sizes: readonly number[]; readonly pauseMs: number }
  /** Interim replies (1xx) before the reply. */
  | { readonly fault: 'interim'; readonly statuses: readonly number[] }
  /** The reply ends after its head and this many bytes of its body. */
  | { readonly fault: 'truncate'; readonly bodyBytes: number; readonly closing: Closing }
  /** The connection ends when the head of the request has arrived. */
  | { readonly fault: 'drop-at-head'; readonly closing: Closing }
  /** The connection ends when this many bytes of the request body have arrived. */
  | { readonly fault: 'drop-in-body'; readonly bodyBytes: number; readonly closing: Closing }
  /** The connection ends after the complete request, without a reply. */
  | { readonly fault: 'drop-before-reply'; readonly closing: Closing }
  /** The connection ends after the reply; `announced` sends `Connection: close`. */
  | {
      readonly fault: 'close-after-reply';
      readonly announced: boolean;
      readonly closing: Closing;
      /** Closes when this gate opens; until then the connection gets no more replies. Default: at once. */
      readonly gate?: Gate;
    }
  /** A request that expects `100 Continue` does not get it; its body is still read. */
  | { readonly fault: 'no-continue' }
  /** The body of the request is read at this pace, after a first part at full speed (default: 0 bytes). */
  | { readonly fault: 'read-slowly'; readonly bytesPerSecond: number; readonly burstBytes?: number }
  /** Nothing more of the request is read after this many bytes of its body, until the gate opens. */
  | { readonly fault: 'stall'; readonly bodyBytes: number; readonly gate: Gate }
  /** The reply comes when this many bytes of the request body have arrived; the rest is read and dropped. */
  | { readonly fault: 'answer-in-body'; readonly bodyBytes: number; readonly answer: Answer };

/** Faults for the requests of one endpoint. */
export interface FaultRule {
  readonly endpoint: Endpoint | 'any';
  readonly faults: readonly Fault[];
  /** Number of requests it still applies to. */
  remaining: number;
  readonly predicate: (request: { readonly target: string; readonly requestId?: string }) => boolean;
}

const NONE: readonly Fault[] = [];

/** The armed faults; the first matching rule applies to a request. */
export class FaultPlan {
  readonly #rules: FaultRule[] = [];

  /** Arms faults for the next requests of an endpoint. Default: the next one only. */
  arm(
    endpoint: Endpoint | 'any',
    faults: readonly Fault[],
    options: { readonly times?: number; readonly when?: FaultRule['predicate'] } = {},
  ): void {
    this.#rules.push({
      endpoint,
      faults,
      remaining: options.times ?? 1,
      predicate: options.when ?? (() => true),
    });
  }

  clear(): void {
    this.#rules.length = 0;
  }

  /** Whether armed faults still wait for a request. */
  get pending(): boolean {
    return this.#rules.some((rule) => rule.remaining > 0);
  }

  /** The faults for a request whose head has arrived; uses the rule once. */
  take(request: { endpoint: Endpoint; target: string; requestId?: string }): readonly Fault[] {
    const rule = this.#rules.find(
      (candidate) =>
        candidate.remaining > 0 &&
        (candidate.endpoint === 'any' || candidate.endpoint === request.endpoint) &&
        candidate.predicate(request),
    );
    if (rule === undefined) return NONE;
    rule.remaining -= 1;
    return rule.faults;
  }
}

/** Whether the request bypasses the state machine. */
export function replacesAnswer(faults: readonly Fault[]): boolean {
  return faults.some((fault) => ['status', 'drop-before-reply', 'drop-at-head'].includes(fault.fault));
}

/** The answer of a fault in place of the right one. */
export function injectedAnswer(fault: Extract<Fault, { fault: 'status' }>): Answer {
  return {
    status: fault.status,
    headers: fault.headers ?? [['Content-Type', 'application/json']],
    body: Buffer.from(fault.body ?? `{"errorMessage":"injected","errorType":"Injected${fault.status}"}\n`),
  };
}

/** Faults that keep a correct runtime from settling the invocation as usual. */
const preventing: ReadonlySet<Fault['fault']> = new Set([
  'status',
  'truncate',
  'body',
  'drop-before-reply',
  'drop-at-head',
]);

/** Whether faults of a delivery keep a correct runtime from settling the invocation as usual. */
export function preventsOutcome(faults: readonly Fault[]): boolean {
  return faults.some((fault) => preventing.has(fault.fault));
}

/** A gate that is closed until `open` is called. */
export function createGate(): Gate {
  const opening = new AbortController();
  const opened = new Promise<void>((resolve) => {
    opening.signal.addEventListener('abort', () => resolve());
  });
  return { opened, open: () => opening.abort() };
}

/** What a fault does, as a phrase for the trace. */
export function describeFault(fault: Fault): string {
  switch (fault.fault) {
    case 'delay':
      return `the reply is delayed by ${fault.ms} ms`;
    case 'hold':
      return 'the reply is held';
    case 'status':
      return `answered with ${fault.status}`;
    case 'body':
      return `the reply has another body (${fault.body.length} bytes)`;
    case 'headers':
      return `reply headers changed: ${fault.edits.map(describeEdit).join(', ')}`;
    case 'blanks':
      return `header values between ${JSON.stringify(fault.before)} and ${JSON.stringify(fault.after)}`;
    case 'reason':
      return fault.reason === '' ? 'no reason phrase' : `reason phrase "${fault.reason}"`;
    case 'chunked':
      return `the reply is chunked (${fault.sizes.slice(0, 5).join(', ')}${fault.sizes.length > 5 ? ', …' : ''} bytes)`;
    case 'until-close':
      return 'the end of the connection ends the body';
    case 'segments':
      return `the reply leaves in segments (${fault.sizes.slice(0, 5).join(', ')}${fault.sizes.length > 5 ? ', …' : ''} bytes, ${fault.pauseMs} ms apart)`;
    case 'interim':
      return `interim replies first: ${fault.statuses.join(', ')}`;
    case 'truncate':
      return `the reply breaks off after ${fault.bodyBytes} bytes of its body (${closingPhrase(fault.closing)})`;
    case 'drop-at-head':
      return `connection dropped at the head of the request (${closingPhrase(fault.closing)})`;
    case 'drop-in-body':
      return `connection dropped after ${fault.bodyBytes} bytes of the request body (${closingPhrase(fault.closing)})`;
    case 'drop-before-reply':
      return `connection dropped before the reply (${closingPhrase(fault.closing)})`;
    case 'close-after-reply':
      return `connection closed ${fault.gate === undefined ? '' : 'late '}after the reply, ${fault.announced ? 'announced' : 'not announced'} (${closingPhrase(fault.closing)})`;
    case 'no-continue':
      return 'no 100 Continue is sent';
    case 'read-slowly':
      return `the request is read at ${fault.bytesPerSecond} bytes/s${fault.burstBytes === undefined ? '' : ` after ${fault.burstBytes} bytes`}`;
    case 'stall':
      return `the request is not read any further after ${fault.bodyBytes} bytes of its body`;
    case 'answer-in-body':
      return `answered with ${fault.answer.status} after ${fault.bodyBytes} bytes of the request body`;
  }
}

function describeEdit(edit: HeaderEdit): string {
  switch (edit.edit) {
    case 'remove':
      return `without ${edit.name}`;
    case 'set':
      return `${edit.name}: ${edit.value.slice(0, 40)}`;
    case 'add':
      return `and ${edit.name.slice(0, 40)}: ${edit.value.slice(0, 40)}`;
    case 'rename':
      return 'names in other case';
    case 'reorder':
      return 'other order';
  }
}

function closingPhrase(closing: Closing): string {
  return closing === 'end' ? 'orderly end' : 'reset';
}
