/** Requests that a web page could send to a server on the machine of its reader. */
import type { IncomingHttpHeaders } from 'node:http';

/** A refusal: a status of HTTP, and what is wrong. */
interface Refusal {
  readonly status: 403 | 415;
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
export function refusalOf({
  host = '',
  origin,
  'content-type': type,
}: IncomingHttpHeaders): Refusal | undefined {
  if (origin !== undefined) {
    return {
      status: 403,
      message: 'a web page must not invoke the function: the request has an Origin header',
    };
  }
  if (!LOCAL_NAMES.has(host.replace(/:\d+$/, ''))) {
    return { status: 403, message: 'the Host header must name 127.0.0.1 or localhost' };
  }
  if (type !== undefined && !JSON_TYPE.test(type)) {
    return { status: 415, message: 'the Content-Type must be application/json, or be left out' };
  }
  return undefined;
}
