import type { Change, Comparison } from '../../harness/run/compare.ts';
import { forLine } from '../../harness/base/escape.ts';
import { severityOf } from '../../harness/run/severity.ts';
import { headerLines } from './header.ts';
import { field, type TerminalOptions, value, wrap } from './layout.ts';
import { createPaint, type Colours } from './colours.ts';
import { outcome, sections, subject, transition, weight } from '../text/comparison-words.ts';

type Options = Pick<TerminalOptions, 'colour' | 'width' | 'verbose'>;

const body = '    ';

/** Renders a comparison for a terminal, with the outcome last; ends with a newline. */
export function renderComparison(comparison: Comparison, options: Options): string {
  const colours = createPaint(options.colour);
  const width = Math.max(60, options.width);
  const fitted = { ...options, width };
  const notes = [subject(comparison), ...comparison.caveats];
  const parts = [
    ['before', ...headerLines(comparison.before, colours, width).map((line) => `  ${line}`)],
    ['after', ...headerLines(comparison.after, colours, width).map((line) => `  ${line}`)],
    notes.flatMap((note) =>
      wrap(value(note, options.verbose), width - 4).map((line, n) => `  ${n === 0 ? '!' : ' '} ${line}`),
    ),
    ...sections.flatMap(([kind, title]) => {
      const changes = comparison.changes.filter((change) => change.kind === kind);
      return changes.length === 0
        ? []
        : [
            [
              colours.strong(`${title}: ${changes.length}`),
              ...changes.flatMap((one) => entry(one, colours, fitted)),
            ],
          ];
    }),
    wrap(outcome(comparison), width),
  ];
  return parts.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

const symbols = { new: '✗', still: '·', fixed: '✓', lost: '?', gained: '✓', changed: '–' } as const;

function entry(change: Change, colours: Colours, { width, verbose }: Options): string[] {
  const { kind, requirement, appeared, disappeared, fails } = change;
  const severity = severityOf(requirement);
  const good = kind === 'fixed' || kind === 'gained';
  const mark = good ? colours.good : kind === 'new' ? colours[severity] : colours.faint;
  const words = (text: string): string[] => wrap(value(text, verbose), width - body.length - 11);
  const steps = transition(change);
  return [
    `  ${mark(`${symbols[kind]} ${weight(change)}`)}  ${colours.strong(forLine(requirement.id))}${fails ? '  fails the run' : ''}`,
    ...(kind === 'new'
      ? wrap(forLine(requirement.text), width - body.length).map((line) => body + line)
      : []),
    ...(steps === ''
      ? []
      : wrap(value(steps, verbose), width - body.length).map((line) => colours.faint(body + line))),
    ...appeared.flatMap(({ message }) => field('now', words(message), body)),
    ...appeared.flatMap(({ replay }) => (replay === null ? [] : field('replay', [forLine(replay)], body))),
    ...disappeared.flatMap(({ message }) => field('no longer', words(message), body)),
  ];
}
