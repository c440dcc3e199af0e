import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import type { Deviation, Run } from '../../harness/run/run.ts';
import { hostile, hostileRun } from '../../harness/run/testing/hostile-run.ts';
import { markdownLimit, renderMarkdown } from './markdown.ts';
import {
  conformantRun,
  deviatingRun,
  interruptedRun,
  sampleRun,
  smokeFailureRun,
  staleRun,
} from '../../harness/run/testing/sample-run.ts';

const runs: Readonly<Record<string, Run>> = {
  conformant: conformantRun(),
  deviating: deviatingRun(),
  'smoke-failure': smokeFailureRun(),
  interrupted: interruptedRun(),
  stale: staleRun(),
};

function tags(markdown: string): string[] {
  const page = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  return [...page.matchAll(/<\/?[a-z]\w*/g)]
    .map(([tag]) => tag)
    .filter((tag) => !/code|span|<\/?a$/.test(tag));
}

/** A run with this many deviations from each of many requirements. */
function largeRun(requirements: number, each: number, size: number): Run {
  const run = deviatingRun();
  const [sample] = run.requirements.filter(({ id }) => id === 'error.loop-continues');
  const [found] = run.deviations;
  if (sample === undefined || found === undefined) throw new Error('the sample run has changed');
  const results = Array.from({ length: requirements }, (_, n) => ({
    ...sample,
    id: `area${n % 9}.claim-${n}`,
    area: `area${n % 9}`,
    text: 'The runtime @octocat *does*. '.repeat(size),
  }));
  const deviations = results.flatMap(({ id }) =>
    Array.from({ length: each }, (_, n): Deviation => ({
      ...found,
      requirement: id,
      message: `Message ${n} <@$[>`.repeat(size),
      trace: Array.from({ length: 9 * size }, (__, line) => `line ${line} \`\`\`` + '\u202e'.repeat(size)),
      output: 'x'.repeat(100 * size),
    })),
  );
  return { ...run, requirements: results, deviations, warnings: deviations.map(({ message }) => message) };
}

describe('the document', () => {
  it.each(Object.entries(runs))('matches the golden file of a run that is %s', async (name, run) => {
    await expect(renderMarkdown(run)).toMatchFileSnapshot(`../testing/golden/${name}.md`);
  });

  it('starts with the verdict and its numbers', () => {
    expect(renderMarkdown(deviatingRun())).toMatch(
      /^### lambdaspec: deviates\n\n\*\*deviates\*\*: 3 of 5 MUST, 1 of 5 SHOULD, 1 of 4 MAY hold; /,
    );
  });

  it('contains the evidence of every deviation and the command that replays it', () => {
    const text = renderMarkdown(deviatingRun());

    for (const { expected, actual, trace, replay, requirement } of deviatingRun().deviations) {
      if (requirement === 'response.json-content-type') continue;
      expect(text).toContain(`expected: ${expected}\nactual:   ${actual}\n`);
      expect(text).toContain(trace.join('\n'));
      expect(text).toContain(`replay:   ${replay}`);
    }
  });

  it.each(Object.entries(runs))('keeps its structure with hostile text (%s)', (_, run) => {
    const text = renderMarkdown(hostileRun(run));

    expect(tags(text)).toEqual(tags(renderMarkdown(run)));
    expect(text.replaceAll(/^```+text$[^]*?^```+$/gm, '')).not.toMatch(/^\s*FORGED/m);
    expect(text).not.toMatch(/[^\P{C}\n]/u);
    expect(text).toContain(hostile.slice(-6));
  });
});

describe('the size limit', () => {
  it.each([
    [300, 1, 1],
    [300, 9, 2],
    [3, 2, 100],
    [90, 1, 40],
  ])(
    'fits into a GitHub comment: %i requirements, %i deviations each, size %i',
    (requirements, each, size) => {
      const run = largeRun(requirements, each, size);
      const text = renderMarkdown(run);

      expect(text.length).toBeLessThanOrEqual(markdownLimit);
      expect(text.length).toBeGreaterThan(markdownLimit / 3);
      const shown = text.match(/^<summary><b>error<\/b>/gm)?.length ?? 0;
      const left = Number(/\*\*(\d+) more requirements? do/.exec(text)?.[1] ?? 0);
      expect(shown + left).toBe(requirements);
      expect(shown).toBeGreaterThan(0);
    },
  );

  it('counts the omitted items of a long list', () => {
    const many = Array.from({ length: 500 }, (_, n) => `Warning ${n} of a run on a slow machine.`);

    const text = renderMarkdown(sampleRun({}, { warnings: many }));

    const shown = text.match(/^- Warning/gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(50);
    expect(text).toContain(`\n- and ${500 - shown} more\n`);
  });
});
