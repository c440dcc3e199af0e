import { headerValue, headerValues } from '../../harness/base/headers.ts';
import { isEndOfConnection, isErrorPost, isResponsePost } from '../../harness/trace/calls.ts';
import type { Entry, ProtocolProblem } from '../../harness/trace/entry.ts';
import type { Exchange, TraceView } from '../../harness/trace/view.ts';
import { contentType, objectOf, parseJson, showBody } from './body.ts';
import { HTTP_INTEGRATION, splitPrelude } from './prelude.ts';
import { rule, type Seen } from './rule.ts';

const MODE = 'Lambda-Runtime-Function-Response-Mode';
const ERROR_TYPE = 'Lambda-Runtime-Function-Error-Type';
const ERROR_BODY = 'Lambda-Runtime-Function-Error-Body';

const ofChunks: ReadonlySet<ProtocolProblem> = new Set(['bad-chunk-size', 'bad-chunk-end', 'bad-trailer']);

/** Keys of the prelude, and whether a value has the documented type. */
const preludeKeys: Readonly<Record<string, (value: unknown) => boolean>> = {
  statusCode: Number.isInteger,
  // Lists of values too: AWS's client for Rust sends them on purpose, though a function URL does not join them.
  headers: (value) => isMapOf(value, (one) => typeof one === 'string' || isTexts(one)),
  multiValueHeaders: (value) => isMapOf(value, isTexts),
  cookies: isTexts,
};

/**
 * Invariants of streamed responses: POSTs to /response with a mode header.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
 */
