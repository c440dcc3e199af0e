/** Reads a suite of AWS's containerized test runner: events, and what is asserted about their results. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { HarnessError, toError } from '../../base/errors.ts';
import { foreignText } from '../../base/foreign-file.ts';
import { parseForeignJson } from '../../base/foreign-json.ts';
import { pathOf } from './json-path.ts';

/** What a suite may assert about; the runner knows more, which only a deployed function has. */
export const assertionKinds = [
  'response',
  'error',
  'errorType',
  'contentType',
  'responseContentType',
] as const;
export type AssertionKind = (typeof assertionKinds)[number];

export interface EventAssertion {
  readonly kind: AssertionKind;
  readonly expected: unknown;
  /** Where in the result to look. */
  readonly path: NonNullable<ReturnType<typeof pathOf>>;
}

/** One event, and what its result must be. */
export interface EventTest {
  readonly name: string;
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly event: unknown;
  /** Sent as it is, not as JSON, if it is another one. */
  readonly contentType: string;
  readonly clientContext: string | undefined;
  readonly cognitoIdentity: string | undefined;
  readonly traceId: string | undefined;
  readonly assertions: readonly EventAssertion[];
}

export interface EventSuite {
  /** As the user wrote it. */
  readonly file: string;
  readonly tests: readonly EventTest[];
}

const mapping = z.record(z.string(), z.unknown());
const resource = z.looseObject({
  contentType: z.string(),
  data: z.unknown().optional(),
  src: z.string().optional(),
  transform: z.string().optional(),
});
const suiteSchema = z.looseObject({
  tests: z.array(mapping).min(1),
  default: mapping.default({}),
  resources: z.record(z.string(), resource).default({}),
  assertions: z.array(mapping).default([]),
});
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const testSchema = z.looseObject({
  name: z.string().min(1),
  handler: z.string().min(1),
  environmentVariables: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), scalar).default({}),
  request: z.unknown().optional(),
  clientContext: z.unknown().optional(),
  cognitoIdentity: z
    .looseObject({ cognitoIdentityId: z.string().optional(), cognitoIdentityPoolId: z.string().optional() })
    .optional(),
  xray: z
    .looseObject({
      traceId: z.string().optional(),
      parentId: z.string().optional(),
      isSampled: scalar.optional(),
    })
    .optional(),
  assertions: z.array(mapping),
});

/**
 * Reads a suite.
 *
 * @param folder Where the files of its resources are.
 * @throws {HarnessError} SUITE_INVALID with one sentence.
 */
export function readEventSuite(path: string, shown: string, folder: string): EventSuite {
  return parseEventSuite(readText(path, shown, 'The suite'), shown, folder);
}

/** @throws {HarnessError} SUITE_INVALID */
export function parseEventSuite(text: string, file: string, folder: string): EventSuite {
  const suite = checked(suiteSchema, jsonOf(text, file), file, '');
  for (const key of ['template', 'index']) {
    if (key in suite) throw invalid(file, `"${key}" is not supported; write the tests out`);
  }
  const resources = new Map(
    Object.entries(suite.resources).map(([name, one]) => [name, resourceOf(one, name, file, folder)]),
  );
  const names = new Set<string>();
  const tests = suite.tests.map((written, n): EventTest => {
    const test = testOf({ ...suite.default, ...written }, `test ${n + 1}`, suite.assertions, resources, file);
    if (names.has(test.name)) throw invalid(file, `two tests have the name "${test.name}"`);
    names.add(test.name);
    return test;
  });
  return { file, tests };
}

type Resources = ReadonlyMap<string, { readonly value: unknown; readonly contentType: string }>;

function testOf(
  written: Readonly<Record<string, unknown>>,
  place: string,
  common: readonly Readonly<Record<string, unknown>>[],
  resources: Resources,
  file: string,
): EventTest {
  const where = typeof written['name'] === 'string' ? `"${written['name']}"` : place;
  const resolved = (entries: Readonly<Record<string, unknown>>) =>
    withResources(entries, resources, file, where);
  const {
    name,
    handler,
    environmentVariables,
    request = {},
    clientContext,
    ...test
  } = checked(testSchema, resolved(written), file, `${where}: `);
  const assertions = [...test.assertions, ...common].map((one) => assertionOf(resolved(one), file, where));
  if (assertions.length === 0) throw invalid(file, `${where} has no assertions`);
  const { cognitoIdentity, xray } = test;
  return {
    name,
    handler,
    environment: environmentVariables,
    event: request,
    contentType: contentTypeOf(written, resources),
    clientContext: clientContext === undefined ? undefined : JSON.stringify(clientContext),
    cognitoIdentity: cognitoIdentity === undefined ? undefined : JSON.stringify(identityOf(cognitoIdentity)),
    traceId: xray === undefined ? undefined : traceOf(xray),
    assertions,
  };
}

