/** Requests that a web page could send to a server on the machine of its reader. */
import { headerValue, type RawHeaders } from '../base/headers.ts';

/** A refusal at the door: a status of HTTP, and what is wrong. */
export interface DoorRefusal {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
}

const LOCAL_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);
const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

/**
 * Why a caller is refused; undefined for one on this machine. A browser names the page that asks in `Origin`. A page whose
 * own name leads to 127.0.0.1 (DNS rebinding) shows in `Host`. The types that a form may have need no permission of ours,
 * so that only JSON is taken.
 *
 * @see https://fetch.spec.whatwg.org/#cors-safelisted-request-header
 */
export function refusalOf(headers: RawHeaders): DoorRefusal | undefined {
  if (headerValue(headers, 'origin') !== undefined)
    return forbidden('a web page must not invoke the function: the request has an Origin header');
  if (!LOCAL_NAMES.has((headerValue(headers, 'host') ?? '').replace(/:\d+$/, '')))
    return forbidden('the Host header must name 127.0.0.1 or localhost');
  const type = headerValue(headers, 'content-type');
  if (type !== undefined && !JSON_TYPE.test(type)) {
    return {
      status: 415,
      reason: 'Unsupported Media Type',
      message: 'the Content-Type must be application/json, or be left out',
    };
  }
  return undefined;
}

function forbidden(message: string): DoorRefusal {
  return { status: 403, reason: 'Forbidden', message };
}
