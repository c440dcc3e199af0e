import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { conformantRun } from '../../harness/run/testing/sample-run.ts';
import { test } from '../support/run-command.ts';
import { RunCache } from './run-cache.ts';
import { sampleExample } from './testing/sample-entries.ts';

function written(folder: string) {
  const example = sampleExample({ folder: join(folder, 'go') });
  mkdirSync(join(example.folder, 'function'), { recursive: true });
  writeFileSync(join(example.folder, 'bootstrap'), 'one');
  writeFileSync(join(example.folder, 'function', 'main.go'), 'one');
  return example;
}

function store(cache: RunCache, example: ReturnType<typeof written>): void {
  mkdirSync(cache.draftOf(example), { recursive: true });
  writeFileSync(join(cache.draftOf(example), 'run.json'), JSON.stringify(conformantRun()));
  cache.keep(example, { coldStartMs: 1, invocationUs: null, memoryMiB: 2 });
}

test('a run is found again as long as nothing that it depends on changes', ({ folder }) => {
  const example = written(folder);
  const cache = new RunCache(join(folder, 'cache'), 'harness 1');
  expect(cache.read(example)).toBeUndefined();
  store(cache, example);

  expect(cache.read(example)).toMatchObject({ run: { verdict: 'conformant' }, timings: { coldStartMs: 1 } });
  for (const leaf of ['README.md', 'findings.yaml', 'lambdaspec.baseline.yaml', 'evidence.json', 'build']) {
    writeFileSync(join(example.folder, leaf), 'new');
  }
  expect(cache.read(example)).toBeDefined();
});

test.for(['bootstrap', 'function/main.go', 'new.go'])(
  'a change of %s makes the run stale',
  (leaf, { folder }) => {
    const example = written(folder);
    const cache = new RunCache(join(folder, 'cache'), 'harness 1');
    store(cache, example);

    writeFileSync(join(example.folder, leaf), 'two');
    expect(cache.read(example)).toBeUndefined();
  },
);

test('a change of the harness makes the run stale', ({ folder }) => {
  const example = written(folder);
  store(new RunCache(join(folder, 'cache'), 'harness 1'), example);

  expect(new RunCache(join(folder, 'cache'), 'harness 2').read(example)).toBeUndefined();
});

test('a draft is no run, and a new run replaces the one of an earlier state', ({ folder }) => {
  const example = written(folder);
  const cache = new RunCache(join(folder, 'cache'), 'harness 1');
  mkdirSync(cache.draftOf(example), { recursive: true });
  writeFileSync(join(cache.draftOf(example), 'run.json'), JSON.stringify(conformantRun()));
  expect(cache.read(example)).toBeUndefined();
  store(cache, example);
  store(cache, { ...example, name: 'go-plain' });
  writeFileSync(join(example.folder, 'bootstrap'), 'two');
  store(cache, example);

  expect(readdirSync(join(folder, 'cache')).map((leaf) => leaf.replace(/-[0-9a-f]{16}$/, ''))).toEqual([
    'go',
    'go-plain',
  ]);
});