/** The content type of a request that is a resource. */
function contentTypeOf(written: Readonly<Record<string, unknown>>, resources: Resources): string {
  const { contentType = '' } = resources.get(String(written['request.ref'])) ?? {};
  return contentType === '' ? 'application/json' : contentType;
}

/** With the names of the header of the Runtime API. */
function identityOf({ cognitoIdentityId, cognitoIdentityPoolId }: Readonly<Record<string, unknown>>): object {
  return {
    cognitoIdentityId: cognitoIdentityId ?? 'cognito-id:4ab95ea510c14353a7f6da04489c43b8',
    cognitoIdentityPoolId: cognitoIdentityPoolId ?? 'cognito-pool-id:35ab4794a79a4f23947d3e851d3d6578',
  };
}

function traceOf({
  traceId = '1-581cf771-a006649127e371903a2de979',
  parentId = 'a794a187a18ff77f',
  isSampled = '1',
}: NonNullable<z.infer<typeof testSchema>['xray']>): string {
  return `Root=${traceId};Parent=${parentId};Sampled=${isSampled}`;
}

function assertionOf(
  written: Readonly<Record<string, unknown>>,
  file: string,
  where: string,
): EventAssertion {
  const { transform, ...rest } = written;
  const kinds = assertionKinds.filter((kind) => kind in rest);
  const [kind] = kinds;
  if (kind === undefined) {
    const [named = ''] = Object.keys(rest);
    throw invalid(
      file,
      `${where}: ${named === '' ? 'an assertion is empty' : `the assertion "${named}" is not supported`}; lambdaspec knows ${assertionKinds.join(', ')}`,
    );
  }
  if (kinds.length > 1)
    throw invalid(file, `${where}: an assertion has ${kinds.join(' and ')}; write one for each`);
  return { kind, expected: rest[kind], path: transformOf(transform, file, where) };
}

function transformOf(transform: unknown, file: string, where: string): EventAssertion['path'] {
  if (transform === undefined) return [];
  const path = typeof transform === 'string' ? pathOf(transform) : undefined;
  if (path !== undefined) return path;
  throw invalid(
    file,
    `${where}: the transform ${JSON.stringify(transform)} is not supported; lambdaspec knows paths such as .a.b[0]`,
  );
}

/** The entries with `name.ref` replaced by `name` and what the resource holds. */
function withResources(
  written: Readonly<Record<string, unknown>>,
  resources: Resources,
  file: string,
  where: string,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(written).map(([key, value]) => {
      if (!key.endsWith('.ref')) return [key, value];
      const found = resources.get(String(value));
      if (found === undefined) throw invalid(file, `${where}: there is no resource "${String(value)}"`);
      return [key.slice(0, -'.ref'.length), found.value];
    }),
  );
}

function resourceOf(
  { contentType, data, src, transform }: z.infer<typeof resource>,
  name: string,
  file: string,
  folder: string,
): { readonly value: unknown; readonly contentType: string } {
  const where = `the resource "${name}"`;
  if (transform !== undefined)
    throw invalid(file, `${where}: a transform is not supported; write its result`);
  if (src === undefined) {
    if (data === undefined) throw invalid(file, `${where} has neither src nor data`);
    return { value: data, contentType };
  }
  const text = readText(resolve(folder, src.replace(/^\/+/, '')), src, `${file}: ${where}, file`);
  return { value: contentType === 'application/json' ? jsonOf(text, src) : text, contentType };
}

function readText(path: string, shown: string, what: string): string {
  try {
    return foreignText(path);
  } catch (cause) {
    throw new HarnessError(
      'SUITE_INVALID',
      `${what} ${shown} could not be read: ${toError(cause).message}.`,
      { cause },
    );
  }
}

function jsonOf(text: string, file: string): unknown {
  try {
    return parseForeignJson(text);
  } catch (cause) {
    throw invalid(file, `it is not JSON (${toError(cause).message})`);
  }
}

function checked<T extends z.ZodType>(schema: T, value: unknown, file: string, where: string): z.infer<T> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = (issue?.path ?? []).map(String).join('.');
  if (name === '') throw invalid(file, `${where}a suite is an object with a list "tests"`);
  if (issue?.input === undefined) throw invalid(file, `${where}"${name}" is missing`);
  throw invalid(file, `${where}"${name}" is wrong: ${issue.message}`);
}

function invalid(file: string, what: string): HarnessError {
  return new HarnessError('SUITE_INVALID', `${file}: ${what}.`);
}
