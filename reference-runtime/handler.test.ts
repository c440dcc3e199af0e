import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadHandler } from './handler.ts';

const FILES = {
  'module.mjs': 'export const handler = () => "esm"; export const text = "no function";',
  'classic.cjs': 'exports.handler = () => "cjs";',
  'computed.cjs': 'exports["hand" + "ler"] = () => "computed";',
  'object.mjs': 'export default { handler: () => "default" };',
  'plain.js': 'export const handler = () => "js";',
  'members.mjs': 'export const group = { handler: () => "member" };',
  'nested/dir/app.mjs': 'export const handler = () => "nested";',
  'broken.cjs': 'exports.handler = (',
  // Vitest parses an imported file before Node does, but leaves a required file to Node.
  'syntax.mjs':
    'import { createRequire } from "node:module"; createRequire(import.meta.url)("./broken.cjs"); export {};',
  'import.mjs': 'import "a-package-that-is-not-there"; export const handler = () => {};',
  'require.cjs': 'require("./not-there"); exports.handler = () => {};',
  'throws.mjs': 'throw new RangeError("while loading");',
  'package.json': '{"type":"module"}',
};

let root = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'task-root-'));
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
});

afterAll(() => rm(root, { recursive: true }));

function load(name: string | undefined): ReturnType<typeof loadHandler> {
  return loadHandler({ _HANDLER: name, LAMBDA_TASK_ROOT: root });
}

test.each([
  ['module.handler', 'esm'],
  ['classic.handler', 'cjs'],
  ['computed.handler', 'computed'],
  ['object.handler', 'default'],
  ['plain.handler', 'js'],
  ['nested/dir/app.handler', 'nested'],
  ['members.group.handler', 'member'],
])('loads %s', async (name, result) => {
  const handler = await load(name);

  expect(Reflect.apply(handler, undefined, [])).toBe(result);
});

test.each([
  undefined,
  '',
  'nodot',
  'module..handler',
  '.handler',
  'module.',
  '../module.handler',
  'nested/../module.handler',
])('refuses the malformed name %j', async (name) => {
  await expect(load(name)).rejects.toMatchObject({ name: 'Runtime.MalformedHandlerName' });
});

test.each([
  ['absent.handler', 'Runtime.ImportModuleError', 'no file absent'],
  ['module.absent', 'Runtime.NoSuchHandler', "exports no function 'absent'"],
  ['module.text', 'Runtime.NoSuchHandler', "exports no function 'text'"],
  ['syntax.handler', 'Runtime.UserCodeSyntaxError', 'Unexpected end of input'],
  ['import.handler', 'Runtime.ImportModuleError', 'a-package-that-is-not-there'],
  ['require.handler', 'Runtime.ImportModuleError', './not-there'],
])('reports %s as %s, with the cause', async (handler, name, message) => {
  await expect(load(handler)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
});

test('passes on what the file throws', async () => {
  await expect(load('throws.handler')).rejects.toMatchObject({
    name: 'RangeError',
    message: 'while loading',
  });
});
