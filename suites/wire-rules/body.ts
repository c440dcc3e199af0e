/** Parsing of bodies and headers that several rules share. */
import { clip } from '../../harness/base/clip.ts';
import { parseForeignJson } from '../../harness/base/foreign-json.ts';
import { headerValue, type RawHeaders } from '../../harness/base/headers.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string };

/** What several rules parse is parsed once, unless it would take much memory. */
const parsedBodies = new WeakMap<Buffer, Parsed>();
const MOST_KEPT_BYTES = 64 * 1024;

/** Parses a JSON text strictly: valid UTF-8 without a byte order mark (RFC 8259, section 8.1). */
export function parseJson(bytes: Buffer): Parsed {
  const known = parsedBodies.get(bytes) ?? parse(bytes);
  if (bytes.length <= MOST_KEPT_BYTES) parsedBodies.set(bytes, known);
  return known;
}

function parse(bytes: Buffer): Parsed {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { ok: false, problem: 'not UTF-8' };
  }
  try {
    return { ok: true, value: parseForeignJson(text) };
  } catch {
    return { ok: false, problem: text.startsWith('\uFEFF') ? 'a byte order mark first' : 'not JSON' };
  }
}

/** A JSON object, or `undefined` for everything else. */
export function objectOf(parsed: Parsed): Readonly<Record<string, unknown>> | undefined {
  return parsed.ok && isObject(parsed.value) ? parsed.value : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The media type without its parameters, in lower case. */
export function contentType(headers: RawHeaders): string | undefined {
  return headerValue(headers, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase();
}

/** The beginning of a body on one line, as evidence. */
export function showBody(bytes: Buffer): string {
  const text = JSON.stringify(bytes.subarray(0, 400).toString('utf8')).slice(1, -1);
  if (text === '') return 'an empty body';
  return clip(text, 200);
}
