/**
 * A strict parser of replies, written from RFC 9112 without knowledge of our server: a reply that it rejects cannot be
 * expected to work with any client.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112
 */
import type { RawHeaders } from '../../harness/base/headers.ts';
import { headerValues } from '../../harness/base/headers.ts';

export interface Reply {
  readonly status: number;
  readonly reason: string;
  readonly headers: RawHeaders;
  readonly body: Buffer;
}

/** Bytes that are not a well-formed reply. */
export class MalformedReplyError extends Error {
  override readonly name = 'MalformedReplyError';
}

const STATUS_LINE = /^HTTP\/1\.1 ([1-5]\d\d) ([\t\u0020-\u007e]*)$/;
const FIELD = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t\u0020-\u007e\u0080-\u00ff]*)$/;

/** Parses the first reply; undefined while it is incomplete. */
export function takeReply(bytes: Buffer): { reply: Reply; rest: Buffer } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [statusLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const [, status, reason] = STATUS_LINE.exec(statusLine) ?? [];
  if (status === undefined || reason === undefined) throw malformed('status line', statusLine);
  const headers = lines.map(readField);
  const behindHead = bytes.subarray(end + 4);
  const taken = bodiless(Number(status))
    ? { body: Buffer.alloc(0), rest: behindHead }
    : takeBody(headers, behindHead);
  if (taken === undefined) return undefined;
  return { reply: { status: Number(status), reason, headers, body: taken.body }, rest: taken.rest };
}

function readField(line: string): [string, string] {
  const [, name, value] = FIELD.exec(line) ?? [];
  if (name === undefined || value === undefined) throw malformed('header field', line);
  return [name, value.trimEnd()];
}

function takeBody(headers: RawHeaders, bytes: Buffer): { body: Buffer; rest: Buffer } | undefined {
  const lengths = headerValues(headers, 'content-length');
  const codings = headerValues(headers, 'transfer-encoding');
  if (lengths.length + codings.length !== 1) throw malformed('framing', JSON.stringify([lengths, codings]));
  const [length] = lengths;
  if (length === undefined) {
    if (codings[0]?.toLowerCase() !== 'chunked') throw malformed('transfer coding', String(codings[0]));
    return takeChunks(bytes);
  }
  if (!/^\d+$/.test(length)) throw malformed('Content-Length', length);
  return bytes.length < Number(length)
    ? undefined
    : { body: bytes.subarray(0, Number(length)), rest: bytes.subarray(Number(length)) };
}

function takeChunks(bytes: Buffer): { body: Buffer; rest: Buffer } | undefined {
  const parts: Buffer[] = [];
  for (let rest = bytes; ;) {
    const feed = rest.indexOf('\r\n');
    if (feed === -1) return undefined;
    const line = rest.subarray(0, feed).toString('latin1');
    if (!/^[0-9a-fA-F]+(?:;.*)?$/.test(line)) throw malformed('chunk size', line);
    const size = Number.parseInt(line, 16);
    const end = feed + 2 + size;
    if (rest.length < end + 2) return undefined;
    if (rest.toString('latin1', end, end + 2) !== '\r\n') throw malformed('chunk', line);
    parts.push(rest.subarray(feed + 2, end));
    rest = rest.subarray(end + 2);
    if (size === 0) return { body: Buffer.concat(parts), rest };
  }
}

function bodiless(status: number): boolean {
  return status < 200 || status === 204 || status === 304;
}

function malformed(part: string, text: string): MalformedReplyError {
  return new MalformedReplyError(`malformed ${part}: ${JSON.stringify(text.slice(0, 200))}`);
}
