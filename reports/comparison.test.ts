/** The comparison documents. */
import { stripVTControlCharacters } from 'node:util';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { compareRuns } from '../harness/run/compare.ts';
import type { Run } from '../harness/run/run.ts';
import { hostileRun } from '../harness/run/testing/hostile-run.ts';
import {
  conformantRun,
  deviatingRun,
  laterRun,
  runWithOne,
  smokeFailureRun,
} from '../harness/run/testing/sample-run.ts';
import { renderComparisonMarkdown } from './markdown/comparison.ts';
import { markdownLimit } from './markdown/markdown.ts';
import { renderComparison } from './terminal/comparison.ts';

const plain = { colour: false, width: 100, verbose: false };

/** The same run with twenty times the requirements. */
function many(run: Run): Run {
  return {
    ...run,
    requirements: Array.from({ length: 20 }, (_, n) =>
      run.requirements.map((result) => ({ ...result, id: `${result.id}-${n}` })),
    ).flat(),
    deviations: Array.from({ length: 20 }, (_, n) =>
      run.deviations.map((found) => ({ ...found, requirement: `${found.requirement}-${n}` })),
    ).flat(),
  };
}

/** The elements of the document as GitHub renders it, without those around code. */
function tags(markdown: string): string[] {
  const page = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  return [...page.matchAll(/<\/?[a-z]\w*/g)].map(([tag]) => tag).filter((tag) => !/code|span/.test(tag));
}

describe('the documents', () => {
  const comparison = compareRuns(deviatingRun(), laterRun());

  it('match the golden files', async () => {
    await expect(renderComparison(comparison, plain)).toMatchFileSnapshot('testing/golden/comparison.txt');
    await expect(renderComparisonMarkdown(comparison)).toMatchFileSnapshot('testing/golden/comparison.md');
  });

  it('differ only in their colours', () => {
    const coloured = renderComparison(comparison, { ...plain, colour: true });

    expect(coloured).toContain('\u001b[');
    expect(stripVTControlCharacters(coloured)).toBe(renderComparison(comparison, plain));
  });

  it('end with the outcome', () => {
    const same = compareRuns(conformantRun(), conformantRun());

    expect(renderComparison(same, { ...plain, width: 200 })).toMatch(
      /\nconforms before, conforms after; 0 new; 0 fixed; 0 still deviating; 13 requirements hold in both\n$/,
    );
    expect(renderComparison(comparison, { ...plain, width: 200 })).toMatch(
      /; 1 new \(1 of them fails the run\); 5 fixed/,
    );
  });

  it('survive hostile text', () => {
    const hostile = compareRuns(hostileRun(deviatingRun()), hostileRun(laterRun()));

    for (const text of [renderComparison(hostile, plain), renderComparisonMarkdown(hostile)]) {
      expect(text).not.toMatch(/[^\P{C}\n]/u);
      expect(text).not.toMatch(/^\W*FORGED/m);
    }
    expect(tags(renderComparisonMarkdown(hostile))).toEqual(tags(renderComparisonMarkdown(comparison)));
  });

  it('fit into a GitHub comment', () => {
    const messages = Array.from({ length: 50 }, (_, n) => `Message @${'x'.repeat(n)} ${'<'.repeat(300)}`);
    const text = renderComparisonMarkdown(
      compareRuns(many(runWithOne('deviates', 'It hung.')), many(runWithOne('deviates', ...messages))),
    );
    const news = renderComparisonMarkdown(compareRuns(smokeFailureRun(), many(deviatingRun())));

    expect(text.length).toBeLessThan(markdownLimit);
    expect(text).toMatch(/ {2}- and 45 more\n/);
    expect(text).toMatch(/\n- and \d+ more\n/);
    expect(news.length).toBeLessThan(markdownLimit);
  });
});
