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
import { headerValues } from '../../base/headers.ts';

/** Above the 1 MB that Lambda allows, so that our parser never fails a runtime. */
export const MAXIMUM_HEAD_BYTES = 2 * 1024 * 1024;
const MAXIMUM_LINE_BYTES = 64 * 1024;
const KEPT_CHUNK_SIZES = 1000;
/** A hundred times what common servers accept. Beyond that only decisive fields are kept. */
const KEPT_FIELDS = 10_000;
const DECISIVE_FIELD = /^(?:host|connection|content-length|transfer-encoding|expect)[ \t]*:.*$/gim;
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
  #trailers: [string, string][] = [];
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
    return this.#position === 'head' && this.#queue.peek().some((byte) => byte !== 0x0d && byte !== 0x0a);
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
    if (startsLike(bytes, HTTP2_PREFACE)) {
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
    if (hasBareFeed(text)) this.#note('bare-line-feed', bytes);
    const [requestLine = '', ...lines] = linesOf(withoutEnd(text));
    const match = REQUEST_LINE.exec(requestLine);
    if (match === null) return this.#lose(looksLikeText(bytes) ? 'bad-request-line' : 'not-http', bytes);
    const [, method = '', target = '', version = ''] = match;
    if (version !== 'HTTP/1.1' && version !== 'HTTP/1.0') this.#note('unsupported-version', bytes);
    const headers = lines.flatMap((line) => this.#readField(line, 'bad-header-line'));
    if (version === 'HTTP/1.1' && headerValues(headers, 'host').length === 0)
      this.#note('missing-host', bytes);

    const framing = this.#framingOf(headers, bytes);
    this.#events.head({ method, target, version, headers, headBytes: bytes.length });
    if (framing === undefined) {
      this.#position = 'lost';
      return false;
    }
    this.#beginBody(framing);
    return true;
  }

  #beginBody(framing: { kind: Framing['kind']; length: number }): void {
    this.#framing = framing.kind;
    this.#chunks = [];
    this.#trailers = [];
    this.#trailerBytes = 0;
    this.#remaining = framing.length;
    if (framing.kind === 'chunked') this.#position = 'chunk-size';
    else if (framing.length > 0) this.#position = 'length';
    else this.#finish();
  }

  /** Undefined when the end of the body is unknown. */
  #framingOf(headers: RawHeaders, head: Buffer): { kind: Framing['kind']; length: number } | undefined {
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

  #readField(line: string, problem: ProtocolProblem): [string, string][] {
    const colon = line.indexOf(':');
    const note = (kind: ProtocolProblem): void => this.#note(kind, Buffer.from(line, 'latin1'));
    if (colon <= 0) {
      note(problem);
      return [];
    }
    const name = line.slice(0, colon);
    const value = trimmed(line.slice(colon + 1));
    if (!TOKEN.test(name)) note('bad-header-name');
    if (CONTROL.test(value)) note('control-character-in-header');
    return [[name, value]];
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
    if (line === '') this.#finish();
    else this.#trailers.push(...this.#readField(line, 'bad-trailer'));
    return true;
  }

  #finish(): void {
    this.#position = 'head';
    const framing: Framing =
      this.#framing === 'chunked' ? { kind: 'chunked', chunks: this.#chunks } : { kind: this.#framing };
    this.#events.end(framing, this.#trailers);
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

/** Whether a line feed has no carriage return before it. */
function hasBareFeed(text: string): boolean {
  for (let feed = text.indexOf('\n'); feed !== -1; feed = text.indexOf('\n', feed + 1)) {
    if (text[feed - 1] !== '\r') return true;
  }
  return false;
}

/** A head without the empty line at its end. */
function withoutEnd(head: string): string {
  return head.endsWith('\r\n\r\n') ? head.slice(0, -4) : head.replace(/\r?\n\r?\n$/, '');
}

/** A value without blanks around it; most have one before. */
function trimmed(value: string): string {
  const inner = value.startsWith(' ') ? value.slice(1) : value;
  return /^[ \t]|[ \t]$/.test(inner) ? inner.replace(/^[ \t]+|[ \t]+$/g, '') : inner;
}

/** The lines of a head: the first `KEPT_FIELDS`, and later ones with a decisive field. */
function linesOf(head: string): string[] {
  const lines: string[] = [];
  let start = 0;
  while (lines.length <= KEPT_FIELDS) {
    const feed = head.indexOf('\n', start);
    lines.push(head.slice(start, feed === -1 ? undefined : feed).replace(/\r$/, ''));
    if (feed === -1) return lines;
    start = feed + 1;
  }
  const further = head.slice(start).match(DECISIVE_FIELD) ?? [];
  return [...lines, ...further.map((line) => line.replace(/\r$/, ''))];
}

/** The length of the head that ends with an empty line, with or without carriage returns. */
function endOfHead(bytes: Buffer, from: number): number | undefined {
  for (let feed = bytes.indexOf(0x0a, from); feed !== -1; feed = bytes.indexOf(0x0a, feed + 1)) {
    if (bytes[feed + 1] === 0x0a) return feed + 2;
    if (bytes[feed + 1] === 0x0d && bytes[feed + 2] === 0x0a) return feed + 3;
  }
  return undefined;
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