export const streamingRules = [
  rule('streaming.mode-header', (view) => responsesWithMode(view).map(() => 'holds')),

  rule('streaming.mode-value', (view) =>
    responsesWithMode(view).map(({ request, index: at }): Seen<'streaming.mode-value'> => {
      const modes = headerValues(request.headers, MODE);
      if (modes.every((mode) => mode === 'streaming')) return 'holds';
      const actual = modes.map((mode) => `${MODE}: ${mode}`).join(', ');
      return { code: 'other-value', expected: `${MODE}: streaming`, actual, at };
    }),
  ),

  rule('streaming.chunked', (view) =>
    responsesWithMode(view).map(({ request, index: at }): Seen<'streaming.chunked'> => {
      const expected = 'Transfer-Encoding: chunked and no Content-Length';
      const length = headerValue(request.headers, 'content-length');
      if (length !== undefined)
        return { code: 'length-sent', expected, actual: `Content-Length: ${length}`, at };
      const coding = headerValue(request.headers, 'transfer-encoding');
      if (coding?.toLowerCase() === 'chunked') return 'holds';
      return { code: 'not-chunked', expected, actual: `Transfer-Encoding: ${coding ?? 'none'}`, at };
    }),
  ),

  rule('streaming.chunk-coding-valid', (view) =>
    responsesWithMode(view).flatMap(({ request, body }): Seen<'streaming.chunk-coding-valid'>[] => {
      const isMalformed = (entry: Entry): boolean =>
        entry.kind === 'protocol-problem' &&
        entry.exchange === request.exchange &&
        ofChunks.has(entry.problem);
      const at = view.entries.findIndex(isMalformed);
      const entry = view.entries[at];
      if (entry?.kind !== 'protocol-problem') return body?.framing.kind === 'chunked' ? ['holds'] : [];
      const actual = `${entry.problem}: ${JSON.stringify(entry.sample.toString('latin1', 0, 60))}`;
      return [{ code: 'malformed', expected: 'valid chunked coding', actual, at }];
    }),
  ),

  rule('streaming.connection-closed-after', (view) =>
    responsesWithMode(view).flatMap(
      ({
        request,
        reply,
        replyCompletedIndex,
        hasInjectedFault,
      }): Seen<'streaming.connection-closed-after'>[] => {
        if (hasInjectedFault || reply?.status !== 202) return [];
        if (/\bclose\b/i.test(headerValue(request.headers, 'connection') ?? '')) return ['holds'];
        // The reply may be recorded after the next poll has arrived.
        const from = replyCompletedIndex ?? view.entries.length;
        const at = view.entries.findIndex(
          (entry, index) =>
            index > from &&
            (isEndOfConnection(entry, request.connection) ||
              (entry.kind === 'request' && entry.connection === request.connection)),
        );
        const entry = view.entries[at];
        if (entry === undefined) return [];
        if (isEndOfConnection(entry)) return entry.by === 'runtime' ? ['holds'] : [];
        const actual = 'another request on the same connection';
        return [{ code: 'kept-open', expected: 'a close of the connection', actual, at }];
      },
    ),
  ),

  rule('streaming.trailers-announced', (view) =>
    withErrorTrailers(view).map(({ request, body, index: at }): Seen<'streaming.trailers-announced'> => {
      const announced = headerValues(request.headers, 'trailer').join(',').toLowerCase();
      const names = (body?.trailers ?? []).map(([name]) => name).filter(isErrorTrailer);
      const missing = names.filter((name) => !announced.split(/[\s,]+/).includes(name.toLowerCase()));
      if (missing.length === 0) return 'holds';
      const expected = `Trailer: ${names.join(', ')}`;
      return {
        code: 'not-announced',
        expected,
        actual: `Trailer: ${announced === '' ? 'none' : announced}`,
        at,
      };
    }),
  ),

  rule('streaming.error-body-base64', (view) =>
    withErrorTrailers(view).flatMap(({ body, index: at }): Seen<'streaming.error-body-base64'>[] => {
      const value = headerValue(body?.trailers ?? [], ERROR_BODY);
      if (value === undefined) return [];
      if (isBase64(value)) return ['holds'];
      return [{ code: 'not-base64', expected: 'standard base64', actual: value.slice(0, 200), at }];
    }),
  ),

  rule('streaming.error-body-json', (view) =>
    withErrorTrailers(view).flatMap(({ body, index: at }): Seen<'streaming.error-body-json'>[] => {
      const value = headerValue(body?.trailers ?? [], ERROR_BODY);
      if (value === undefined || !isBase64(value)) return [];
      const decoded = Buffer.from(value, 'base64');
      const { errorMessage, errorType } = objectOf(parseJson(decoded)) ?? {};
      if (typeof errorMessage === 'string' && typeof errorType === 'string') return ['holds'];
      const expected = 'a JSON object with errorMessage and errorType';
      return [{ code: 'not-json', expected, actual: showBody(decoded), at }];
    }),
  ),

  rule('streaming.no-error-after-start', (view) => {
    if (!view.exchanges.some(({ request }) => hasMode(request))) return [];
    return view.invocations.flatMap(({ delivery, index: from }): Seen<'streaming.no-error-after-start'>[] => {
      const posts = view.exchanges.filter(
        ({ request, index, hasInjectedFault }) =>
          index > from && request.requestId === delivery.requestId && !hasInjectedFault,
      );
      const begun = posts.find(({ request }) => hasMode(request));
      if (begun === undefined) return [];
      const report = posts.find(({ request, index }) => index > begun.index && isErrorPost(request));
      if (report === undefined) return ['holds'];
      const expected = 'no POST …/error after the begin of the response';
      return [{ code: 'error-posted', expected, actual: 'POST …/error', at: report.index }];
    });
  }),

  rule('streaming.http-prelude-format', (view) =>
    withPrelude(view).map(({ body, index: at }): Seen<'streaming.http-prelude-format'> => {
      const bytes = body?.body.bytes ?? Buffer.alloc(0);
      const split = splitPrelude(bytes);
      const expected = 'a JSON object, eight NUL bytes, and the payload';
      if (split === undefined) return { code: 'no-delimiter', expected, actual: showBody(bytes), at };
      if (objectOf(parseJson(split.prelude)) !== undefined) return 'holds';
      return { code: 'not-json', expected, actual: showBody(split.prelude), at };
    }),
  ),

  rule('streaming.prelude-keys', (view) =>
    withPrelude(view).flatMap(({ body, index: at }): Seen<'streaming.prelude-keys'>[] => {
      const split = splitPrelude(body?.body.bytes ?? Buffer.alloc(0));
      const prelude = split && objectOf(parseJson(split.prelude));
      if (prelude === undefined) return [];
      const expected = `only ${Object.keys(preludeKeys).join(', ')}, with the documented types`;
      for (const [key, value] of Object.entries(prelude)) {
        const isRight = Object.hasOwn(preludeKeys, key) ? preludeKeys[key] : undefined;
        const actual = `${JSON.stringify(key)}: ${JSON.stringify(value).slice(0, 100)}`;
        if (isRight === undefined) return [{ code: 'unknown-key', expected, actual, at }];
        if (value !== null && !isRight(value)) return [{ code: 'wrong-type', expected, actual, at }];
      }
      return ['holds'];
    }),
  ),
];

function responses({ exchanges }: TraceView): Exchange[] {
  return exchanges.filter(({ request }) => isResponsePost(request));
}

function responsesWithMode(view: TraceView): Exchange[] {
  return responses(view).filter(({ request }) => hasMode(request));
}

function hasMode(request: Exchange['request']): boolean {
  return isResponsePost(request) && headerValue(request.headers, MODE) !== undefined;
}

/** Also without the mark of a stream: only a stream has trailers. */
function withErrorTrailers(view: TraceView): Exchange[] {
  return responses(view).filter(({ body }) =>
    body?.trailers.some(([name, value]) => isErrorTrailer(name) && value !== ''),
  );
}

function isErrorTrailer(name: string): boolean {
  return [ERROR_TYPE, ERROR_BODY].some((known) => known.toLowerCase() === name.toLowerCase());
}

/** Responses with a prelude; `streaming.prelude-without-payload` judges empty ones. */
function withPrelude(view: TraceView): Exchange[] {
  return responses(view).filter(
    ({ request, body }) =>
      body !== undefined && body.body.length > 0 && contentType(request.headers) === HTTP_INTEGRATION,
  );
}

function isBase64(value: string): boolean {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isMapOf(value: unknown, isRight: (one: unknown) => boolean): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(isRight)
  );
}
