import type { Fault } from './faults.ts';
import { headerBytes, type Invocation } from './invocation.ts';
import type { RawHeaders } from '../../base/headers.ts';
import { arnOf, type DeployedFunction } from '../../base/deployment.ts';
import { hex, uuid, type Random } from '../../base/random.ts';

/** The default time to the deadline: long enough never to matter. */
const DEFAULT_DEADLINE_MS = 60_000;

/**
 * What a test may choose about one invocation. A header value of `null` omits the header. Text is sent as UTF-8.
 */
export interface InvokeOptions {
  readonly requestId?: string | null;
  /** Unix time in milliseconds, or any text to send instead. */
  readonly deadlineMs?: number | string | null;
  readonly traceId?: string | null;
  readonly invokedFunctionArn?: string | null;
  readonly clientContext?: string | null;
  readonly cognitoIdentity?: string | null;
  readonly tenantId?: string | null;
  /** Default: none; on Managed Instances a new one for each delivery. */
  readonly invocationId?: string | null;
  readonly contentType?: string | null;
  readonly extraHeaders?: RawHeaders;
  /** Whether a correct runtime settles it. Default: yes. */
  readonly settleable?: boolean;
  /** Whether the process may end instead of settling it. Default: no. */
  readonly mayEnd?: boolean;
  /** Faults of the reply that delivers it. */
  readonly faults?: readonly Fault[];
  /** How long to wait for the outcome. Default: the limit of the sandbox. */
  readonly limitMs?: number;
  /** The limit for sending a reply in many pieces; `limitMs` starts after it. Default: 0. */
  readonly replyMs?: number;
}

/** The options that choose a header. */
const chosen = [
  'requestId',
  'deadlineMs',
  'invokedFunctionArn',
  'extraHeaders',
] as const satisfies (keyof InvokeOptions)[];

/** An event as raw bytes. */
export class RawEvent {
  readonly bytes: Buffer;

  constructor(bytes: Buffer | string) {
    this.bytes = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  }
}

/** Builds invocations; the seed varies what the specification leaves open. */
export class InvocationBuilder {
  readonly #random: Random;
  readonly #arn: string;
  readonly #withInvocationIds: boolean;
  #count = 0;

  constructor(random: Random, deployed: DeployedFunction, withInvocationIds = false) {
    this.#random = random;
    this.#arn = arnOf(deployed);
    this.#withInvocationIds = withInvocationIds;
  }

  build(event: unknown, options: InvokeOptions): Invocation {
    this.#count += 1;
    const requestId = options.requestId === undefined ? uuid(this.#random) : options.requestId;
    const invocationId = given(options.invocationId, this.#withInvocationIds ? uuid(this.#random) : null);
    const headers = fieldsOf([
      ['Content-Type', given(options.contentType, 'application/json')],
      ['Lambda-Runtime-Aws-Request-Id', requestId],
      ['Lambda-Runtime-Deadline-Ms', this.#deadline(options.deadlineMs)],
      ['Lambda-Runtime-Invoked-Function-Arn', given(options.invokedFunctionArn, this.#arn)],
      ['Lambda-Runtime-Trace-Id', given(options.traceId, this.#traceId())],
      ['Lambda-Runtime-Client-Context', options.clientContext ?? null],
      ['Lambda-Runtime-Cognito-Identity', options.cognitoIdentity ?? null],
      ['Lambda-Runtime-Aws-Tenant-Id', options.tenantId ?? null],
      ['Lambda-Runtime-Invocation-Id', invocationId],
    ]);
    return {
      number: this.#count,
      requestId: requestId ?? '',
      ...(invocationId === null || invocationId === '' ? {} : { invocationId }),
      event: event instanceof RawEvent ? event.bytes : Buffer.from(jsonText(event)),
      headers:
        options.extraHeaders === undefined
          ? this.#rotate(headers)
          : [...this.#rotate(headers), ...options.extraHeaders],
      settleable: (options.settleable ?? true) && options.mayEnd !== true,
      ...(options.mayEnd === true ? { mayEnd: true } : {}),
      usual: chosen.every((name) => options[name] === undefined),
      faults: options.faults ?? [],
    };
  }

  #deadline(deadline: InvokeOptions['deadlineMs']): string | null {
    return deadline === undefined
      ? String(Date.now() + DEFAULT_DEADLINE_MS)
      : deadline === null
        ? null
        : String(deadline);
  }

  #traceId(): string {
    const time = Math.floor(Date.now() / 1000).toString(16);
    const [id, parent] = [hex(this.#random, 24), hex(this.#random, 16)];
    return `Root=1-${time}-${id};Parent=${parent};Sampled=${this.#random() < 0.5 ? 0 : 1}`;
  }

  /** Rotates the header fields, whose order is free. */
  #rotate(headers: [string, string][]): [string, string][] {
    const start = Math.floor(this.#random() * headers.length);
    return [...headers.slice(start), ...headers.slice(0, start)];
  }
}

/** The JSON text of an event; `undefined` is sent as `null`. */
export function jsonText(event: unknown): string {
  return JSON.stringify(event) ?? 'null';
}

/** The fields that have a value. */
function fieldsOf(all: readonly (readonly [name: string, value: string | null])[]): [string, string][] {
  const fields: [string, string][] = [];
  for (const field of all) if (field[1] !== null) fields.push([field[0], headerBytes(field[1])]);
  return fields;
}

function given(value: string | null | undefined, usual: string | null): string | null {
  return value === undefined ? usual : value;
}
