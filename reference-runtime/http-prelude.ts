/**
 * The HTTP-integration format: a JSON prelude with status, headers and cookies, eight NUL bytes, and then the payload.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */

export const HTTP_INTEGRATION = 'application/vnd.awslambda.http-integration-response';

const DELIMITER = Buffer.alloc(8);
/** API Gateway looks for the delimiter in the first 16 KB, and otherwise answers 500. */
const MAXIMUM_BYTES = 16 * 1024;

/** The prelude with its delimiter, or why there is none. Only the documented keys are sent. */
export function preludeOf(metadata: unknown): Uint8Array | string {
  const { statusCode, headers, multiValueHeaders, cookies } = membersOf(metadata);
  if (statusCode !== undefined && !Number.isInteger(statusCode)) return 'the status code is not an integer';
  const lists = Object.entries(membersOf(headers)).filter(([, value]) => Array.isArray(value));
  const prelude = {
    statusCode,
    headers: isObject(headers)
      ? Object.fromEntries(
          Object.entries(headers)
            .filter(([, value]) => !Array.isArray(value))
            .map(([name, value]) => [name, String(value)]),
        )
      : undefined,
    // Several values of one header.
    multiValueHeaders:
      isObject(multiValueHeaders) || lists.length > 0
        ? { ...Object.fromEntries(lists), ...membersOf(multiValueHeaders) }
        : undefined,
    cookies,
  };
  const bytes = Buffer.concat([Buffer.from(JSON.stringify(prelude)), DELIMITER]);
  return bytes.length <= MAXIMUM_BYTES
    ? bytes
    : `status, headers and cookies take ${bytes.length} bytes; the maximum is ${MAXIMUM_BYTES}`;
}

function membersOf(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
