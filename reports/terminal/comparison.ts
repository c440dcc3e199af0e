import type { Change, Comparison } from '../../harness/run/compare.ts';
import { forLine } from '../../harness/base/escape.ts';
import { severityOf } from '../../harness/run/severity.ts';
import { headerLines } from './header.ts';
import { field, type TerminalOptions, value, wrap } from './layout.ts';
import { createPaint, type Paint } from './colours.ts';
import { outcome, sections, subject, transition, weight } from '../text/comparison-words.ts';

type Options = Pick<TerminalOptions, 'colour' | 'width' | 'verbose'>;

const body = '    ';

/** Renders a comparison for a terminal, with the outcome last; ends with a newline. */
export function renderComparison(comparison: Comparison, options: Options): string {
  const paint = createPaint(options.colour);
  const width = Math.max(60, options.width);
  const fitted = { ...options, width };
  const notes = [subject(comparison), ...comparison.caveats];
  const parts = [
    ['before', ...headerLines(comparison.before, paint, width).map((line) => `  ${line}`)],
    ['after', ...headerLines(comparison.after, paint, width).map((line) => `  ${line}`)],
    notes.flatMap((note) =>
      wrap(value(note, options.verbose), width - 4).map((line, n) => `  ${n === 0 ? '!' : ' '} ${line}`),
    ),
    ...sections.flatMap(([kind, title]) => {
      const changes = comparison.changes.filter((change) => change.kind === kind);
      return changes.length === 0
        ? []
        : [
            [
              paint.strong(`${title}: ${changes.length}`),
              ...changes.flatMap((one) => entry(one, paint, fitted)),
            ],
          ];
    }),
    wrap(outcome(comparison), width),
  ];
  return parts.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

const symbols = { new: '✗', still: '·', fixed: '✓', lost: '?', gained: '✓', changed: '–' } as const;

function entry(change: Change, paint: Paint, { width, verbose }: Options): string[] {
  const { kind, requirement, appeared, disappeared, fails } = change;
  const severity = severityOf(requirement);
  const good = kind === 'fixed' || kind === 'gained';
  const mark = good ? paint.good : kind === 'new' ? paint[severity] : paint.faint;
  const words = (text: string): string[] => wrap(value(text, verbose), width - body.length - 11);
  const steps = transition(change);
  return [
    `  ${mark(`${symbols[kind]} ${weight(change)}`)}  ${paint.strong(forLine(requirement.id))}${fails ? '  fails the run' : ''}`,
    ...(kind === 'new'
      ? wrap(forLine(requirement.text), width - body.length).map((line) => body + line)
      : []),
    ...(steps === ''
      ? []
      : wrap(value(steps, verbose), width - body.length).map((line) => paint.faint(body + line))),
    ...appeared.flatMap(({ message }) => field('now', words(message), body)),
    ...appeared.flatMap(({ replay }) => (replay === null ? [] : field('replay', [forLine(replay)], body))),
    ...disappeared.flatMap(({ message }) => field('no longer', words(message), body)),
  ];
}
