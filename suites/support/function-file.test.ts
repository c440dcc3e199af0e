import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Smoke } from '../../harness/sandbox/limits.ts';
import type { Target } from '../../harness/run/target.ts';
import { functionFile } from './function-file.ts';
import { probeFolder } from './probe-folder.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lambdaspec-test-'));
  await copyFile(join(probeFolder, 'echo.sh'), join(folder, 'only.sh'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function target(taskRoot: string, handler: string): Target {
  return { command: ['/bootstrap'], handler, taskRoot, environment: {} };
}

function smoke(language: string | null): Smoke {
  return { grade: 'probe', language, actions: [], coldStartMs: 100 };
}

test.each([
  ['the language decides', probeFolder, 'probe.handler', 'python', 'probe.py'],
  ['the language decides', probeFolder, 'probe.handler', 'javascript', 'probe.mjs'],
  ['two files and no language', probeFolder, 'probe.handler', null, undefined],
  ['the only file', probeFolder, 'echo.handler', null, 'echo.sh'],
  ['a language with files of its own', probeFolder, 'probe.handler', 'java', undefined],
  ['a class', probeFolder, 'com.example.Handler::handle', 'java', undefined],
  ['no such file', probeFolder, 'nothing.handler', null, undefined],
])('%s: %s %s', (_name, taskRoot, handler, language, expected) => {
  const file = functionFile(target(taskRoot, handler), smoke(language));

  expect(file?.path).toBe(expected === undefined ? undefined : join(taskRoot, expected));
});

test('is certain only where the function says its language', () => {
  expect(functionFile(target(folder, 'only.run'), smoke(null))).toEqual({
    path: join(folder, 'only.sh'),
    extension: 'sh',
    member: 'run',
    certain: false,
  });
  expect(functionFile(target(folder, 'only.run'), smoke('bash'))?.certain).toBe(true);
});
