/** Parsing of bodies and headers that several rules share. */
import { isAscii, isUtf8 } from 'node:buffer';
import { clip } from '../../harness/base/clip.ts';
import { parseForeignJson } from '../../harness/base/foreign-json.ts';
import { headerValue, type RawHeaders } from '../../harness/base/headers.ts';

export type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string };

/** What several rules parse is parsed once, unless it would take much memory. */
const parsedBodies = new WeakMap<Buffer, Parsed>();
const MOST_KEPT_BYTES = 64 * 1024;

const validBodies = new WeakMap<Buffer, boolean>();

/** The last long body that was parsed: the result after it is often the same. */
let lastLong: { readonly bytes: Buffer; readonly parsed: Parsed } | undefined;

/** Parses a JSON text strictly: valid UTF-8 without a byte order mark (RFC 8259, section 8.1). */
export function parseJson(bytes: Buffer): Parsed {
  const known =
    parsedBodies.get(bytes) ?? (lastLong?.bytes.equals(bytes) === true ? lastLong.parsed : undefined);
  const parsed = known ?? parse(bytes);
  if (bytes.length <= MOST_KEPT_BYTES) {
    parsedBodies.set(bytes, parsed);
  } else {
    // A string is as long as its text; an array or an object may take many times as much, so that only one of them is kept.
    if (!parsed.ok || typeof parsed.value === 'string') parsedBodies.set(bytes, parsed);
    lastLong = { bytes, parsed };
  }
  validBodies.set(bytes, parsed.ok);
  return parsed;
}

/** Whether `parseJson` succeeds; known of every body that was parsed before. */
export function isJson(bytes: Buffer): boolean {
  return validBodies.get(bytes) ?? parseJson(bytes).ok;
}

function parse(bytes: Buffer): Parsed {
  const text = decoded(bytes);
  if (text === undefined) return { ok: false, problem: 'not UTF-8' };
  try {
    return { ok: true, value: parseForeignJson(text) };
  } catch {
    return { ok: false, problem: text.startsWith('\uFEFF') ? 'a byte order mark first' : 'not JSON' };
  }
}

/** The text with its byte order mark, if it has one; undefined if it is not UTF-8. */
function decoded(bytes: Buffer): string | undefined {
  // Much faster than to decode megabytes as UTF-8.
  if (isAscii(bytes)) return bytes.toString('latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
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
