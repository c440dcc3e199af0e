import { headerValue, type RawHeaders } from '../../base/headers.ts';
import { accepted, type Answer } from '../protocol/answers.ts';
import type { Closing, Fault, Gate, HeaderEdit } from '../invocations/faults.ts';

/** One thing to do on a socket, in order. */
export type WireStep =
  | { readonly step: 'write'; readonly bytes: Buffer }
  | { readonly step: 'pause'; readonly ms: number }
  | { readonly step: 'await'; readonly gate: Gate }
  /** The reply is complete; the connection stays open but is not used any more. */
  | { readonly step: 'linger'; readonly gate: Gate }
  | { readonly step: 'close'; readonly closing: Closing };

/** A framed reply: what the trace records, and the steps that send it. */
export interface WireReply {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly body: Buffer;
  readonly steps: readonly WireStep[];
  /** Whether the connection can carry another request. */
  readonly keepsConnection: boolean;
}

type FaultOf<K extends Fault['fault']> = Extract<Fault, { fault: K }>;

const reasons: Readonly<Record<number, string>> = {
  100: 'Continue',
  103: 'Early Hints',
  200: 'OK',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  410: 'Gone',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
};

/** A reply without faults, on a connection that stays open. */
export interface PlainReply {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly body: Buffer;
  /** The bytes on the wire, in one piece or in two: a long body is not copied. */
  readonly bytes: readonly Buffer[];
}

/** A longer body is a piece of its own. */
const JOINED_BYTES = 16 * 1024;

/** The last reply to a result, which is the same for a second. */
let lastAcceptance: { readonly date: string; readonly reply: PlainReply } | undefined;

/** Frames an answer as `frameReply` does where there is no fault. */
export function framePlainly(answer: Answer, date: string): PlainReply {
  if (answer !== accepted()) return framed(answer, date);
  if (lastAcceptance?.date !== date) lastAcceptance = { date, reply: framed(answer, date) };
  return lastAcceptance.reply;
}

function framed({ status, headers: given, body }: Answer, date: string): PlainReply {
  const headers: RawHeaders = [...given, ['Date', date], ['Content-Length', String(body.length)]];
  let head = `HTTP/1.1 ${status} ${reasons[status] ?? 'Unknown'}\r\n`;
  for (const field of headers) head += `${field[0]}: ${field[1]}\r\n`;
  head += '\r\n';
  if (body.length > JOINED_BYTES)
    return { status, headers, body, bytes: [Buffer.from(head, 'latin1'), body] };
  const bytes = Buffer.allocUnsafe(head.length + body.length);
  bytes.write(head, 'latin1');
  body.copy(bytes, head.length);
  return { status, headers, body, bytes: [bytes] };
}

/** Frames an answer as HTTP/1.1 and applies the faults that concern the reply. */
export function frameReply(
  answer: Answer,
  faults: readonly Fault[],
  request: { readonly keepAlive: boolean; readonly date: string },
): WireReply {
  const find = <K extends Fault['fault']>(kind: K): FaultOf<K> | undefined =>
    faults.find((fault): fault is FaultOf<K> => fault.fault === kind);

  const body = find('body')?.body ?? answer.body;
  const untilClose = find('until-close') !== undefined;
  const closeAfter = find('close-after-reply');
  const announcesClose = !request.keepAlive || untilClose || closeAfter?.announced === true;
  const chunked = find('chunked');
  const bodiless = isBodiless(answer.status);

  const framing: RawHeaders =
    untilClose || bodiless
      ? []
      : chunked === undefined
        ? [['Content-Length', String(body.length)]]
        : [['Transfer-Encoding', 'chunked']];
  const headers = editHeaders(
    [
      ...answer.headers,
      ['Date', request.date],
      ...framing,
      ...(announcesClose ? ([['Connection', 'close']] as const) : []),
    ],
    find('headers')?.edits ?? [],
  );

  const phrase = find('reason')?.reason ?? find('status')?.reason ?? reasons[answer.status] ?? 'Unknown';
  const blanks = find('blanks');
  const lines = headers.map(([name, value]) => headerLine(name, value, blanks));
  const head = Buffer.from(`HTTP/1.1 ${answer.status} ${phrase}\r\n${lines.join('')}\r\n`, 'latin1');
  const coded = bodiless ? Buffer.alloc(0) : chunked === undefined ? body : chunkedBody(body, chunked);

  const truncate = find('truncate');
  const kept = truncate === undefined ? coded : coded.subarray(0, truncate.bodyBytes);
  const closing = truncate?.closing ?? closeAfter?.closing ?? (announcesClose ? 'end' : undefined);
  const delay = find('delay');
  const hold = find('hold');
  const steps: WireStep[] = [
    ...(delay === undefined ? [] : [{ step: 'pause', ms: delay.ms } as const]),
    ...(hold === undefined ? [] : [{ step: 'await', gate: hold.gate } as const]),
    ...(find('interim')?.statuses ?? []).map(
      (status) => ({ step: 'write', bytes: interim(status) }) as const,
    ),
    ...segments(Buffer.concat([head, kept]), find('segments')),
    ...(closeAfter?.gate === undefined ? [] : [{ step: 'linger', gate: closeAfter.gate } as const]),
    ...(closing === undefined ? [] : [{ step: 'close', closing } as const]),
  ];
  return { status: answer.status, headers, body, steps, keepsConnection: closing === undefined };
}

