import { describe, expect, it } from 'vitest';
import { stripVTControlCharacters } from 'node:util';
import { hostile } from './hostile-run.ts';
import { renderFinishedArea, renderProgress } from './progress.ts';

const progress = { done: 7, total: 301, running: ['next', 'error'], deviations: 2 };

describe('renderProgress', () => {
  it('says how far the run is, what it found and what it does', () => {
    expect(renderProgress(progress, { colour: false, width: 80 })).toBe(
      '   7 of 301  2 deviations  next, error',
    );
    expect(
      renderProgress({ done: 0, total: 9, running: [], deviations: 0 }, { colour: false, width: 80 }),
    ).toBe(' 0 of 9');
  });

  it.each([8, 20, 30, 40])('never fills a line of %i columns, with or without colour', (width) => {
    const running = ['a very long name of a test that goes on and on', hostile];
    const coloured = renderProgress({ ...progress, running }, { colour: true, width });

    expect(stripVTControlCharacters(coloured).length).toBeLessThan(width);
    expect(stripVTControlCharacters(coloured)).toBe(
      renderProgress({ ...progress, running }, { colour: false, width }),
    );
  });

  it('stays one harmless line', () => {
    expect(renderProgress({ ...progress, running: [hostile] }, { colour: false, width: 200 })).not.toMatch(
      /\p{C}/u,
    );
  });
});

describe('renderFinishedArea', () => {
  it.each([
    [{ conformant: 12, deviates: 0, notJudged: 0 }, '✓ next: 12 conformant'],
    [{ conformant: 12, deviates: 1, notJudged: 3 }, '✗ next: 1 deviates, 12 conformant, 3 not judged'],
    [{ conformant: 0, deviates: 2, notJudged: 0 }, '✗ next: 2 deviate, 0 conformant'],
    [{ conformant: 0, deviates: 0, notJudged: 4 }, '– next: 0 conformant, 4 not judged'],
  ])('never shows an area green that was not judged (%#)', (counts, line) => {
    expect(renderFinishedArea({ area: 'next', ...counts })).toBe(line);
  });

  it('stays one harmless line', () => {
    expect(renderFinishedArea({ area: hostile, conformant: 1, deviates: 0, notJudged: 0 })).not.toMatch(
      /\p{C}/u,
    );
  });
});
