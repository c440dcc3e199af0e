import type { SourceChange } from '../../variants/variant.ts';
import type { Innocent } from '../innocent.ts';

const ANY_CASE = 'RFC 9110, section 5.1: field names are case-insensitive.';
const FRAMING = 'RFC 9112, section 6: a length and chunked coding are equal ways to frame a body.';
const SEGMENTS = 'TCP is a stream; the ends of its segments mean nothing.';

/** Freedoms in the form of requests. */
export const requestInnocents: readonly Innocent[] = [
  {
    name: 'lower-case-headers',
    freedom: 'Sends all header names in lower case.',
    legal: ANY_CASE,
    changes: [
      headers('named((name) => name.toLowerCase(), this.#host, this.#port, headers, body)'),
      naming(),
    ],
  },
  {
    name: 'upper-case-headers',
    freedom: 'Sends all header names in upper case.',
    legal: ANY_CASE,
    changes: [
      headers('named((name) => name.toUpperCase(), this.#host, this.#port, headers, body)'),
      naming(),
    ],
  },
  {
    name: 'extra-headers',
    freedom: 'Sends `Accept`, `Date`, `Cache-Control`, a header of its own and `Lambda-Runtime-Features`.',
    legal:
      'RFC 9110, section 5.1: servers ignore fields that they do not know; `next.features-header` allows the last.',
    changes: [
      common(
        `Accept: '*/*', Date: new Date().toUTCString(), 'Cache-Control': 'no-cache', 'X-Runtime-Boot': String(process.pid), 'Lambda-Runtime-Features': 'httpcl/2.0'`,
      ),
    ],
  },
  {
    name: 'accepts-compression',
    freedom: 'Sends `Accept-Encoding: gzip, identity`.',
    legal:
      'RFC 9110, section 12.5.3: it is an offer; `http.no-compression` only rules out compressed requests.',
    changes: [common(`'Accept-Encoding': 'gzip, identity'`)],
  },
  {
    name: 'poll-with-headers-of-a-post',
    freedom: 'Sends its polls with a Content-Type and with `Content-Length: 0`.',
    legal: 'RFC 9110, section 8.6 allows a length of zero; `next.get-has-no-body` allows it too.',
    changes: [
      headers(
        `body === undefined ? { ...headers, 'Content-Type': 'application/json', 'Content-Length': '0' } : { ...headers, 'Content-Length': String(body.byteLength) }`,
      ),
    ],
  },
  {
    name: 'user-agent-with-comments',
    freedom: 'Sends a User-Agent of 400 characters: several products, comments and a build.',
    legal: 'RFC 9110, section 10.1.5: products and comments; the platform records the first token.',
    changes: [
      userAgent(`'my-runtime/1.2.3-rc.1+build.5 (linux; x64; node) http/2.0 ' + 'part/1.0 '.repeat(38)`),
    ],
  },
  {
    name: 'user-agent-one-token',
    freedom: 'Sends a User-Agent of one short token.',
    legal: 'RFC 9110, section 10.1.5: the version is optional; Perl, C++ and shell clients send such names.',
    changes: [userAgent(`'aws-lambda-x'`)],
  },
  {
    name: 'chunked-posts',
    freedom: 'Sends the bodies of its posts in chunks.',
    legal: FRAMING,
    changes: [headers(`body === undefined ? headers : { ...headers, 'Transfer-Encoding': 'chunked' }`)],
  },
  {
    name: 'chunked-in-small-pieces',
    freedom: 'Sends the bodies of its posts in chunks of at most 1,000 bytes.',
    legal: FRAMING,
    changes: [
      headers(`body === undefined ? headers : { ...headers, 'Transfer-Encoding': 'chunked' }`),
      atEnd(`for (let at = 0; at < (body?.byteLength ?? 0); at += 1000) outgoing.write(body.subarray(at, at + 1000));
            outgoing.end();`),
    ],
  },
  {
    name: 'large-results-chunked',
    freedom: 'Sends bodies above 64 KiB in chunks and smaller ones with a length.',
    legal: FRAMING,
    changes: [
      headers(
        `body === undefined ? headers : { ...headers, ...(body.byteLength > 65536 ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': String(body.byteLength) }) }`,
      ),
    ],
  },
  {
    name: 'head-and-body-apart',
    freedom: 'Sends head and body in separate segments, the body 20 ms later.',
    legal: SEGMENTS,
    changes: [
      atEnd(`outgoing.setNoDelay(true);
            outgoing.flushHeaders();
            if (body === undefined) outgoing.end();
            else setTimeout(() => outgoing.end(body), 20);`),
    ],
  },
  {
    name: 'byte-by-byte',
    freedom: 'Writes bodies up to 200 bytes one byte at a time.',
    legal: SEGMENTS,
    changes: [
      atEnd(`outgoing.setNoDelay(true);
            outgoing.flushHeaders();
            if (body === undefined || body.byteLength > 200) outgoing.end(body);
            else {
                for (const byte of body) outgoing.write(Uint8Array.of(byte));
                outgoing.end();
            }`),
    ],
  },
  {
    name: 'expects-100-continue',
    freedom: 'Sends `Expect: 100-continue` with bodies above 1 MB and waits at most 300 ms for the answer.',
    legal:
      'RFC 9110, section 10.1.1; curl does so. `http.no-expect-stall` allows it if the body follows soon.',
    changes: [
      headers(
        `body === undefined ? headers : { ...headers, ...(body.byteLength > 1e6 ? { Expect: '100-continue' } : {}), 'Content-Length': String(body.byteLength) }`,
      ),
      atEnd(`const send = () => { clearTimeout(timer); if (!outgoing.writableEnded && !outgoing.destroyed) outgoing.end(body); };
            const timer = setTimeout(send, (body?.byteLength ?? 0) > 1e6 ? 300 : 0);
            outgoing.on('continue', send);`),
    ],
  },
  {
    name: 'lower-case-hex-in-paths',
    freedom: 'Escapes characters of the request id with lower-case hexadecimal digits.',
    legal: 'RFC 3986, section 2.1: the case of the digits does not matter.',
    changes: [
      segment(
        `requestId.replaceAll(/[^A-Za-z0-9\\-._~!$&'()*+,;=:@]/gu, (character) => encodeURIComponent(character).toLowerCase())`,
      ),
    ],
  },
  {
    name: 'escapes-more-in-paths',
    freedom: 'Escapes all characters of the request id but letters, digits, `-`, `_`, `.` and `~`.',
    legal:
      'RFC 3986, section 2.2: a server decodes the segment; `response.id-unmodified` names these characters.',
    changes: [
      segment(
        `requestId.replaceAll(/[^A-Za-z0-9\\-._~]/gu, (character) => Array.from(Buffer.from(character), (byte) => '%' + byte.toString(16).toUpperCase().padStart(2, '0')).join(''))`,
      ),
    ],
  },
  {
    name: 'content-type-with-charset',
    freedom: 'Labels results and error reports with `charset=utf-8`.',
    legal:
      'RFC 9110, section 8.3: a media type has parameters; the charset changes nothing for JSON (RFC 8259, section 11).',
    changes: [
      {
        file: 'result.js',
        find: "contentType: 'application/json'",
        replace: "contentType: 'application/json; charset=utf-8'",
      },
      {
        file: 'runtime-api-client.js',
        find: "'application/vnd.aws.lambda.error+json'",
        replace: "'application/vnd.aws.lambda.error+json; charset=utf-8'",
      },
    ],
  },
  {
    name: 'content-type-in-other-case',
    freedom: 'Labels results as `Application/JSON`.',
    legal: 'RFC 9110, section 8.3.1: type and subtype are case-insensitive.',
    changes: [
      {
        file: 'result.js',
        find: "contentType: 'application/json'",
        replace: "contentType: 'Application/JSON'",
      },
    ],
  },
  {
    name: 'error-content-type-json',
    freedom: 'Labels error reports `application/json`.',
    legal: 'Nearly all clients of AWS do so, and the service accepts it; `error.content-type` is advisory.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: "'application/vnd.aws.lambda.error+json'",
        replace: "'application/json'",
      },
    ],
  },
];

