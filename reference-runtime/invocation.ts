/** One invocation as the Runtime API delivers it: the metadata is in the headers, the event is the body. */
import { isUtf8 } from 'node:buffer';
import { RuntimeFailure } from './errors.ts';
import type { Reply } from './exchange.ts';

/**
 * One delivered invocation. An optional header that is absent or blank is `undefined`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next
 */
export interface Invocation {
  /** Identifies the invocation in the path of its outcome. Not unique: a retry can carry the same id. */
  readonly requestId: string;
  /** Tells this delivery from others with the same request id. Its outcome carries it back, unchanged. */
  readonly invocationId: string | undefined;
  /** When the function runs out of time, in Unix milliseconds. */
  readonly deadlineMs: number | undefined;
  readonly receivedAtMs: number;
  readonly invokedFunctionArn: string | undefined;
  readonly traceId: string | undefined;
  /** JSON text, sent by the AWS Mobile SDK. */
  readonly clientContext: string | undefined;
  /** JSON text, sent by the AWS Mobile SDK. */
  readonly cognitoIdentity: string | undefined;
  readonly tenantId: string | undefined;
  readonly body: Buffer;
}

/** What the outcome of an invocation has to name. */
export type Delivery = Pick<Invocation, 'requestId'> & Partial<Pick<Invocation, 'invocationId'>>;

/** The event cannot be read. The message never quotes the event, since it also goes to the log. */
export class MalformedEvent extends RuntimeFailure {
  override readonly name = 'Runtime.MalformedEvent';
}

/** Reads the invocation from a reply to `next`; `undefined` if the reply has no request id. */
export function invocationFrom({ headers, body }: Reply): Invocation | undefined {
  const header = (name: string): string | undefined => headerText(headers[name]?.[0]);

  const requestId = header('lambda-runtime-aws-request-id');
  if (requestId === undefined) return undefined;
  return {
    requestId,
    invocationId: header('lambda-runtime-invocation-id'),
    deadlineMs: milliseconds(header('lambda-runtime-deadline-ms')),
    receivedAtMs: Date.now(),
    invokedFunctionArn: header('lambda-runtime-invoked-function-arn'),
    traceId: header('lambda-runtime-trace-id'),
    clientContext: header('lambda-runtime-client-context'),
    cognitoIdentity: header('lambda-runtime-cognito-identity'),
    tenantId: header('lambda-runtime-aws-tenant-id'),
    body,
  };
}

/** The event as a JavaScript value. Any JSON value is an event, not only an object. */
export function decodeEvent({ body }: Invocation): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    throw new MalformedEvent(`the event is not UTF-8 text (${body.length} bytes)`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedEvent(`the event is not valid JSON (${body.length} bytes)`, { cause });
  }
}

/** Node reads header bytes as Latin-1. The service sends UTF-8, for example in the client context. */
function headerText(raw: string | undefined): string | undefined {
  if (raw === undefined) return undefined;
  const bytes = Buffer.from(raw, 'latin1');
  const text = (isUtf8(bytes) ? bytes.toString() : raw).replaceAll(/^[ \t]+|[ \t]+$/g, '');
  return text === '' ? undefined : text;
}

function milliseconds(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}
