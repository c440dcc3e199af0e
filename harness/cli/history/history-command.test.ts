import { describe, expect, test } from 'vitest';
import { complaintAbout, thrownBy } from '../fixtures/complaint.ts';
import { filledWords, historyCommand } from './history-command.ts';

describe('the two commands', () => {
  test('stand on both sides of --', () => {
    expect(historyCommand(['make', 'V={version}', '--', '{folder}/bootstrap', '-x', '--', 'y'])).toEqual({
      build: ['make', 'V={version}'],
      bootstrap: ['{folder}/bootstrap', '-x', '--', 'y'],
    });
  });

  test.each([
    [[], 'history needs a build command and a bootstrap'],
    [['make', '{version}'], 'history needs a build command and a bootstrap'],
    [['--', './bootstrap'], 'history needs a build command and a bootstrap'],
    [['make', '{version}', '--'], 'history needs a build command and a bootstrap'],
    [['make', '--', './bootstrap'], 'The build command "make" has no {version}'],
  ])('%j: %s', (positionals, sentence) => {
    const thrown = thrownBy(() => historyCommand(positionals));

    expect(complaintAbout(thrown, 'USAGE')).toBeUndefined();
    expect(String(thrown)).toContain(sentence);
  });
});

test('placeholders are filled wherever they stand', () => {
  expect(filledWords(['./b{version}', '{folder}/{version}/{version}', '{x}'], '1.2', '/f')).toEqual([
    './b1.2',
    '/f/1.2/1.2',
    '{x}',
  ]);
});
