import { clip } from '../base/clip.ts';
import { type Run, runSchema, schemaVersion } from './run.ts';
import { toError } from '../base/errors.ts';
import { forLine, jsonDocument } from '../base/escape.ts';
import { parseJsonFile } from '../base/json-file.ts';

/**
 * Renders `run.json`. Keys have the order of the schema, so that two runs can be compared line by line.
 *
 * @throws ZodError when the value is not a Run: a bug of the harness.
 */
export function renderJson(run: Run): string {
  return jsonDocument(runSchema.parse(run));
}

const SHOWN = 200;

/**
 * Reads a stored `run.json`.
 *
 * @throws Error with one sentence: where the text departs from the schema and what is expected there.
 */
export function parseRun(text: string): Run {
  const value = parseJson(text);
  const version = versionOf(value);
  if (version !== undefined && version !== schemaVersion)
    throw sentence(
      `The report has schemaVersion ${shown(version)}, and this lambdaspec reads ${schemaVersion}: judge the bootstrap again with this version.`,
    );

  const result = runSchema.safeParse(value);
  if (result.success) return result.data;
  const [first, ...others] = result.error.issues;
  if (first === undefined) throw result.error;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const what = `${clip(place(first.path), SHOWN)}: ${clip(first.message, SHOWN)}${more}`;
  throw sentence(`The report is not a lambdaspec run: ${what}.`, result.error);
}

function parseJson(text: string): unknown {
  try {
    return parseJsonFile(text);
  } catch (cause) {
    throw sentence(`The report ${clip(toError(cause).message, SHOWN)}.`, cause);
  }
}

/** The text is untrusted: quotes from it must stay on one line. */
function sentence(message: string, cause?: unknown): Error {
  return new Error(forLine(message), { cause });
}

/** A version from an untrusted text; serialising a deeply nested value would overflow the stack. */
function shown(version: unknown): string {
  return typeof version === 'object'
    ? `of type ${typeof version}`
    : clip(JSON.stringify(version) ?? '', SHOWN);
}

function versionOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'schemaVersion' in value
    ? value.schemaVersion
    : undefined;
}

/** The path of a value as JavaScript would write it: `requirements[3].level`. */
function place(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the document';
  return path
    .map((key, n) => (typeof key === 'number' ? `[${key}]` : `${n === 0 ? '' : '.'}${String(key)}`))
    .join('');
}
