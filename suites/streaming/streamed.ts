/** Streams of the probe function, and how they end on the wire. */
import { createHash } from 'node:crypto';
import { headerValue } from '../../harness/base/headers.ts';
import type { InvokeOptions } from '../../harness/runtime-api/invocations/invocation-builder.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { isErrorPost, isResultPost } from '../../harness/trace/calls.ts';
import type { Entry, EntryOf, ExchangeId } from '../../harness/trace/entry.ts';
import { describeExit } from '../../harness/trace/runtime-exit.ts';
import type { Control, TestContext } from '../support/test.ts';
import { contentType, objectOf, parseJson } from '../wire-rules/body.ts';
import { HTTP_INTEGRATION, splitPrelude } from '../wire-rules/prelude.ts';

/** What the probe function writes: texts, or numbers of bytes that count up from the first byte, modulo 251. */
export interface StreamEvent {
  readonly probe: 'stream' | 'http-stream' | 'late-write';
  readonly chunks: readonly (string | number)[];
  readonly [option: string]: unknown;
}

/** How the answer to an event ended. */
export interface Streamed {
  /** `whole`: a response with its end; `broken`: one without; `error`: a report at /error; `none`: nothing. */
  readonly kind: 'whole' | 'broken' | 'error' | 'none';
  readonly request: EntryOf<'request'> | undefined;
  readonly completed: EntryOf<'request-body'> | undefined;
  /** Evidence, as a phrase. */
  readonly text: string;
}

/** A fresh sandbox with the handler that streams. */
export function freshStreaming(t: TestContext): Promise<Sandbox> {
  const { streamHandler } = t.smoke;
  return t.fresh(streamHandler === undefined ? {} : { handler: streamHandler });
}

/** A sandbox with the handler that streams: a warm one, where that is the ordinary handler. */
export function streamingSandbox(t: TestContext): Promise<Sandbox> {
  return t.smoke.streamHandler === undefined ? t.warm() : freshStreaming(t);
}

/** Delivers an event, and waits until its result is complete or broken off, or the process ended. */
export async function stream(
  sandbox: Sandbox,
  event: StreamEvent,
  { limitMs = sandbox.limits.outcomeMs, ...options }: InvokeOptions = {},
): Promise<Streamed> {
  const delivery = sandbox.deliver(event, { ...options, limitMs });
  const posts = new Map<ExchangeId, EntryOf<'request'>>();
  const ends = (entry: Entry): boolean => {
    if (isResultPost(entry, delivery.requestId)) posts.set(entry.exchange, entry);
    if (entry.kind === 'runtime-exited') return true;
    return (entry.kind === 'request-body' || entry.kind === 'request-aborted') && posts.has(entry.exchange);
  };
  const end = await sandbox.trace.waitForOptional(ends, {
    awaited: 'the end of the stream',
    from: delivery.from,
    limitMs,
    endsWithRuntime: false,
  });
  const [request] = [...posts.values()];
  if (end?.kind === 'request-body') {
    const post = posts.get(end.exchange);
    const kind = post !== undefined && isErrorPost(post) ? 'error' : 'whole';
    const body = end.body.bytes.toString('utf8', 0, 200);
    const text = `POST …/${post?.endpoint ?? 'response'} with ${end.body.length} bytes: ${JSON.stringify(body)}`;
    return { kind, request: post, completed: end, text };
  }
  const why = end?.kind === 'runtime-exited' ? `the runtime ${describeExit(end.exit)}` : undefined;
  if (request === undefined) {
    const text = why ?? `nothing was posted within ${Math.round(limitMs)} ms`;
    return { kind: 'none', request, completed: undefined, text };
  }
  const text = `POST …/response without its end: ${why ?? (end === undefined ? `it was open after ${Math.round(limitMs)} ms` : 'the connection ended')}`;
  return { kind: 'broken', request, completed: undefined, text };
}

/** The payload of a complete response, as text. */
export function textOf(streamed: Streamed): string | undefined {
  const { kind, completed } = streamed;
  return kind === 'whole' ? completed?.body.bytes.toString('utf8', beforePayload(streamed)) : undefined;
}

