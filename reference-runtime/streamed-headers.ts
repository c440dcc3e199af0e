/**
 * What a streamed response has before and after its body.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
 */
import { errorTypeHeader, type ErrorDocument } from './errors.ts';

const ERROR_TYPE = 'Lambda-Runtime-Function-Error-Type';
const ERROR_BODY = 'Lambda-Runtime-Function-Error-Body';

/** The headers of a streamed response. It announces the trailers, though only a failure needs them. */
export function streamedHeaders(contentType: string): Record<string, string> {
  return {
    'Content-Type': contentType,
    'Lambda-Runtime-Function-Response-Mode': 'streaming',
    'Transfer-Encoding': 'chunked',
    Trailer: `${ERROR_TYPE}, ${ERROR_BODY}`,
  };
}

/** The trailers that report a failure after the first byte. */
export function errorTrailers(failure: ErrorDocument): Record<string, string> {
  return {
    [ERROR_TYPE]: errorTypeHeader(failure),
    [ERROR_BODY]: Buffer.from(JSON.stringify(failure)).toString('base64'),
  };
}
