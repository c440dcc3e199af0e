/**
 * An incremental parser of HTTP/1.1 requests that reports what was on the wire: raw header order and case, framing,
 * trailers, and every violation of RFC 9112. It reports strictly and parses leniently: a problem that leaves the message
 * boundaries clear is noted and parsing continues.
 *
 * Node's own parser normalises what we measure and refuses what we want to see.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112
 */
import type { Framing, ProtocolProblem } from '../../trace/entry.ts';
import type { RawHeaders } from '../../base/headers.ts';
import { ByteQueue } from './byte-queue.ts';
import { endOfHead, hasBareFeed, headLines, trimmed, withoutEnd } from './head-text.ts';
import { knownFields, type HeadFields } from './known-fields.ts';
import { headerValue, headerValues } from '../../base/headers.ts';

/** Above the 1 MB that Lambda allows, so that our parser never fails a runtime. */
export const MAXIMUM_HEAD_BYTES = 2 * 1024 * 1024;
const MAXIMUM_LINE_BYTES = 64 * 1024;
const KEPT_CHUNK_SIZES = 1000;
/** The maximum per request. */
const NOTED_PROBLEMS = 100;

export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  readonly headers: RawHeaders;
  readonly headBytes: number;
}

export interface ParserEvents {
  head(head: RequestHead): void;
  data(bytes: Buffer): void;
  end(framing: Framing, trailers: RawHeaders): void;
  /** `fatal`: the message boundaries are lost and nothing more is parsed on this connection. */
  problem(problem: ProtocolProblem, fatal: boolean, sample: Buffer): void;
}

const NO_TRAILERS: [string, string][] = [];

/** The framing of a body without chunks; the entries of a trace share it. */
const plainFraming = {
  none: { kind: 'none' },
  'content-length': { kind: 'content-length' },
} as const satisfies Partial<Record<Framing['kind'], Framing>>;

type Position = 'head' | 'length' | 'chunk-size' | 'chunk-data' | 'chunk-end' | 'trailers' | 'lost';

const LONGEST_METHOD = 40;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const REQUEST_LINE = /^(\S+) (\S+) (HTTP\/\d\.\d)$/;
const HTTP2_PREFACE = Buffer.from('PRI * HTTP/2.0\r\n');
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;

export class RequestParser {
  readonly #events: ParserEvents;
  readonly #queue = new ByteQueue();
  #position: Position = 'head';
  /** Remaining bytes of the body or of the chunk. */
  #remaining = 0;
  #searched = 0;
  #chunks: number[] = [];
  #framing: Framing['kind'] = 'none';
  #trailers = NO_TRAILERS;
  #trailerBytes = 0;
  #paused = false;
  /** Whether the empty lines before the next head have been noted. */
  #blank = false;
  #noted = 0;

  constructor(events: ParserEvents) {
    this.#events = events;
  }

  /** Whether the parser is between two requests and has received nothing of the next. */
  get idle(): boolean {
    return this.#position === 'head' && this.#queue.length === 0;
  }

  /** Whether a body or a head is incomplete. */
  get inside(): boolean {
    return this.#position !== 'lost' && !this.idle;
  }

