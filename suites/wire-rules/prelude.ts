/** The HTTP-integration format of streamed responses. */

export const HTTP_INTEGRATION = 'application/vnd.awslambda.http-integration-response';

const DELIMITER = Buffer.alloc(8);

/** The two parts around the first eight NUL bytes. */
export function splitPrelude(
  body: Buffer,
): { readonly prelude: Buffer; readonly payload: Buffer } | undefined {
  const at = body.indexOf(DELIMITER);
  return at === -1
    ? undefined
    : { prelude: body.subarray(0, at), payload: body.subarray(at + DELIMITER.length) };
}
