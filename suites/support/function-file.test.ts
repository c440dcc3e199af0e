import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Smoke } from '../../harness/sandbox/limits.ts';
import type { Target } from '../../harness/run/target.ts';
import { functionFile } from './function-file.ts';
import { bundledProbes } from './probe-folder.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lambdaspec-test-'));
  await copyFile(join(bundledProbes, 'echo.sh'), join(folder, 'only.sh'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function target(taskRoot: string, handler: string): Target {
  return { command: ['/bootstrap'], handler, taskRoot, environment: {} };
}

function smoke(language: string | null): Smoke {
  return { grade: 'probe', language, actions: [], coldStartMs: 100 };
}

test.each([
  ['the language decides', bundledProbes, 'probe.handler', 'python', 'probe.py'],
  ['the language decides', bundledProbes, 'probe.handler', 'javascript', 'probe.mjs'],
  ['two files and no language', bundledProbes, 'probe.handler', null, undefined],
  ['the only file', bundledProbes, 'echo.handler', null, 'echo.sh'],
  ['a language without a probe file', bundledProbes, 'probe.handler', 'java', undefined],
  ['a class', bundledProbes, 'com.example.Handler::handle', 'java', undefined],
  ['no such file', bundledProbes, 'nothing.handler', null, undefined],
])('%s: %s %s', (_name, taskRoot, handler, language, expected) => {
  const file = functionFile(target(taskRoot, handler), smoke(language));

  expect(file?.path).toBe(expected === undefined ? undefined : join(taskRoot, expected));
});

test('is certain only when the function reports its language', () => {
  expect(functionFile(target(folder, 'only.run'), smoke(null))).toEqual({
    path: join(folder, 'only.sh'),
    extension: 'sh',
    member: 'run',
    certain: false,
  });
  expect(functionFile(target(folder, 'only.run'), smoke('bash'))?.certain).toBe(true);
});
