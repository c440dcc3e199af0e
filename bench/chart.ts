/** The figures as one drawing of bars, readable on a light and on a dark page. Pure. */
import { figure } from './figure.ts';
import { comparisons, type Comparison, type Results, type WholeRuns } from './results.ts';
import { ratiosOf, summaryOf } from './statistics.ts';
import { waitingMs } from './whole-run.ts';

const WIDTH = 920;
/** Where the bars begin, and how long the longest is. */
const [LEFT, LENGTH] = [300, 420];
const ROW = 20;
const TITLE = 34;

interface Bar {
  readonly label: string;
  readonly parts: readonly { readonly tone: Tone; readonly size: number }[];
  readonly text: string;
}

type Tone = 'own' | 'other' | 'wait';

interface Section {
  readonly title: string;
  readonly bars: readonly Bar[];
}

const titles = {
  server: 'Events a second: recorded and compared (dark), through a bare node:http server',
  serve: "Invocations a second: lambdaspec serve (dark), AWS's emulator",
  reference: "Overhead: the reference runtime (dark), AWS's client for Node.js",
} as const;

/** An SVG document. */
export function chartOf(results: Results): string {
  const sections = [
    ...wholeRunSections(results['whole-runs'] ?? []),
    ...comparisons.flatMap((name) => comparisonSections(titles[name], results[name] ?? [])),
  ];
  let y = 0;
  const drawn = sections.map((section) => {
    const text = drawSection(section, y);
    y += TITLE + ROW * section.bars.length + 10;
    return text;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 6}" role="img" aria-label="The figures of the page on performance as bars">
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 } .title { font-weight: 600 } .end { text-anchor: end }
.own { fill: #0b62c4 } .other { fill: #8fb8e8 } .wait { fill: #c9ced4 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .own { fill: #4c9cf5 } .other { fill: #2f5f95 } .wait { fill: #4a5058 } }
</style>
${drawn.join('\n')}
</svg>
`;
}

function drawSection({ title, bars }: Section, top: number): string {
  const longest = Math.max(...bars.map(sizeOf));
  const lines = bars.map((bar, n) => drawBar(bar, top + TITLE + ROW * n, longest));
  return [`<text class="title" x="8" y="${top + 22}">${escaped(title)}</text>`, ...lines].join('\n');
}

function drawBar(bar: Bar, y: number, longest: number): string {
  let x = LEFT;
  const rectangles = bar.parts.map(({ tone, size }) => {
    const width = longest === 0 ? 0 : (LENGTH * size) / longest;
    const rectangle = `<rect class="${tone}" x="${rounded(x)}" y="${y}" width="${rounded(width)}" height="${ROW - 6}"/>`;
    x += width;
    return rectangle;
  });
  return [
    `<text class="end" x="${LEFT - 8}" y="${y + 11}">${escaped(bar.label)}</text>`,
    ...rectangles,
    `<text x="${rounded(x) + 8}" y="${y + 11}">${escaped(bar.text)}</text>`,
  ].join('');
}

function median(runs: WholeRuns['runs'], pick: (run: WholeRuns['runs'][number]) => number): number {
  return summaryOf(runs.map(pick)).median;
}

/** A bar for each kind of run: what the processors did, as parts of its time. */
function wholeRunSections(all: readonly WholeRuns[]): Section[] {
  if (all.length === 0) return [];
  const bars = all.map(({ bootstrap, options, runs }): Bar => {
    const seconds = median(runs, ({ wallMs }) => wallMs) / 1000;
    return {
      label: `${bootstrap}, ${options}`,
      parts: [
        { tone: 'own', size: median(runs, ({ ownMs, cores }) => ownMs / cores) },
        { tone: 'other', size: median(runs, ({ bootstrapsMs, cores }) => bootstrapsMs / cores) },
        { tone: 'wait', size: median(runs, waitingMs) },
      ],
      text: `${figure(seconds)} s, ${figure(median(runs, ({ starts }) => starts))} starts`,
    };
  });
  return [{ title: 'Whole runs: lambdaspec itself (dark), the bootstraps, waits (grey)', bars }];
}

/** A drawing of its own for each unit, since bars of different units cannot be compared. */
function comparisonSections(title: string, rows: readonly Comparison[]): Section[] {
  const units = [...new Set(rows.map(({ unit }) => unit))];
  return units.map((unit) => ({
    title: units.length > 1 ? `${title}, ${unit}` : title,
    bars: rows.filter((row) => row.unit === unit).flatMap(barsOf),
  }));
}

function barsOf({ label, unit, ours, theirs }: Comparison): Bar[] {
  const ratio = summaryOf(ratiosOf(ours.values, theirs.values)).median;
  return [['own', ours, `, ${figure(ratio)}x`] as const, ['other', theirs, ''] as const].map(
    ([tone, { name, values }, more]) => {
      const value = summaryOf(values).median;
      return {
        label: `${label}, ${name}`,
        parts: [{ tone, size: value }],
        text: `${figure(value)} ${unit}${more}`,
      };
    },
  );
}

function sizeOf({ parts }: Bar): number {
  return parts.reduce((sum, { size }) => sum + size, 0);
}

function rounded(value: number): number {
  return Math.round(10 * value) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
