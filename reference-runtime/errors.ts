/**
 * The error document that reports a failure to the Runtime API.
 *
 * A function can throw anything: an error, a string, `undefined`, an object whose accessors throw. `toErrorDocument`
 * turns any of these into one small JSON object and never throws.
 */
import { inspect } from 'node:util';

/**
 * The body of an error report.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-invokeerror
 */
export interface ErrorDocument {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace: readonly string[];
  /** The invocation that failed; an init error has none. */
  readonly requestId?: string;
}

/**
 * A failure that the runtime itself detects. Its name is the `Runtime.*` type of the report. Its stack points into the
 * runtime, which does not help the author of the function, so the report leaves it out.
 */
export abstract class RuntimeFailure extends Error {
  abstract override readonly name: `Runtime.${string}`;
}

// In JSON one character takes up to six bytes. With these limits the body of any report stays below 1 MiB; a larger one
// is refused.
const MAX_MESSAGE_LENGTH = 128 * 1024;
const MAX_TYPE_LENGTH = 16 * 1024;
const MAX_STACK_LINES = 32;
const MAX_STACK_LINE_LENGTH = 512;

/** Describes any thrown value. The class becomes the type; the message is kept up to its maximum length. */
export function toErrorDocument(thrown: unknown): ErrorDocument {
  return {
    errorType: clip(typeOf(thrown), MAX_TYPE_LENGTH),
    errorMessage: clip(messageOf(thrown), MAX_MESSAGE_LENGTH),
    stackTrace: stackOf(thrown),
  };
}

/**
 * The value of `Lambda-Runtime-Function-Error-Type` for a report: always `Runtime.<Word>` or `Function.<Word>` in plain
 * letters. A class name can contain any character, even a line feed, so it cannot go into a header as it is.
 */
export function errorTypeHeader({ errorType }: ErrorDocument): string {
  if (/^(Runtime|Function)\.[A-Z][A-Za-z]{1,63}$/.test(errorType)) return errorType;
  const letters = errorType.replaceAll(/[^A-Za-z]/g, '').slice(0, 64);
  const word = letters.charAt(0).toUpperCase() + letters.slice(1);
  return word.length > 1 ? `Function.${word}` : 'Function.Unknown';
}

/** The error as one text for the log. */
export function errorText({ errorType, errorMessage, stackTrace }: ErrorDocument): string {
  return [`${errorType}: ${errorMessage}`, ...stackTrace].join('\n');
}

function typeOf(thrown: unknown): string {
  if (!isObject(thrown)) return thrown === null ? 'null' : typeof thrown;
  // A subclass that does not set `name` inherits 'Error'; then the class name is the type.
  const name = read(thrown, 'name');
  if (isText(name) && name !== 'Error') return name;
  const constructor = read(thrown, 'constructor');
  const className = isObject(constructor) ? read(constructor, 'name') : undefined;
  return isText(className) ? className : 'Error';
}

function messageOf(thrown: unknown): string {
  if (!isObject(thrown)) return String(thrown);
  const message = read(thrown, 'message');
  if (typeof message === 'string') return message;
  return attempt(() => JSON.stringify(message ?? thrown)) ?? attempt(() => inspect(thrown)) ?? '';
}

function stackOf(thrown: unknown): string[] {
  const stack = isObject(thrown) && !(thrown instanceof RuntimeFailure) ? read(thrown, 'stack') : undefined;
  if (typeof stack !== 'string') return [];
  // Only the frames: the lines above them repeat type and message.
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, MAX_STACK_LINES)
    .map((line) => clip(line.trim(), MAX_STACK_LINE_LENGTH));
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function read(source: object, key: string): unknown {
  return attempt(() => Reflect.get(source, key));
}

function attempt<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}

function clip(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`;
}
