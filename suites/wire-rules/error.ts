import { headerValue } from '../../harness/base/headers.ts';
import { isErrorPost } from '../../harness/trace/calls.ts';
import type { Exchange, TraceView } from '../../harness/trace/view.ts';
import type { WireFinding } from '../../harness/test/wire-rule.ts';
import { contentType, objectOf, parseJson, showBody } from './body.ts';
import { isComplete, secondOutcome } from './outcome.ts';
import { misdirectedResults } from './misdirected.ts';
import { rule, ruleOfForm, type Seen } from './rule.ts';

const TYPE = 'lambda-runtime-function-error-type';
const CAUSE = 'lambda-runtime-function-xray-error-cause';
/**
 * A category, a dot and a reason. The emulator keeps fewer: `Runtime.` or `Function.`, a capital and another letter.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-invokeerror
 */
const CATEGORY_REASON = /^[A-Z][A-Za-z]*\.[A-Za-z]/;

/** Invariants of error reports. */
export const errorRules = [
  /** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-invokeerror */
  rule('error.posted-to-invocation', (view) =>
    misdirectedResults(view, 'error').map(({ exchange, wrongMethod, actual }) => ({
      code: wrongMethod ? 'wrong-method' : 'not-at-error-path',
      expected: 'POST /2018-06-01/runtime/invocation/{id}/error',
      actual,
      at: exchange.index,
    })),
  ),

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-invokeerror */
  ruleOfForm('error.json-shape', (view) =>
    reports(view).map((report) => {
      const document = documentOf(report);
      const complete =
        typeof document?.['errorMessage'] === 'string' && typeof document['errorType'] === 'string';
      return complete
        ? 'holds'
        : finding(report, {
            code: 'malformed-body',
            expected: '{"errorMessage": "…", "errorType": "…"}',
            actual: showBody(report.body?.body.bytes ?? Buffer.alloc(0)),
          });
    }),
  ),

  ruleOfForm('error.stack-trace-is-strings', (view) =>
    reports(view).flatMap((report): Seen<'error.stack-trace-is-strings'>[] => {
      const document = documentOf(report);
      if (document === undefined) return [];
      const { stackTrace, trace } = document;
      const expected = '"stackTrace": an array of strings, or no stack trace at all';
      if (stackTrace === undefined && trace !== undefined) {
        return [finding(report, { code: 'wrong-name', expected, actual: show('trace', trace) })];
      }
      // The header is optional.
      if (stackTrace === undefined || stackTrace === null) return ['holds'];
      if (Array.isArray(stackTrace) && stackTrace.every((line) => typeof line === 'string')) return ['holds'];
      return [finding(report, { code: 'not-strings', expected, actual: show('stackTrace', stackTrace) })];
    }),
  ),

  /** Advisory: the OpenAPI text says "must", and most clients of AWS send something else. */
  ruleOfForm('error.content-type', (view) =>
    reports(view).map((report) => {
      const type = contentType(report.request.headers) ?? 'no Content-Type';
      return /^application\/vnd\.aws\.lambda\.error(?:\.cause)?\+json$/.test(type)
        ? 'holds'
        : finding(report, {
            code: 'wrong-content-type',
            expected: 'Content-Type: application/vnd.aws.lambda.error+json',
            actual: type,
          });
    }),
  ),

  ruleOfForm('error.type-header-sent', (view) =>
    reports(view).map((report) =>
      (headerValue(report.request.headers, TYPE) ?? '') === ''
        ? finding(report, {
            code: 'no-type-header',
            expected: 'the header, for example with the value Function.SomeError',
            actual: `headers: ${report.request.headers.map(([name]) => name).join(', ')}`,
          })
        : 'holds',
    ),
  ),

  ruleOfForm('error.type-header-form', (view) =>
    reports(view).flatMap((report): Seen<'error.type-header-form'>[] => {
      const value = headerValue(report.request.headers, TYPE) ?? '';
      if (value === '') return [];
      if (CATEGORY_REASON.test(value)) return ['holds'];
      return [
        finding(report, {
          code: 'malformed-type-header',
          expected: 'a category, a dot and a reason, such as Function.SomeError',
          actual: value.slice(0, 200),
        }),
      ];
    }),
  ),

  rule('error.not-after-response', (view) =>
    view.invocations.flatMap((invocation): Seen<'error.not-after-response'>[] => {
      const { delivery, posts, faultInjected } = invocation;
      const settled = secondOutcome(invocation);
      if (
        settled === undefined ||
        isErrorPost(settled.first.request) === isErrorPost(settled.second.request)
      ) {
        return posts.length > 0 && !faultInjected && isComplete(invocation, view) ? ['holds'] : [];
      }
      const { first, second } = settled;
      return [
        finding(second, {
          code: isErrorPost(second.request) ? 'error-after-response' : 'response-after-error',
          expected: 'a response or an error, not both',
          actual: `POST …/${first.request.endpoint} (${first.reply?.status}), then POST …/${second.request.endpoint}, for ${delivery.requestId}`,
        }),
      ];
    }),
  ),

  ruleOfForm('error.xray-cause-well-formed', (view) =>
    reports(view).map((report) => {
      const value = headerValue(report.request.headers, CAUSE);
      // The header is optional.
      if (value === undefined || isCause(objectOf(parseJson(Buffer.from(value, 'latin1'))))) return 'holds';
      return finding(report, {
        code: 'malformed-cause',
        expected: '{"working_directory": "…", "exceptions": [{"message", "type", "stack"}], "paths": […]}',
        actual: value.slice(0, 200),
      });
    }),
  ),

  ruleOfForm('error.request-id-in-body', (view) =>
    reports(view).flatMap((report): Seen<'error.request-id-in-body'>[] => {
      const document = documentOf(report);
      if (document === undefined) return [];
      const { requestId } = document;
      if (requestId === report.request.requestId) return ['holds'];
      return [
        finding(report, {
          code: 'no-request-id',
          expected: `"requestId": "${report.request.requestId}"`,
          actual: requestId === undefined ? 'no such member' : show('requestId', requestId),
        }),
      ];
    }),
  ),
];

/** Error reports, with a complete body, of invocations that were delivered completely. */
function reports({ exchanges }: TraceView): Exchange[] {
  return exchanges.filter(
    ({ request, body }) => isErrorPost(request) && body !== undefined && !body.body.cut,
  );
}

function documentOf({ body }: Exchange): Readonly<Record<string, unknown>> | undefined {
  return body === undefined ? undefined : objectOf(parseJson(body.body.bytes));
}

function isCause(cause: Readonly<Record<string, unknown>> | undefined): boolean {
  if (cause === undefined) return false;
  const { exceptions, paths, working_directory: folder } = cause;
  return (
    (folder === undefined || typeof folder === 'string') &&
    (paths === undefined || Array.isArray(paths)) &&
    Array.isArray(exceptions) &&
    exceptions.every(
      (exception: { message?: unknown; type?: unknown; stack?: unknown } | null) =>
        typeof exception?.message === 'string' &&
        typeof exception.type === 'string' &&
        Array.isArray(exception.stack),
    )
  );
}

function finding<Code extends string>(
  { index }: Exchange,
  what: Omit<WireFinding<Code>, 'at'>,
): WireFinding<Code> {
  return { ...what, at: index };
}

function show(name: string, value: unknown): string {
  return `"${name}": ${JSON.stringify(value)?.slice(0, 200)}`;
}
