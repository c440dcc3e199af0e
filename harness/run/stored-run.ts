import { clip } from '../base/clip.ts';
import { type Run, runSchema, schemaVersion } from './run.ts';
import { forJson, forLine } from '../base/escape.ts';

/**
 * `run.json`: the Run value itself, from which every other document can be made again. Keys stand in the order of the
 * schema, so that two runs can be compared line by line.
 *
 * @throws ZodError when the value is no Run: a fault of the harness, which must not be published.
 */
export function renderJson(run: Run): string {
  return `${forJson(JSON.stringify(runSchema.parse(run), null, 2))}\n`;
}

/** More of what is wrong than this helps nobody. */
const SHOWN = 200;

/**
 * Reads a stored `run.json`.
 *
 * @throws Error with one sentence that says where the text departs from the schema and what was expected there.
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
  throw sentence(`The report is no lambdaspec run: ${what}.`, result.error);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw sentence(`The report is not JSON: ${clip(reason, SHOWN)}.`, cause);
  }
}

/** The text may be anybody's: what it says of itself stays on one line, and short. */
function sentence(message: string, cause?: unknown): Error {
  return new Error(forLine(message), { cause });
}

/** A version that somebody else wrote; nested deeply enough, even its JSON is more than a stack holds. */
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
  if (path.length === 0) return 'the whole';
  return path
    .map((key, n) => (typeof key === 'number' ? `[${key}]` : `${n === 0 ? '' : '.'}${String(key)}`))
    .join('');
}
