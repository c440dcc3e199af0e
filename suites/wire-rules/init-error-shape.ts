import { clip } from '../../harness/base/clip.ts';
import { headerValue } from '../../harness/base/headers.ts';
import type { Exchange } from '../../harness/trace/view.ts';
import type { Seen } from './rule.ts';

const SHOWN = 300;

/** Defects of the body and the headers of an init error. */
export function shapeOf(report: Exchange): Seen<'init.error-shape'> {
  const at = report.index;
  const expected =
    'a Content-Type, and a JSON object with a string `errorMessage` and a string `errorType`, as for an invocation';
  const text = report.body?.body.bytes.toString('utf8') ?? '';
  const document = objectFrom(text);
  if (document === undefined) {
    return { code: 'not-an-object', expected, actual: text === '' ? 'an empty body' : clip(text, SHOWN), at };
  }
  const members = { errorMessage: 'no-error-message', errorType: 'no-error-type' } as const;
  for (const [name, code] of Object.entries(members)) {
    if (typeof Reflect.get(document, name) !== 'string')
      return { code, expected, actual: clip(text, SHOWN), at };
  }
  if (headerValue(report.request.headers, 'content-type') === undefined) {
    return { code: 'no-content-type', expected, actual: 'no such header', at };
  }
  return 'holds';
}

/**
 * Whether the header that names the type of an init error has the documented form. Category and reason are free.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-initerror
 */
export function typeHeaderOf(report: Exchange): Seen<'init.error-type-header'> {
  const value = headerValue(report.request.headers, 'lambda-runtime-function-error-type');
  const expected =
    '`Lambda-Runtime-Function-Error-Type: <category>.<reason>`, for example Runtime.NoSuchHandler';
  const at = report.index;
  if (value === undefined) return { code: 'no-type-header', expected, actual: 'no such header', at };
  if (isCategoryAndReason(value)) return 'holds';
  return {
    code: 'malformed-type-header',
    expected,
    actual: value === '' ? 'an empty value' : clip(value, SHOWN),
    at,
  };
}

/** Whether the type of an error has the form `<category>.<reason>`. */
export function isCategoryAndReason(value: string): boolean {
  // Non-ASCII letters arrive as their UTF-8 bytes.
  return /^[A-Za-z][\w\x80-\xff]*(?:\.[\w\x80-\xff]+)+$/.test(value);
}

function objectFrom(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
