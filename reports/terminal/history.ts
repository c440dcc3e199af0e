import { forLine } from '../../harness/base/escape.ts';
import { plural } from '../../harness/base/plural.ts';
import type { Bisection, History, HistoryRow, Release } from '../../harness/run/history/history.ts';
import {
  bisectionWords,
  emptyWords,
  historyTitle,
  releaseWords,
  sinceWords,
  stateMarks,
  stateWords,
  untilWords,
} from '../text/history-words.ts';
import { createPaint, type Colours } from './colours.ts';
import { length, wrap, type TerminalOptions } from './layout.ts';

type Options = Pick<TerminalOptions, 'colour' | 'width'>;

/** Renders a history for a terminal; ends with a newline. */
export function renderHistory(history: History, options: Options): string {
  const colours = createPaint(options.colour);
  const width = Math.max(60, options.width);
  const { bisection, rows } = history;
  const parts = [
    wrap(forLine(historyTitle(history)), width).map(colours.strong),
    releaseLines(history.releases, width),
    ...(bisection === null
      ? [table(rows, history.releases, colours)]
      : [bisectionLines(bisection, colours, width)]),
    ...(history.complete
      ? []
      : [['Interrupted. The same command goes on where it stopped: what was judged is in the cache.']]),
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function releaseLines(releases: readonly Release[], width: number): string[] {
  const column = Math.max(...releases.map(({ version }) => length(forLine(version))));
  return releases.flatMap((release) => {
    const name = padded(forLine(release.version), column);
    return wrap(forLine(releaseWords(release)), width - column - 4).map(
      (line, n) => `  ${n === 0 ? name : ' '.repeat(column)}  ${line}`,
    );
  });
}

/** A line for each span of a deviation; at its end a mark for each release, the newest first. */
function table(rows: readonly HistoryRow[], releases: readonly Release[], colours: Colours): string[] {
  if (rows.length === 0) return [emptyWords(releases)];
  const cells = rows.flatMap(({ requirement, code, level, states, spans }) =>
    spans.map((span, n) =>
      n === 0
        ? [
            level,
            `${requirement}/${code}`,
            sinceWords(span),
            untilWords(span),
            releases.map(({ version }) => stateMarks[states[version] ?? 'unknown']).join(''),
          ]
        : ['', '', sinceWords(span), untilWords(span), ''],
    ),
  );
  const lines = [['', 'deviation', 'since', 'until', 'newest first'], ...cells].map((row) =>
    row.map(forLine),
  );
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((row) => length(row[column] ?? ''))));
  const [head = '', ...body] = lines.map((row) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [colours.faint(head), ...body];
}

function bisectionLines(bisection: Bisection, colours: Colours, width: number): string[] {
  const { steps } = bisection;
  const column = Math.max(0, ...steps.map(({ version }) => length(forLine(version))));
  return [
    ...steps.map(({ version, state, left }, n) => {
      const rest = left === 0 ? '' : `; ${plural(left, 'release')} left`;
      return `  step ${n + 1}  ${padded(forLine(version), column)}  ${stateMarks[state]} ${stateWords[state]}${rest}`;
    }),
    ...wrap(forLine(bisectionWords(bisection)), width).map(colours.strong),
  ];
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - length(text)));
}
