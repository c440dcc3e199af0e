/** The calls that test the server, and their bytes. */

/** The request id that a result names. */
export type IdChoice =
  /** The id of the invocation delivered last. */
  | 'current'
  /** The id of the invocation before it. */
  | 'earlier'
  | 'unknown'
  | 'blank';

/** The calls that a sequence can send, including unknown paths and wrong methods. */
export const calls = {
  next: 'GET /2018-06-01/runtime/invocation/next',
  response: 'POST /2018-06-01/runtime/invocation/{id}/response',
  error: 'POST /2018-06-01/runtime/invocation/{id}/error',
  'init/error': 'POST /2018-06-01/runtime/init/error',
  'restore/next': 'GET /2018-06-01/runtime/restore/next',
  'restore/error': 'POST /2018-06-01/runtime/restore/error',
  ping: 'GET /2018-06-01/ping',
  logs: 'PUT /2020-08-15/logs',
  telemetry: 'PUT /2022-07-01/telemetry',
  nowhere: 'GET /2018-06-01/runtime/nowhere',
  'another version': 'GET /2018-06-02/runtime/invocation/next',
  'POST next': 'POST /2018-06-01/runtime/invocation/next',
  'GET response': 'GET /2018-06-01/runtime/invocation/{id}/response',
  'PUT error': 'PUT /2018-06-01/runtime/invocation/{id}/error',
  'GET init/error': 'GET /2018-06-01/runtime/init/error',
  'POST ping': 'POST /2018-06-01/ping',
} as const satisfies Record<string, string>;

export type CallName = keyof typeof calls;

export interface RequestOptions {
  /** Default: no id. */
  readonly requestId?: string;
  /** Omitted in a GET. Default: none. */
  readonly body?: Buffer;
  /** The response mode header, if any. */
  readonly mode?: string;
  /** Sends the body in chunks of these sizes, used in turn. Default: one body with its length. */
  readonly chunks?: readonly number[];
}

/** The bytes of a call, head and body separately. */
export function requestBytes(call: CallName, options: RequestOptions = {}): { head: Buffer; body: Buffer } {
  const line = calls[call].replace('{id}', encodeURIComponent(options.requestId ?? ''));
  const { chunks, mode } = options;
  const body = line.startsWith('GET ') ? undefined : (options.body ?? Buffer.alloc(0));
  const fields = [
    'Host: runtime',
    ...(mode === undefined ? [] : [`Lambda-Runtime-Function-Response-Mode: ${mode}`]),
    ...(body === undefined ? [] : ['Content-Type: application/json', framing(body.length, chunks)]),
  ];
  return {
    head: Buffer.from(`${line} HTTP/1.1\r\n${fields.join('\r\n')}\r\n\r\n`, 'latin1'),
    body: body === undefined ? Buffer.alloc(0) : chunks === undefined ? body : chunked(body, chunks),
  };
}

function framing(length: number, chunks: readonly number[] | undefined): string {
  return chunks === undefined ? `Content-Length: ${length}` : 'Transfer-Encoding: chunked';
}

function chunked(body: Buffer, sizes: readonly number[]): Buffer {
  const parts: Buffer[] = [];
  for (let [turn, offset] = [0, 0]; offset < body.length; turn += 1) {
    const piece = body.subarray(offset, offset + (sizes[turn % sizes.length] ?? body.length));
    parts.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
    offset += piece.length;
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}
