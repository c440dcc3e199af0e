import type { Run } from '../../harness/run/run.ts';
import { forLine } from '../../harness/base/escape.ts';
import {
  type LevelColumn,
  levelColumns,
  type Standing,
  Tally,
  tallyByArea,
  unjudgedVerdicts,
} from '../../harness/run/tally.ts';
import { length, wrap } from './layout.ts';
import type { Colours } from './colours.ts';

const symbols = { conformant: '✓', deviates: '✗', expected: '~', 'not-judged': '–' } as const;
const words = {
  conformant: 'conformant',
  deviates: 'deviates',
  expected: 'deviates as the baseline expects',
  'not-judged': 'not judged',
} as const;

/** The width of a number, if the table fits the terminal and if it does not. */
const wideCell = 4;
const narrowCell = 3;
const gap = '   ';

/** The table of areas: how many requirements hold, deviate or were not judged, per area and level. */
export function areaLines(run: Run, colours: Colours, verbose: boolean, width: number): string[] {
  const areas = tallyByArea(run);
  const all = new Tally(run.requirements);
  const outcomes = shownOutcomes(all);
  const nameWidth = Math.max(...[...areas.keys(), 'area'].map((area) => length(forLine(area))));
  const wide = 2 + nameWidth + levelColumns.length * (gap.length + outcomes.length * wideCell);
  const cellWidth = wide <= width ? wideCell : narrowCell;
  const number = (tally: Tally, column: LevelColumn, outcome: Standing): string =>
    paintCount(tally.of(column).count(outcome), cellWidth, column, outcome, colours);
  const row = (name: string, cell: (column: LevelColumn, outcome: Standing) => string): string =>
    `  ${name.padEnd(nameWidth)}${levelColumns
      .map((column) => gap + outcomes.map((outcome) => cell(column, outcome)).join(''))
      .join('')}`.trimEnd();

  const levels = levelColumns.map((column) => gap + column.padStart(cellWidth * outcomes.length)).join('');
  return [
    colours.faint(`  ${' '.repeat(nameWidth)}${levels}`),
    colours.faint(row('area', (_, outcome) => symbols[outcome].padStart(cellWidth))),
    ...[...areas].map(([area, tally]) =>
      row(forLine(area), (column, outcome) => number(tally, column, outcome)),
    ),
    row('all', (column, outcome) => number(all, column, outcome)),
    '',
    ...legend(all, outcomes, verbose)
      .flatMap((line) => wrap(line, width - 2))
      .map((line) => colours.faint(`  ${line}`)),
  ];
}

/** Omits the column of expected deviations if there are none. */
function shownOutcomes(all: Tally): Standing[] {
  const outcomes: Standing[] = ['conformant', 'deviates', 'expected', 'not-judged'];
  return outcomes.filter((outcome) => outcome !== 'expected' || all.count(outcome) > 0);
}

function paintCount(
  count: number,
  width: number,
  column: LevelColumn,
  outcome: Standing,
  colours: Colours,
): string {
  const text = (count === 0 ? '·' : String(count)).padStart(width);
  if (count === 0 || outcome === 'not-judged' || outcome === 'expected') return colours.faint(text);
  return outcome === 'conformant' ? colours.good(text) : deviationPaint(column, colours)(text);
}

function deviationPaint(column: LevelColumn, colours: Colours): (text: string) => string {
  return { MUST: colours.error, SHOULD: colours.warning, MAY: colours.note }[column];
}

function legend(all: Tally, outcomes: readonly Standing[], verbose: boolean): string[] {
  const advisory = all.results.filter((result) => result.advisory).length;
  const lines = [outcomes.map((outcome) => `${symbols[outcome]} ${words[outcome]}`).join('   ')];
  const split = unjudgedVerdicts.filter((verdict) => all.verdicts(verdict) > 0);
  if (verbose && split.length > 0) {
    lines.push(
      `not judged: ${split.map((verdict) => `${all.verdicts(verdict)} ${verdict.replace('-', ' ')}`).join(', ')}`,
    );
  }
  if (verbose && advisory > 0)
    lines.push(`advisory requirements (${advisory}) are counted under MAY and never fail a run`);
  return lines;
}
