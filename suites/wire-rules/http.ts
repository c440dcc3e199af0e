import { headerValue, headerValues } from '../../harness/base/headers.ts';
import { hasKnownPath, isErrorPost } from '../../harness/trace/calls.ts';
import type { Entry, ExchangeId, ProtocolProblem, RequestReceived } from '../../harness/trace/entry.ts';
import type { CodeOf } from '../requirements/index.ts';
import { rule, ruleOfForm, type Seen } from './rule.ts';

/** Common servers refuse a longer header block with 431. */
const LARGE_HEAD_BYTES = 64 * 1024;

/** Violations of the syntax that most servers forgive; other rules judge those that they do not. */
const syntaxRules: Partial<
  Record<ProtocolProblem, { readonly code: CodeOf<'http.strict-syntax'>; expected: string; actual: string }>
> = {
  'bare-line-feed': {
    code: 'bare-line-feed',
    expected: 'lines that end with CR and LF',
    actual: 'a line that ends with LF alone',
  },
  'empty-line': {
    code: 'empty-line',
    expected: 'no bytes between the end of a request and the next one',
    actual: 'an empty line',
  },
  'repeated-length': {
    code: 'repeated-length',
    expected: 'at most one Content-Length',
    actual: 'two of them',
  },
};

/** Invariants of the transport. */
export const httpRules = [
  /** @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2 */
  rule('http.plain-http11', ({ entries, exchanges }) => [
    ...exchanges.map(({ request, index }): Seen<'http.plain-http11'> => {
      const hosts = headerValues(request.headers, 'host');
      if (request.version === 'HTTP/1.1' && hosts.length === 1) return 'holds';
      return {
        code: 'not-http11',
        expected: 'HTTP/1.1 with one Host header',
        actual: `${request.version} with ${hosts.length} Host headers`,
        at: index,
      };
    }),
    ...entries.flatMap((entry, index): Seen<'http.plain-http11'>[] =>
      entry.kind === 'protocol-problem' &&
      (entry.problem === 'tls-hello' || entry.problem === 'http2-preface')
        ? [
            {
              code: 'other-protocol',
              expected: 'plain HTTP/1.1',
              actual: entry.problem === 'tls-hello' ? 'a TLS handshake' : 'an HTTP/2 preface',
              at: index,
            },
          ]
        : [],
    ),
  ]),

  /** @see https://www.rfc-editor.org/rfc/rfc9112#section-2.2 */
  rule('http.strict-syntax', ({ entries, exchanges }) => {
    const ours = faultyConnections(entries);
    return [
      ...exchanges.map((): Seen<'http.strict-syntax'> => 'holds'),
      ...entries.flatMap((entry, index): Seen<'http.strict-syntax'>[] => {
        if (entry.kind !== 'protocol-problem' || ours.has(entry.connection)) return [];
        const broken = syntaxRules[entry.problem];
        if (broken === undefined) return [];
        const actual = `${broken.actual}: ${JSON.stringify(entry.sample.toString('latin1').slice(0, 60))}`;
        return [{ ...broken, actual, at: index }];
      }),
    ];
  }),

  rule('http.no-compression', ({ exchanges }) =>
    exchanges.map(({ request, index }) => {
      const coding = headerValue(request.headers, 'content-encoding');
      return coding === undefined || coding.trim().toLowerCase() === 'identity'
        ? 'holds'
        : {
            code: 'compressed-body',
            expected: 'no Content-Encoding',
            actual: `Content-Encoding: ${coding}`,
            at: index,
          };
    }),
  ),

  rule('http.no-pipelining', ({ entries, exchanges }) => {
    const ours = faultyConnections(entries);
    return exchanges.flatMap(({ request, index }): Seen<'http.no-pipelining'>[] => {
      if (ours.has(request.connection)) return [];
      if (!request.pipelined) return ['holds'];
      return [
        {
          code: 'pipelined',
          expected: 'the reply to one request before the next one on the same connection',
          actual: `${request.method} ${request.target} came early on connection ${request.connection}`,
          at: index,
        },
      ];
    });
  }),

  rule('http.only-known-paths', ({ entries, exchanges }) => {
    // The path is not the runtime's choice after a redirect, or with no id or an id that changes the path.
    const misled = entries.some(
      (entry) =>
        (entry.kind === 'reply' && entry.status >= 300 && entry.status < 400) ||
        (entry.kind === 'invocation-delivered' && !/^[\w.-]*\w[\w.-]*$/.test(entry.requestId)),
    );
    return exchanges.flatMap(({ request, index }): Seen<'http.only-known-paths'>[] => {
      if (hasKnownPath(request)) return ['holds'];
      if (misled) return [];
      return [
        {
          code: 'unknown-path',
          expected: 'a path of the runtime, extensions, logs, telemetry or metadata API',
          actual: `${request.method} ${request.target}`,
          at: index,
        },
      ];
    });
  }),

  /** @see https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapi/server.go */
  ruleOfForm('http.request-headers-small', ({ exchanges }) =>
    exchanges.flatMap(({ request, index }): Seen<'http.request-headers-small'>[] => {
      if (request.headBytes < LARGE_HEAD_BYTES) {
        // Only failures make the header block grow.
        return isErrorPost(request) ? ['holds'] : [];
      }
      return [
        {
          code: 'large-header-block',
          expected: 'a header block below 64 KiB',
          actual: `${request.method} ${request.target} with ${request.headBytes} bytes of it`,
          at: index,
        },
      ];
    }),
  ),
];

/** The connections with an injected fault. */
function faultyConnections(entries: readonly Entry[]): ReadonlySet<number> {
  const connectionOf = new Map<ExchangeId, number>(
    entries
      .filter((entry): entry is RequestReceived => entry.kind === 'request')
      .map((request) => [request.exchange, request.connection]),
  );
  return new Set(
    entries.flatMap((entry) => {
      if (entry.kind !== 'fault') return [];
      const connection =
        entry.connection ?? (entry.exchange === undefined ? undefined : connectionOf.get(entry.exchange));
      return connection === undefined ? [] : [connection];
    }),
  );
}