  /** Whether the next request has begun to arrive; empty lines before it do not count. */
  get ahead(): boolean {
    if (this.#position !== 'head' || this.#queue.length === 0) return false;
    return this.#queue.peek().some((byte) => byte !== 0x0d && byte !== 0x0a);
  }

  push(bytes: Buffer): void {
    if (this.#position === 'lost') return;
    this.#queue.append(bytes);
    this.#parse();
  }

  /** Stops before the next head, so that a pipelined request waits for the reply to the one before. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#parse();
  }

  #parse(): void {
    let progressed = true;
    while (progressed && this.#position !== 'lost') {
      progressed = this.#queue.length > 0 && this.#step();
    }
  }

  /** Takes one step; false when more bytes are needed. */
  #step(): boolean {
    switch (this.#position) {
      case 'head':
        return !this.#paused && this.#readHead();
      case 'length':
      case 'chunk-data':
        return this.#readData();
      case 'chunk-size':
        return this.#readChunkSize();
      case 'chunk-end':
        return this.#readChunkEnd();
      case 'trailers':
        return this.#readTrailer();
      case 'lost':
        return false;
    }
  }

  #readHead(): boolean {
    const bytes = this.#queue.peek();
    if (bytes[0] === 0x16 && (bytes.length < 2 || bytes[1] === 0x03)) return this.#lose('tls-hello');
    if (bytes[0] === HTTP2_PREFACE[0] && startsLike(bytes, HTTP2_PREFACE)) {
      return bytes.length < HTTP2_PREFACE.length ? false : this.#lose('http2-preface');
    }
    // A server ignores empty lines before a request line, and a client must not send them (RFC 9112, 2.2).
    if (bytes[0] === 0x0d || bytes[0] === 0x0a) {
      if (!this.#blank) this.#note('empty-line');
      this.#blank = true;
      this.#queue.take(1);
      return true;
    }
    const end = endOfHead(bytes, Math.max(0, this.#searched - 3));
    if (end === undefined) {
      this.#searched = bytes.length;
      if (bytes.length > MAXIMUM_HEAD_BYTES) return this.#lose('headers-too-large');
      if (!startsLikeMethod(bytes)) return this.#lose('not-http');
      return false;
    }
    this.#searched = 0;
    if (end > MAXIMUM_HEAD_BYTES) return this.#lose('headers-too-large');
    return this.#interpretHead(this.#queue.take(end));
  }

  #interpretHead(bytes: Buffer): boolean {
    this.#noted = 0;
    this.#blank = false;
    const text = bytes.toString('latin1');
    const firstEnd = Math.max(0, text.indexOf('\r\n'));
    const block = text.slice(firstEnd);
    const known = knownFields.get(block);
    const line = known === undefined ? null : REQUEST_LINE.exec(text.slice(0, firstEnd));
    if (known !== undefined && line?.[3] === 'HTTP/1.1') return this.#accept(line, known, bytes.length);
    return this.#readLines(text, bytes, block);
  }

  /** @param block The text from the end of the first line on. */
  #readLines(text: string, bytes: Buffer, block: string): boolean {
    if (hasBareFeed(text)) this.#note('bare-line-feed', bytes);
    const [requestLine = '', ...lines] = headLines(withoutEnd(text));
    const line = REQUEST_LINE.exec(requestLine);
    if (line === null) return this.#lose(looksLikeText(bytes) ? 'bad-request-line' : 'not-http', bytes);
    const version = line[3];
    if (version !== 'HTTP/1.1' && version !== 'HTTP/1.0') this.#note('unsupported-version', bytes);
    const headers: [string, string][] = [];
    for (const field of lines) this.#readField(field, 'bad-header-line', headers);
    if (version === 'HTTP/1.1' && headerValue(headers, 'host') === undefined)
      this.#note('missing-host', bytes);

    const framing = this.#framingOf(headers, bytes);
    if (framing === undefined) {
      this.#announce(line, headers, bytes.length);
      this.#position = 'lost';
      return false;
    }
    const fields = { headers, framing };
    if (this.#noted === 0 && version === 'HTTP/1.1') knownFields.add(block, fields, bytes.length);
    return this.#accept(line, fields, bytes.length);
  }

  #accept(line: RegExpExecArray, { headers, framing }: HeadFields, headBytes: number): boolean {
    this.#announce(line, headers, headBytes);
    this.#beginBody(framing);
    return true;
  }

  #announce(line: RegExpExecArray, headers: RawHeaders, headBytes: number): void {
    this.#events.head({
      method: line[1] ?? '',
      target: line[2] ?? '',
      version: line[3] ?? '',
      headers,
      headBytes,
    });
  }

  #beginBody(framing: HeadFields['framing']): void {
    this.#framing = framing.kind;
    if (framing.kind === 'chunked') this.#chunks = [];
    this.#trailers = NO_TRAILERS;
    this.#trailerBytes = 0;
    this.#remaining = framing.length;
    if (framing.kind === 'chunked') this.#position = 'chunk-size';
    else if (framing.length > 0) this.#position = 'length';
    else this.#finish();
  }

  /** Undefined when the end of the body is unknown. */
  #framingOf(headers: RawHeaders, head: Buffer): HeadFields['framing'] | undefined {
    const codings = headerValues(headers, 'transfer-encoding');
    const lengths = headerValues(headers, 'content-length');
    if (codings.length > 0) {
      if (lengths.length > 0) this.#note('length-and-chunked', head);
      if (codings.join(',').toLowerCase() === 'chunked') return { kind: 'chunked', length: 0 };
      this.#events.problem('unknown-transfer-coding', true, sampleOf(head));
      return undefined;
    }
    const [length] = lengths;
    if (length === undefined) return { kind: 'none', length: 0 };
    if (!lengths.every((other) => /^\d{1,15}$/.test(other))) {
      this.#events.problem('bad-content-length', true, sampleOf(head));
      return undefined;
    }
    if (new Set(lengths.map(Number)).size > 1) {
      this.#events.problem('conflicting-lengths', true, sampleOf(head));
      return undefined;
    }
    if (lengths.length > 1) this.#note('repeated-length', head);
    return { kind: 'content-length', length: Number(length) };
  }

  #readField(line: string, problem: ProtocolProblem, fields: [string, string][]): void {
    const colon = line.indexOf(':');
    if (colon <= 0) {
      this.#noteLine(problem, line);
      return;
    }
    const name = line.slice(0, colon);
    const value = trimmed(line.slice(colon + 1));
    if (!TOKEN.test(name)) this.#noteLine('bad-header-name', line);
    if (CONTROL.test(value)) this.#noteLine('control-character-in-header', line);
    fields.push([name, value]);
  }

  #noteLine(problem: ProtocolProblem, line: string): void {
    this.#note(problem, Buffer.from(line, 'latin1'));
  }

  #readData(): boolean {
    const bytes = this.#queue.take(Math.min(this.#remaining, this.#queue.length));
    this.#remaining -= bytes.length;
    this.#events.data(bytes);
    if (this.#remaining > 0) return true;
    if (this.#position === 'length') this.#finish();
    else this.#position = 'chunk-end';
    return true;
  }

  #readChunkSize(): boolean {
    const line = this.#takeLine();
    if (line === undefined) return false;
    const match = /^([0-9a-fA-F]{1,12})[ \t]*(?:;.*)?$/.exec(line);
    if (match === null) return this.#lose('bad-chunk-size', Buffer.from(line, 'latin1'));
    this.#remaining = Number.parseInt(match[1] ?? '0', 16);
    if (this.#remaining > 0) {
      if (this.#chunks.length < KEPT_CHUNK_SIZES) this.#chunks.push(this.#remaining);
      this.#position = 'chunk-data';
    } else {
      this.#position = 'trailers';
    }
    return true;
  }

  #readChunkEnd(): boolean {
    const bytes = this.#queue.peek();
    if (bytes[0] === 0x0a) {
      this.#note('bare-line-feed');
      this.#queue.take(1);
    } else if (bytes.length < 2) {
      return bytes[0] === 0x0d ? false : this.#lose('bad-chunk-end');
    } else if (bytes[0] === 0x0d && bytes[1] === 0x0a) {
      this.#queue.take(2);
    } else {
      return this.#lose('bad-chunk-end');
    }
    this.#position = 'chunk-size';
    return true;
  }

  #readTrailer(): boolean {
    const line = this.#takeLine(MAXIMUM_HEAD_BYTES);
    if (line === undefined) return false;
    this.#trailerBytes += line.length;
    if (this.#trailerBytes > MAXIMUM_HEAD_BYTES) return this.#lose('headers-too-large');
    if (line === '') {
      this.#finish();
      return true;
    }
    if (this.#trailers === NO_TRAILERS) this.#trailers = [];
    this.#readField(line, 'bad-trailer', this.#trailers);
    return true;
  }

  #finish(): void {
    this.#position = 'head';
    this.#events.end(
      this.#framing === 'chunked' ? { kind: 'chunked', chunks: this.#chunks } : plainFraming[this.#framing],
      this.#trailers,
    );
  }

  #takeLine(longest = MAXIMUM_LINE_BYTES): string | undefined {
    const bytes = this.#queue.peek();
    const feed = bytes.indexOf(0x0a);
    if (feed === -1) {
      if (bytes.length > longest) this.#lose('headers-too-large');
      return undefined;
    }
    const line = this.#queue.take(feed + 1).toString('latin1');
    if (!line.endsWith('\r\n')) this.#note('bare-line-feed');
    return line.replace(/\r?\n$/, '');
  }

  #note(problem: ProtocolProblem, sample: Buffer = this.#queue.peek()): void {
    if (this.#noted >= NOTED_PROBLEMS) return;
    this.#noted += 1;
    this.#events.problem(problem, false, sampleOf(sample));
  }

  #lose(problem: ProtocolProblem, sample: Buffer = this.#queue.peek()): false {
    this.#position = 'lost';
    this.#events.problem(problem, true, sampleOf(sample));
    return false;
  }
}

function startsLike(bytes: Buffer, prefix: Buffer): boolean {
  const length = Math.min(bytes.length, prefix.length);
  return bytes.subarray(0, length).equals(prefix.subarray(0, length));
}

/** Whether the bytes may begin with a method: a token of limited length. */
function startsLikeMethod(bytes: Buffer): boolean {
  const start = bytes.subarray(0, LONGEST_METHOD).toString('latin1');
  const space = start.indexOf(' ');
  return (
    TOKEN.test(space === -1 ? start : start.slice(0, space)) &&
    (space !== -1 || start.length < LONGEST_METHOD)
  );
}

function looksLikeText(bytes: Buffer): boolean {
  return bytes
    .subarray(0, 64)
    .every((byte) => byte >= 0x20 || byte === 0x0d || byte === 0x0a || byte === 0x09);
}

function sampleOf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, 200));
}
