import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  caseOf,
  caseSchema,
  earlierExamples,
  outsideRoot,
  readCase,
  settingOf,
  storedExample,
} from './case.ts';
import { HarnessError } from '../base/errors.ts';

const target = {
  command: ['/var/task/bootstrap'],
  handler: 'app.handler',
  taskRoot: '/var/task/code',
  environment: { A: 'b' },
} as const;
const setting = { target, bundledProbe: false, seed: 7, pace: 'quick' } as const;
const found = { requirement: 'next.x', code: 'did-not', example: '{"a":"\\ud800"}' };

test('the published schema of a case is up to date', async () => {
  const schema = {
    $id: 'urn:lambdaspec:schema:case-2',
    title: 'lambdaspec case',
    ...z.toJSONSchema(caseSchema),
  };

  // After a change: npx vitest run harness/case -u
  await expect(`${JSON.stringify(schema, undefined, 2)}\n`).toMatchFileSnapshot(
    '../../schemas/case.schema.json',
  );
});

test('a case survives writing and reading, including lone surrogates, and has no absolute path; only this version tries its input first', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-test-'));
  const stored = caseOf(found, 'does it', settingOf(setting));
  await writeFile(join(folder, 'one.json'), JSON.stringify(stored));
  await writeFile(join(folder, 'two.json'), '{"schemaVersion":1}');
  await writeFile(join(folder, 'of-another-version.json'), JSON.stringify({ ...stored, tool: '0.0.1' }));

  expect(readCase(join(folder, 'one.json'), 'one.json')).toEqual(stored);
  expect(stored.taskRoot).toBe('code');
  expect(settingOf({ ...setting, bundledProbe: true }).taskRoot).toBeNull();
  expect(storedExample(stored)).toEqual({
    test: 'does it',
    requirement: 'next.x',
    example: '{"a":"\\ud800"}',
  });
  expect(await earlierExamples(folder)).toEqual([storedExample(stored)]);
  expect(await earlierExamples(join(folder, 'nowhere'))).toEqual([]);
  await rm(folder, { recursive: true });
});

test('reads a case of version 1, which has a sentence instead of the code', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-test-'));
  const { code: _, ...rest } = caseOf(found, 'does it', settingOf(setting));
  await writeFile(join(folder, 'old.json'), JSON.stringify({ ...rest, schemaVersion: 1, message: 'Did.' }));

  expect(readCase(join(folder, 'old.json'), 'old.json')).toEqual({
    ...rest,
    schemaVersion: 2,
    code: 'unknown',
  });
  await rm(folder, { recursive: true });
});

test.each([
  ['nowhere.json', undefined, 'cannot be read'],
  ['text.json', 'not json', 'is not a lambdaspec case'],
  ['other.json', '{"schemaVersion":3}', 'is not a lambdaspec case: schemaVersion'],
  ['deep.json', '['.repeat(100_000), 'is not a lambdaspec case: it is nested more than 1000 levels deep.'],
])('rejects %s in one sentence', async (name, content, sentence) => {
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-test-'));
  if (content !== undefined) await writeFile(join(folder, name), content);

  const read = (): unknown => readCase(join(folder, name), name);
  expect(read).toThrow(HarnessError);
  expect(read).toThrow(sentence);
  await rm(folder, { recursive: true });
});

test.each([
  ['./bootstrap', '.', undefined],
  ['./bootstrap', 'code', undefined],
  ['build/out/bootstrap', '../../function', undefined],
  ['/opt/rt/bootstrap', 'code/..', undefined],
  ['/opt/rt/bootstrap', null, undefined],
  ['/opt/rt/bootstrap', '../../etc', '/etc'],
  ['./bootstrap', '../../../etc', '../../../etc'],
  ['build/bootstrap', 'x/../../../y', '../y'],
  ['../rt/bootstrap', '../fn', '../fn'],
  ['../rt/bootstrap', 'fn', undefined],
  ['./bootstrap', '/etc', '/etc'],
])('of %s, the task root %s is outside: %s', (bootstrap, taskRoot, outside) => {
  expect(outsideRoot(bootstrap, taskRoot)).toBe(outside);
});