function headers(expression: string): SourceChange {
  return {
    file: 'exchange.js',
    find: "headers: body === undefined ? headers : { ...headers, 'Content-Length': String(body.byteLength) },",
    replace: `headers: ${expression},`,
  };
}

/** All headers of a request, those that Node adds by itself among them, with other names. */
function naming(): SourceChange {
  const find = 'async function readReply(incoming) {';
  return {
    file: 'exchange.js',
    find,
    replace: `function named(rename, host, port, headers, body) {
    const all = {
        Host: \`\${host.includes(':') ? \`[\${host}]\` : host}:\${port}\`,
        Connection: 'keep-alive',
        ...headers,
        ...(body === undefined ? {} : { 'Content-Length': String(body.byteLength) }),
    };
    return Object.fromEntries(Object.entries(all).map(([name, value]) => [rename(name), value]));
}
${find}`,
  };
}

/** Headers of every request. */
function common(members: string): SourceChange {
  const find = "'User-Agent': USER_AGENT,";
  return { file: 'runtime-api-client.js', find, replace: `${find} ${members},` };
}

function userAgent(expression: string): SourceChange {
  return {
    file: 'runtime-api-client.js',
    find: "'lambdaspec-reference-runtime/0.1.0'",
    replace: expression,
  };
}

function segment(expression: string): SourceChange {
  return {
    file: 'runtime-api-client.js',
    find: "requestId.replaceAll(/[^A-Za-z0-9\\-._~!$&'()*+,;=:@]/gu, encodeURIComponent)",
    replace: expression,
  };
}

function atEnd(replace: string): SourceChange {
  return { file: 'exchange.js', find: 'outgoing.end(body);', replace };
}
