/** Encodes the result of a handler as the body of its response. */
import { RuntimeFailure, toErrorDocument } from './errors.ts';

/** A result ready to be posted. */
export interface EncodedResult {
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** The result has no JSON form, for example because it contains a cycle or is a function. */
export class MarshalError extends RuntimeFailure {
  override readonly name = 'Runtime.MarshalError';
}

/** Encodes a result: bytes stay as they are, `undefined` becomes `null`, everything else is JSON. */
export function encodeResult(result: unknown): EncodedResult {
  if (result instanceof Uint8Array) return { contentType: 'application/octet-stream', body: result };
  return { contentType: 'application/json', body: Buffer.from(toJson(result ?? null)) };
}

function toJson(result: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(result);
  } catch (cause) {
    throw new MarshalError(`the result cannot be written as JSON: ${toErrorDocument(cause).errorMessage}`, {
      cause,
    });
  }
  // JSON.stringify returns `undefined` for a value that has no JSON form.
  if (json === undefined) throw new MarshalError(`a result of type ${typeof result} has no JSON form`);
  return json;
}
