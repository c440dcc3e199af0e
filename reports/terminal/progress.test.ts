import { describe, expect, it } from 'vitest';
import { stripVTControlCharacters } from 'node:util';
import { hostile } from '../../harness/run/testing/hostile-run.ts';
import { renderProgress } from './progress.ts';

const progress = { done: 7, total: 301, running: ['next', 'error'], deviations: 2 };

describe('renderProgress', () => {
  it('shows the progress, the deviations and the running tests', () => {
    expect(renderProgress(progress, { colour: false, width: 80 })).toBe(
      '   7 of 301  2 deviations  next, error',
    );
    expect(
      renderProgress({ done: 0, total: 9, running: [], deviations: 0 }, { colour: false, width: 80 }),
    ).toBe(' 0 of 9');
  });

  it.each([8, 20, 30, 40])('stays shorter than %i columns, with or without colour', (width) => {
    const running = ['a very long name of a test that needs more than one line', hostile];
    const coloured = renderProgress({ ...progress, running }, { colour: true, width });

    expect(stripVTControlCharacters(coloured).length).toBeLessThan(width);
    expect(stripVTControlCharacters(coloured)).toBe(
      renderProgress({ ...progress, running }, { colour: false, width }),
    );
  });

  it('stays one escaped line', () => {
    expect(renderProgress({ ...progress, running: [hostile] }, { colour: false, width: 200 })).not.toMatch(
      /\p{C}/u,
    );
  });
});
