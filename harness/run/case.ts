/**
 * A case: a self-contained recording of what showed a deviation, which `lambdaspec replay` runs without searching for
 * it again. It names the test and stores the generated input, if there was one; paths are relative, so that it can be
 * replayed on another machine.
 */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { HarnessError } from '../base/errors.ts';
import type { Target } from './target.ts';
import type { Finding } from './test-record.ts';

/** What the cases of a run have in common: how its runtime was started, and how hard it was tried. */
export const caseSetting = z.strictObject({
  seed: z.int().describe('Seed of everything else that varies.'),
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
  requirement: z.string(),
  code: z.string().describe('What the runtime did wrong when the case was stored.'),
  test: z.string().describe('The title of the test that shows it.'),
  example: z.json().optional().describe('The generated input, as small as it was found.'),
  ...caseSetting.shape,
});

export type Case = z.infer<typeof caseSchema>;

/** A generated input that was stored with the test and the requirement it belongs to. */
export interface StoredExample {
  readonly test: string;
  readonly requirement: string;
  /** JSON text; absent where the test generates nothing. */
  readonly example?: string;
}

/** What the cases of a run on this target have in common. */
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

/** The case of a deviation that a test found. */
export function caseOf(
  { requirement, code, example }: Pick<Finding, 'requirement' | 'code' | 'example'>,
  test: string,
  setting: CaseSetting,
): Case {
  return {
    schemaVersion: 2,
    requirement,
    code,
    test,
    ...(example === undefined ? {} : { example: z.json().parse(JSON.parse(example)) }),
    ...setting,
  };
}

/** What a case asks its test to try. */
export function storedExample(stored: Case): StoredExample {
  const { test, requirement, example } = stored;
  return { test, requirement, ...(example === undefined ? {} : { example: JSON.stringify(example) }) };
}

/** @throws {HarnessError} CASE_INVALID with one sentence. */
export async function readCase(path: string): Promise<Case> {
  const text = await readFile(path, 'utf8').catch((reason: unknown) => {
    throw new HarnessError(
      'CASE_INVALID',
      `The case ${path} cannot be read; name a file from a report's cases folder.`,
      {
        cause: reason,
      },
    );
  });
  const parsed = caseSchema.safeParse(upgraded(parseJson(text)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new HarnessError(
    'CASE_INVALID',
    `${path} is no case of lambdaspec: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.replaceAll(
      /\s+/g,
      ' ',
    ),
  );
}

/** The inputs stored by the last run in a report folder; what cannot be read is left out. */
export async function earlierExamples(folder: string): Promise<StoredExample[]> {
  const names = await readdir(folder).catch(() => []);
  const cases = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .toSorted((a, b) => a.localeCompare(b))
      .map((name) => readCase(join(folder, name)).catch(() => undefined)),
  );
  return cases.flatMap((stored) => (stored?.example === undefined ? [] : [storedExample(stored)]));
}

/** A case of version 1 has a sentence in place of the code; what a replay needs is the same. */
function upgraded(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Reflect.get(value, 'schemaVersion') !== 1) return value;
  const { message: _, ...rest } = { message: '', ...value };
  return { ...rest, schemaVersion: 2, code: 'unknown' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