/** Whether replies with this status have no body (RFC 9110, 6.4.1). */
export function isBodiless(status: number): boolean {
  return status === 204 || status === 304 || status < 200;
}

/** Fields that say where the reply ends: `blanks` must not make it unreadable. */
const framingFields: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding', 'connection']);

function headerLine(name: string, value: string, blanks: FaultOf<'blanks'> | undefined): string {
  if (blanks === undefined || framingFields.has(name.toLowerCase())) return `${name}: ${value}\r\n`;
  return `${name}:${blanks.before}${value}${blanks.after}\r\n`;
}

function interim(status: number): Buffer {
  return Buffer.from(`HTTP/1.1 ${status} ${reasons[status] ?? 'Interim'}\r\n\r\n`);
}

function editHeaders(headers: RawHeaders, edits: readonly HeaderEdit[]): RawHeaders {
  let edited = headers;
  for (const edit of edits) edited = editOnce(edited, edit);
  return edited;
}

function editOnce(headers: RawHeaders, edit: HeaderEdit): RawHeaders {
  switch (edit.edit) {
    case 'remove':
      return headers.filter(([name]) => name.toLowerCase() !== edit.name.toLowerCase());
    case 'add':
      return [...headers, [edit.name, edit.value]];
    case 'set':
      return headerValue(headers, edit.name) !== undefined
        ? headers.map(([name, value]) => [
            name,
            name.toLowerCase() === edit.name.toLowerCase() ? edit.value : value,
          ])
        : [...headers, [edit.name, edit.value]];
    case 'rename':
      return headers.map(([name, value]) => [edit.rename(name), value]);
    case 'reorder':
      return edit.order(headers);
  }
}

function chunkedBody(body: Buffer, fault: FaultOf<'chunked'>): Buffer {
  const parts: Buffer[] = [];
  const extension = fault.extensions === true ? ';part=1;note="a, b"' : '';
  for (const piece of pieces(body, fault.sizes)) {
    parts.push(Buffer.from(`${piece.length.toString(16)}${extension}\r\n`), piece, Buffer.from('\r\n'));
  }
  parts.push(Buffer.from(`0${extension}\r\n\r\n`));
  return Buffer.concat(parts);
}

function segments(bytes: Buffer, fault: FaultOf<'segments'> | undefined): WireStep[] {
  if (fault === undefined) return [{ step: 'write', bytes }];
  return pieces(bytes, fault.sizes).flatMap((piece, index): WireStep[] =>
    index === 0
      ? [{ step: 'write', bytes: piece }]
      : [
          { step: 'pause', ms: fault.pauseMs },
          { step: 'write', bytes: piece },
        ],
  );
}

/** Cuts bytes into pieces of these sizes, used in turn; the last piece takes what is left. */
function pieces(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const result: Buffer[] = [];
  let offset = 0;
  for (let turn = 0; offset < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % Math.max(1, sizes.length)] ?? bytes.length);
    result.push(bytes.subarray(offset, offset + size));
    offset += size;
  }
  return result;
}