export function headerOf({ request }: Streamed, name: string): string | undefined {
  return request && headerValue(request.headers, name);
}

/**
 * How many bytes stand before the payload. A client may begin every stream with the prelude of an HTTP response, also
 * where the handler asks for none, as AWS's client for Rust does.
 */
export function beforePayload(streamed: Streamed): number {
  const split = splitOf(streamed);
  return split === undefined ? 0 : (streamed.completed?.body.bytes.length ?? 0) - split.payload.length;
}

/** The content type that reaches the reader: that of the head, or the one in the prelude. */
export function contentTypeOf(streamed: Streamed): string | undefined {
  const split = splitOf(streamed);
  if (split === undefined) return headerOf(streamed, 'content-type');
  const headers = Object.entries(objectOf(parseJson(split.prelude))?.['headers'] ?? {});
  const type: unknown = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  return typeof type === 'string' ? type : undefined;
}

function splitOf({ request, completed }: Streamed): ReturnType<typeof splitPrelude> {
  const hasPrelude = request !== undefined && contentType(request.headers) === HTTP_INTEGRATION;
  return hasPrelude && completed !== undefined ? splitPrelude(completed.body.bytes) : undefined;
}

/** What the probe function writes for these chunks. */
export function bytesOf(chunks: StreamEvent['chunks']): Buffer {
  let offset = 0;
  return Buffer.concat(
    chunks.map((chunk) => {
      const bytes = typeof chunk === 'number' ? counting(offset, chunk) : Buffer.from(chunk);
      offset += bytes.length;
      return bytes;
    }),
  );
}

/** Whether the payload of a complete response is these bytes. */
export function isWhole(streamed: Streamed, payload: Buffer): boolean {
  const body = streamed.completed?.body;
  if (streamed.kind !== 'whole' || body === undefined) return false;
  const bytes = Buffer.concat([body.bytes.subarray(0, beforePayload(streamed)), payload]);
  if (body.length !== bytes.length) return false;
  return body.cut
    ? body.sha256 === createHash('sha256').update(bytes).digest('hex')
    : body.bytes.equals(bytes);
}

/** Whether the payload of a complete response is so many bytes that count up, more than are kept of a body. */
export function countsUp(streamed: Streamed, length: number): boolean {
  const body = streamed.completed?.body;
  const before = beforePayload(streamed);
  if (streamed.kind !== 'whole' || body?.length !== before + length) return false;
  const hash = createHash('sha256').update(body.bytes.subarray(0, before));
  for (let offset = 0; offset < length; offset += BLOCK)
    hash.update(counting(offset, Math.min(BLOCK, length - offset)));
  return body.sha256 === hash.digest('hex');
}

/** The plain stream: two texts, and an event after it. */
export const ordinaryStream: Control = {
  scenario: 'an ordinary stream',
  async play(t) {
    if (!t.smoke.actions.includes('stream')) return undefined;
    const sandbox = await freshStreaming(t);
    for (const chunks of [
      ['first ', 'second'],
      ['third ', 'fourth'],
    ]) {
      const streamed = await stream(sandbox, { probe: 'stream', chunks });
      const expected = `a response with the body ${JSON.stringify(chunks.join(''))}`;
      if (streamed.kind === 'none') {
        const code = 'no-outcome';
        return { requirement: 'response.exactly-one-outcome', code, expected, actual: streamed.text };
      }
      if (isWhole(streamed, bytesOf(chunks))) continue;
      return {
        requirement: 'streaming.payload-whole',
        code: 'bytes-differ',
        expected,
        actual: streamed.text,
      };
    }
    return undefined;
  },
};

const BLOCK = 1024 * 1024;
const PATTERN = Buffer.from(Uint8Array.from({ length: 251 }, (_, index) => index));

function counting(offset: number, length: number): Buffer {
  const start = offset % PATTERN.length;
  return Buffer.alloc(start + length, PATTERN).subarray(start);
}
