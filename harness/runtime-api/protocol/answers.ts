import type { RawHeaders } from '../../base/headers.ts';

/** A reply before framing. */
export interface Answer {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly body: Buffer;
}

/** The largest body of a response: 6 MiB + 100 bytes (spec.md A.2). */
export const MAXIMUM_PAYLOAD_BYTES = 6_291_556;

/** The largest body of an error report on Managed Instances. */
export const MAXIMUM_ERROR_BYTES = 1024 * 1024;

/** The success of every POST (spec.md A.0). */
export const accepted = (): Answer => ACCEPTED;

export const invalidRequestId = (): Answer => failure(400, 'InvalidRequestID', 'Invalid request ID');

export const invalidResponseMode = (): Answer =>
  failure(400, 'InvalidFunctionResponseMode', 'Invalid function response mode');

export const payloadTooLarge = (): Answer => bodyTooLarge(MAXIMUM_PAYLOAD_BYTES);

export const bodyTooLarge = (maximum: number): Answer =>
  failure(413, 'RequestEntityTooLarge', `Exceeded maximum allowed payload size (${maximum} bytes).`);

/** A result that is late, or that belongs to another delivery of the same request id (spec.md A.12). */
export const invokeTimeout = (): Answer => failure(410, 'InvokeTimeout', 'Invoke timeout');

export const stateTransitionRefused = (from: string, to: string): Answer =>
  failure(
    403,
    'InvalidStateTransition',
    `State transition from ${from} to ${to} failed for runtime. Error: State transition is not allowed`,
  );

export const badRequest = (detail: string): Answer => failure(400, 'BadRequest', detail);

/** In the form of Go's server, which is the emulator's. */
export const notFound = (): Answer => {
  const answer = text(404, '404 page not found\n');
  return { ...answer, headers: [...answer.headers, ['X-Content-Type-Options', 'nosniff']] };
};

export const methodNotAllowed = (allow: string): Answer => ({
  status: 405,
  headers: [['Allow', allow]],
  body: Buffer.alloc(0),
});

/** An error document as the Runtime API writes them (spec.md A.0). */
export function failure(status: number, errorType: string, errorMessage: string): Answer {
  return json(status, { errorMessage, errorType });
}

export function json(status: number, value: unknown): Answer {
  return {
    status,
    headers: [['Content-Type', 'application/json']],
    body: Buffer.from(`${JSON.stringify(value)}\n`),
  };
}

export function text(status: number, body: string): Answer {
  return {
    status,
    headers: [['Content-Type', 'text/plain; charset=utf-8']],
    body: Buffer.from(body),
  };
}

/** One object, which a server frames once a second instead of at each POST. */
const ACCEPTED = json(202, { status: 'OK' });
