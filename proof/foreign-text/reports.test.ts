/** Every document, of runs with hostile text in every field. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Printer } from '../../harness/cli/io/printer.ts';
import { compareRuns } from '../../harness/run/compare.ts';
import { type Run, runSchema } from '../../harness/run/run.ts';
import {
  conformantRun,
  deviatingRun,
  interruptedRun,
  laterRun,
  smokeFailureRun,
  staleRun,
} from '../../harness/run/testing/sample-run.ts';
import {
  comparisonRenderers,
  renderers,
  renderProgress,
  renderShown,
  renderTerminal,
} from '../../reports/index.ts';
import { hostileTexts, hostileText } from './hostile-text.ts';
import { obeyed } from './obeyed.ts';
import { freeTexts, replaced } from './poisoned.ts';

const samples = (
  [conformantRun(), deviatingRun(), interruptedRun(), laterRun(), smokeFailureRun(), staleRun()] as const
).map((run) => ({ run, free: freeTexts(run, (changed) => runSchema.parse(changed)) }));

/** Which sample, and what stands at the end or in place of some of its texts. */
const poisons = fc.constantFrom(...samples.keys()).chain((sample) =>
  fc.record({
    sample: fc.constant(sample),
    changes: fc.array(
      fc.record({
        text: fc.constantFrom(...(samples[sample]?.free ?? [])),
        by: hostileText,
        after: fc.boolean(),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  }),
);

type Poison = typeof poisons extends fc.Arbitrary<infer T> ? T : never;

function hostileRun({ sample, changes }: Poison): Run {
  const texts = changes.map(({ text, by, after }) => [text, after ? text + by : by] as const);
  return runSchema.parse(replaced(samples[sample]?.run, new Map(texts)));
}

/** The runs with a hostile text at the end of each text; the rounds differ in which one stands where. */
const full = [0, 1, 2].flatMap((round) =>
  samples.map(({ run, free }, sample) => {
    const more = (n: number): string =>
      hostileTexts[(round * 101 + sample * 37 + n) % hostileTexts.length] ?? '';
    return runSchema.parse(replaced(run, new Map(free.map((text, n) => [text, text + more(n)]))));
  }),
);

const layouts = fc.record({
  colour: fc.boolean(),
  verbose: fc.boolean(),
  width: fc.integer({ min: 20, max: 200 }),
});

/** What a stream receives. */
function printed(text: string): string {
  let written = '';
  new Printer({ write: (more) => (written += more) }).write(text);
  return written;
}

/** What is obeyed in any document of a run; styles are looked at by the layout. */
function obeyedIn(run: Run, layout: { colour: boolean; verbose: boolean; width: number }): string[] {
  const reportPaths = run.deviations.slice(0, 2).map(({ test }) => test);
  const names = ['c1', 'd1', ...run.deviations.slice(0, 1).map(({ requirement }) => requirement)];
  const running = run.deviations.map(({ test }) => test).slice(0, 3);
  const streams = [
    renderTerminal(run, { ...layout, reportPaths }),
    ...names.map((name) => renderShown(run, name, layout)),
    renderProgress({ done: 1, total: 9, running, deviations: 2 }, layout),
  ];
  return [
    ...streams.flatMap((text) => obeyed(printed(text), { styled: layout.colour })),
    ...Object.entries(renderers).flatMap(([format, { render }]) =>
      obeyed(render(run), { annotates: format === 'annotations' }).map((order) => `${format}: ${order}`),
    ),
  ];
}

function obeyedInComparison(one: Run, other: Run, layout: Parameters<typeof obeyedIn>[1]): string[] {
  const comparison = compareRuns(one, other);
  return Object.entries(comparisonRenderers).flatMap(([format, render]) =>
    obeyed(printed(render(comparison, layout)), { styled: layout.colour && format === 'terminal' }).map(
      (order) => `${format}: ${order}`,
    ),
  );
}

/** On a shared machine. */
const LIMIT_MS = 120_000;

describe('text of every field of a run', { timeout: LIMIT_MS }, () => {
  it.each(samples.map(({ free }) => [free.length]))('there are %i fields', (count) => {
    expect(count).toBeGreaterThan(20);
  });

  it('is obeyed in no document when every field has every order', () => {
    for (const [index, run] of full.entries()) {
      const layout = { colour: true, verbose: index % 2 === 0, width: 60 + 3 * index };
      expect(obeyedIn(run, layout)).toEqual([]);
    }
  });

  it('is obeyed in no document', () => {
    fc.assert(
      fc.property(poisons, layouts, (poison, layout) => {
        expect(obeyedIn(hostileRun(poison), layout)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('is obeyed in no comparison', () => {
    fc.assert(
      fc.property(poisons, poisons, layouts, (one, other, layout) => {
        expect(obeyedInComparison(hostileRun(one), hostileRun(other), layout)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});
