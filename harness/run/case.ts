/**
 * A case: a self-contained recording of a deviation, for `lambdaspec replay`. It names the test and stores the generated
 * input, if any; paths are relative, so that it can be replayed on another machine.
 */
import { readdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, relative } from 'node:path';
import { z } from 'zod';
import { clip } from '../base/clip.ts';
import { HarnessError, toError } from '../base/errors.ts';
import { foreignText } from '../base/foreign-file.ts';
import { parseJsonFile } from '../base/json-file.ts';
import { toolVersion } from '../base/package.ts';
import type { Target } from './target.ts';
import type { Finding } from './test-record.ts';

/** The longest complaint about a field. */
const SHOWN = 200;

/** The part that all cases of a run share. */
export const caseSetting = z.strictObject({
  seed: z.int().describe('Random seed.'),
  pace: z.enum(['quick', 'normal', 'slow']),
  handler: z.string(),
  taskRoot: z
    .string()
    .nullable()
    .describe('Relative to the folder of the bootstrap; null: the bundled probe functions.'),
  environment: z.record(z.string(), z.string()),
});

export type CaseSetting = z.infer<typeof caseSetting>;

export const caseSchema = z.strictObject({
  schemaVersion: z.literal(2),
  tool: z.string().optional().describe('The version of lambdaspec that stored the case.'),
  requirement: z.string(),
  code: z.string().describe('What the runtime did wrong when the case was stored.'),
  test: z.string().describe('The title of the test that shows the deviation.'),
  example: z.json().optional().describe('The smallest generated input that shows the deviation.'),
  ...caseSetting.shape,
});

export type Case = z.infer<typeof caseSchema>;

/** A stored input with its test and requirement. */
export interface StoredExample {
  readonly test: string;
  readonly requirement: string;
  /** JSON text; absent where the test generates nothing. */
  readonly example?: string;
}

/** The setting of the cases of a run on this target. */
export function settingOf(run: {
  readonly target: Target;
  readonly bundledProbe: boolean;
  readonly seed: number;
  readonly pace: Case['pace'];
}): CaseSetting {
  const { target } = run;
  return {
    seed: run.seed,
    pace: run.pace,
    handler: target.handler,
    taskRoot: run.bundledProbe ? null : relative(dirname(target.command[0]), target.taskRoot) || '.',
    environment: { ...target.environment },
  };
}

/** The case of a finding. */
export function caseOf(
  { requirement, code, example }: Pick<Finding, 'requirement' | 'code' | 'example'>,
  test: string,
  setting: CaseSetting,
): Case {
  return {
    schemaVersion: 2,
    tool: toolVersion(),
    requirement,
    code,
    test,
    ...(example === undefined ? {} : { example: z.json().parse(JSON.parse(example)) }),
    ...setting,
  };
}

/** The input that a case replays. */
export function storedExample(stored: Case): StoredExample {
  const { test, requirement, example } = stored;
  return { test, requirement, ...(example === undefined ? {} : { example: JSON.stringify(example) }) };
}

/**
 * The task root of a case, as its user would write it, where it is outside both the folder of the bootstrap and the working folder.
 * A case may come from anybody, so it names such a folder only together with the user.
 */
export function outsideRoot(bootstrap: string, taskRoot: string | null | undefined): string | undefined {
  if (taskRoot === null || taskRoot === undefined) return undefined;
  if (isAbsolute(taskRoot)) return taskRoot;
  const root = join(dirname(bootstrap), taskRoot);
  const inside = !leaves(normalize(taskRoot)) || !(isAbsolute(root) || leaves(root));
  return inside ? undefined : root;
}

function leaves(path: string): boolean {
  return path === '..' || path.startsWith('../');
}

/**
 * Reads a case.
 *
 * @param shown The path as the user wrote it.
 * @throws {HarnessError} CASE_INVALID with one sentence.
 */
export function readCase(path: string, shown: string): Case {
  const parsed = caseSchema.safeParse(upgraded(parsedFile(path, shown)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const what = `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim().replaceAll(/\s+/g, ' ');
  throw new HarnessError('CASE_INVALID', `${shown} is not a lambdaspec case: ${clip(what, SHOWN)}.`);
}

/** @throws {HarnessError} CASE_INVALID */
function parsedFile(path: string, shown: string): unknown {
  let text: string;
  try {
    text = foreignText(path);
  } catch (cause) {
    throw new HarnessError(
      'CASE_INVALID',
      `The case ${shown} cannot be read: ${toError(cause).message}; name a file from a report's cases folder.`,
      { cause },
    );
  }
  try {
    return parseJsonFile(text);
  } catch (cause) {
    throw new HarnessError(
      'CASE_INVALID',
      `${shown} is not a lambdaspec case: it ${toError(cause).message}.`,
      { cause },
    );
  }
}

/**
 * The inputs stored by the last run in a folder of cases. Unreadable files are left out, and those of another version: what it
 * generated may be more than a runtime must accept today.
 */
export async function earlierExamples(folder: string): Promise<StoredExample[]> {
  const names = await readdir(folder).catch(() => []);
  const cases = names
    .filter((name) => name.endsWith('.json'))
    .toSorted((a, b) => a.localeCompare(b))
    .map((name) => caseOrNothing(join(folder, name)));
  return cases.flatMap((stored) =>
    stored?.example === undefined || stored.tool !== toolVersion() ? [] : [storedExample(stored)],
  );
}

function caseOrNothing(path: string): Case | undefined {
  try {
    return readCase(path, path);
  } catch {
    return undefined;
  }
}

/** A case of version 1 has a sentence instead of the code. */
function upgraded(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Reflect.get(value, 'schemaVersion') !== 1) return value;
  const { message: _, ...rest } = { message: '', ...value };
  return { ...rest, schemaVersion: 2, code: 'unknown' };
}
