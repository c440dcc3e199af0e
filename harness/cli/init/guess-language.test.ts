import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from 'vitest';
import { guessLanguage } from './guess-language.ts';

const test = base.extend<{ folder: string }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the fixtures from the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-guess-'));
    await mkdir(join(folder, 'project'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

const elf = '\u007fELF\u0002\u0001';

test.for([
  ['#!/usr/bin/env node\n', [], 'javascript'],
  ['#!/usr/bin/python3.12\n', ['package.json'], 'python'],
  ['#!/usr/bin/env -S php -d x=1\n', [], 'php'],
  ['#!/bin/sh\n# starts node\nexec /opt/python/bin/python3 "$HERE/main.py"\n', [], 'python'],
  ['#!/bin/sh\nexec java -jar x.jar\n', [], 'java'],
  ['#!/usr/bin/env bash\nwhile true; do curl -sS "$api/next"; done\n', ['x.mjs'], 'bash'],
  [`${elf}…Go build ID: "x"`, ['package.json'], 'go'],
  [`${elf}…/rustc/1.90/library`, [], 'rust'],
  [`${elf}…`, ['CMakeLists.txt'], 'cpp'],
  [`${elf}…`, ['main.go'], 'go'],
  [`${elf}…`, ['main.py'], undefined],
  [`${elf}…`, [], undefined],
  ['', ['Gemfile', 'package.json'], 'ruby'],
  ['', ['app.py'], 'python'],
  ['', ['node_modules'], 'javascript'],
  ['', [], undefined],
] as const)('%j beside %j: %s', async ([text, beside, language], { folder }) => {
  const bootstrap = join(folder, 'bootstrap');
  await writeFile(bootstrap, text, 'latin1');
  for (const name of beside) await writeFile(join(folder, name), '');

  expect(guessLanguage(bootstrap, join(folder, 'project'))).toBe(language);
});

test('the folder of the project counts too, and the bootstrap need not exist', async ({ folder }) => {
  await writeFile(join(folder, 'project', 'go.mod'), '');

  expect(guessLanguage(join(folder, 'missing'), join(folder, 'project'))).toBe('go');
});
