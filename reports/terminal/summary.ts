import type { Run } from '../../harness/run/run.ts';
import { verdictSummary, verdictWords } from '../text/verdict-summary.ts';
import { deviatingRequirements } from '../../harness/run/deviations.ts';
import { forLine } from '../../harness/base/escape.ts';
import { seconds, type TerminalOptions, wrap } from './layout.ts';
import type { Colours } from './colours.ts';

/**
 * The last lines: the ids that fail the run, since their explanation may have scrolled away; then the verdict, its
 * numbers, and the duration.
 */
export function summary(run: Run, colours: Colours, { width, reportPaths = [] }: TerminalOptions): string[] {
  const parts = [
    `${verdictWords(run)}: ${verdictSummary(run)}`,
    seconds(run.durationMs),
    ...(reportPaths.length > 0 ? [`report in ${reportPaths.map(forLine).join(', ')}`] : []),
  ];
  const [first = '', ...rest] = wrap(parts.join('; '), width);
  const colon = first.indexOf(':');
  const failing = deviatingRequirements(run).filter(({ fails }) => fails);
  return [
    ...failing.map(({ requirement }) => `${colours.error('✗')} ${forLine(requirement.id)}`),
    colours.strong(colours[verdictStyles[run.verdict]](first.slice(0, colon))) + first.slice(colon),
    ...rest,
  ];
}

const verdictStyles = { conformant: 'good', deviates: 'error', inconclusive: 'warning' } as const;
