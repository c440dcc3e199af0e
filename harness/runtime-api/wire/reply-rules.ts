/**
 * Rules for a reply of the server without an injected fault, taken from the specification and not from the model. A reply
 * that breaks one could blame a runtime for a fault of the harness.
 */
import type { Endpoint } from '../../trace/entry.ts';
import type { RawHeaders } from '../../base/headers.ts';
import type { Invocation } from '../invocations/invocation.ts';
import { headerValues } from '../../base/headers.ts';
import { targetPhase } from '../protocol/model.ts';

/** The request that a reply answers. */
export interface Asked {
  readonly endpoint: Endpoint;
  /** Whether the endpoint answers the method. */
  readonly methodFits: boolean;
  readonly bodyBytes: number;
  /** Whether it is a streamed response, which may be longer than a buffered one. */
  readonly streamed?: boolean;
  /** The invocation that the reply delivers, if any. */
  readonly delivered?: Invocation | undefined;
}

/** Statuses that each endpoint may answer with. */
const statuses: Readonly<Record<Endpoint, readonly number[]>> = {
  next: [200, 403],
  response: [202, 400, 403, 410, 413],
  // Only Managed Instances limit a report.
  error: [202, 400, 403, 410, 413],
  'init-error': [202, 403, 413],
  // Without SnapStart these paths do not exist.
  'restore-next': [200, 403, 404],
  'restore-error': [202, 403, 404],
  // Only Managed Instances refuse a registration, for its events.
  'extension-register': [200, 403],
  'extension-next': [],
  ping: [200],
  logs: [202],
  telemetry: [202],
  credentials: [200, 404],
  metadata: [200, 401],
  other: [404],
};

/** The error types that go with a status. */
const errorTypes: Readonly<Record<number, RegExp>> = {
  400: /^(?:InvalidRequestID|InvalidFunctionResponseMode)$/,
  403: /^InvalidStateTransition$/,
  410: /^InvokeTimeout$/,
  413: /^RequestEntityTooLarge$/,
};

const REGISTRATION_REFUSED = /^Extension\.InvalidEventType$/;

/** The state that a refused call aims at, by the name in its 403. */
const targets: Partial<Record<Endpoint, string>> = targetPhase;

const LIMIT_BYTES = 6_291_556;
const REPORT_LIMIT_BYTES = 1_048_576;
const STATUS_LINE = /^HTTP\/1\.1 (\d{3}) [\t\u0020-\u007e]+$/;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const BREAKS_LINES = /[\u0000\r\n]/;

/** The rules that one complete reply breaks, as phrases. */
export function brokenRules(bytes: Buffer, asked: Asked): string[] {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return ['has an unterminated head'];
  const [statusLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(STATUS_LINE.exec(statusLine)?.[1]);
  if (Number.isNaN(status)) return [`begins with ${JSON.stringify(statusLine.slice(0, 80))}`];
  const headers = lines.map(fieldOf);
  const body = bytes.subarray(end + 4);
  return [
    ...brokenFraming(headers, body),
    ...brokenStatus(status, asked),
    ...(status >= 400 && ![401, 404, 405].includes(status) ? brokenError(status, body, asked) : []),
    ...(status === 202 ? brokenAcceptance(body, asked) : []),
    ...(asked.endpoint === 'next' && status === 200 ? brokenDelivery(headers, body, asked.delivered) : []),
  ];
}

function fieldOf(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, Math.max(0, colon)), line.slice(colon + 1).trim()];
}

function brokenFraming(headers: RawHeaders, body: Buffer): string[] {
  const bad = headers.find(([name, value]) => !TOKEN.test(name) || BREAKS_LINES.test(value));
  const lengths = headerValues(headers, 'content-length');
  return [
    ...(bad === undefined ? [] : [`has the header field ${JSON.stringify(bad).slice(0, 80)}`]),
    ...(headerValues(headers, 'transfer-encoding').length > 0 ? ['is in a transfer coding'] : []),
    ...(lengths.length === 1 && lengths[0] === String(body.length)
      ? []
      : [`has ${body.length} bytes and the lengths [${lengths.join(', ')}]`]),
    ...(headerValues(headers, 'date').length === 1 ? [] : ['does not have exactly one date']),
  ];
}

function brokenStatus(status: number, { endpoint, methodFits }: Asked): string[] {
  const allowed = methodFits ? statuses[endpoint] : [405];
  return allowed.includes(status)
    ? []
    : [`has the status ${status}, and may have ${allowed.join(', ') || 'none'}`];
}

function brokenError(status: number, body: Buffer, asked: Asked): string[] {
  const { errorType, errorMessage } = documentOf(body);
  const problems: string[] = [];
  const types = asked.endpoint === 'extension-register' ? REGISTRATION_REFUSED : errorTypes[status];
  if (typeof errorType !== 'string' || types?.test(errorType) !== true) {
    problems.push(`is a ${status} of the type ${JSON.stringify(errorType)}`);
  }
  if (typeof errorMessage !== 'string' || errorMessage === '') problems.push('is an error without a message');
  const limit = asked.endpoint === 'response' ? LIMIT_BYTES : REPORT_LIMIT_BYTES;
  if (status === 413 && asked.bodyBytes <= limit)
    problems.push(`refuses ${asked.bodyBytes} bytes as too many`);
  const target = targets[asked.endpoint];
  if (
    status === 403 &&
    target !== undefined &&
    !String(errorMessage).includes(` to ${target} failed for runtime.`)
  ) {
    problems.push(`says ${JSON.stringify(errorMessage)} of a transition to ${target}`);
  }
  return problems;
}

function brokenAcceptance(body: Buffer, { endpoint, bodyBytes, streamed }: Asked): string[] {
  // The stubs of the two telemetry endpoints accept with their own document.
  if (endpoint === 'logs' || endpoint === 'telemetry') return [];
  return [
    ...(body.toString() === '{"status":"OK"}\n' ? [] : ['accepts with another body than {"status":"OK"}']),
    ...(endpoint === 'response' && streamed !== true && bodyBytes > LIMIT_BYTES
      ? [`accepts ${bodyBytes} bytes`]
      : []),
  ];
}

function brokenDelivery(headers: RawHeaders, body: Buffer, invocation: Invocation | undefined): string[] {
  if (invocation === undefined) return ['delivers no invocation'];
  const lost = invocation.headers.filter(
    ([name, value]) => !headers.some(([other, text]) => other === name && text === value.trim()),
  );
  return [
    ...lost.map(([name]) => `delivers without its ${name}`),
    ...(body.equals(invocation.event) ? [] : ['delivers another event']),
  ];
}

/** How an invocation differs from those of Lambda, as phrases. */
export function brokenInvocation({ usual, requestId, headers }: Invocation, now: number): string[] {
  if (usual !== true) return [];
  const value = (name: string): string => headerValues(headers, `lambda-runtime-${name}`).join(', ');
  const deadline = value('deadline-ms');
  return [
    ...(requestId !== '' && value('aws-request-id') === requestId ? [] : ['has no request id']),
    ...(/^\d{13}$/.test(deadline) && Number(deadline) > now ? [] : [`has the deadline ${deadline}`]),
    ...(/^arn:aws:lambda:[\w-]+:\d{12}:function:[\w-]+$/.test(value('invoked-function-arn'))
      ? []
      : [`has the ARN ${value('invoked-function-arn')}`]),
  ];
}

function documentOf(body: Buffer): { readonly errorType?: unknown; readonly errorMessage?: unknown } {
  try {
    const document: unknown = JSON.parse(body.toString());
    return typeof document === 'object' && document !== null ? document : {};
  } catch {
    return {};
  }
}
