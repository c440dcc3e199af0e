/** The walk-through quotes the plain Go runtimes in `examples/`, and says what each deviates from. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBaseline } from '../../harness/run/baseline-file.ts';
import { home } from '../support/places.ts';
import { blocksOf } from './block.ts';

const page = readFileSync(join(home, 'docs/walk-through.md'), 'utf8');

const steps = [1, 2, 3].map((step) => ({ step, folder: join(home, 'examples', `plain-go-${step}`) }));

test('quotes the plain Go runtimes', () => {
  const sources = steps.flatMap(({ folder }) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.go'))
      .map((name) => unspaced(readFileSync(join(folder, name), 'utf8'))),
  );
  const quoted = blocksOf(page).filter(({ language }) => language === 'go');

  expect(quoted.length).toBeGreaterThan(10);
  for (const { text, line } of quoted) {
    expect(
      sources.some((source) => source.includes(unspaced(text))),
      `line ${line}`,
    ).toBe(true);
  }
});

test.each(steps)('names the requirements that step $step deviates from', ({ step, folder }) => {
  const file = join(folder, 'lambdaspec.baseline.yaml');
  const expected = existsSync(file) ? readBaseline(file, file).entries : [];
  const row = page.split('\n').find((line) => line.startsWith(`| ${step} `)) ?? '';
  const named = [...row.matchAll(/`([^`]+)`/g)].map(([, id = '']) => id);

  expect(new Set(named)).toEqual(new Set(expected.map(({ requirement }) => requirement.split('/', 1)[0])));
});

function unspaced(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
