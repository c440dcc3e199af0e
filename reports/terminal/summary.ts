import type { Run } from '../../harness/run/run.ts';
import { verdictSummary, verdictTitle } from '../text/verdict-summary.ts';
import { deviatingRequirements } from '../../harness/run/deviations.ts';
import { forLine } from '../../harness/base/escape.ts';
import { seconds, type TerminalOptions, wrap } from './layout.ts';
import type { Colours } from './colours.ts';

/** The last lines: when verbose the ids that fail the run, whose index has scrolled away; then the verdict and its numbers. */
export function summary(
  run: Run,
  colours: Colours,
  { width, verbose, reportPaths = [] }: TerminalOptions,
): string[] {
  const parts = [
    `${verdictTitle(run)}: ${verdictSummary(run)}`,
    seconds(run.durationMs),
    ...(reportPaths.length > 0 ? [`report in ${reportPaths.map(forLine).join(', ')}`] : []),
  ];
  const [first = '', ...rest] = wrap(parts.join('; '), width);
  // A long title fills the first line.
  const colon = first.includes(':') ? first.indexOf(':') : first.length;
  const failing = verbose ? deviatingRequirements(run).filter(({ fails }) => fails) : [];
  return [
    ...failing.map(({ requirement }) => `${colours.error('✗')} ${forLine(requirement.id)}`),
    colours.strong(colours[verdictStyles[run.verdict]](first.slice(0, colon))) + first.slice(colon),
    ...rest,
  ];
}

const verdictStyles = { conformant: 'good', deviates: 'error', inconclusive: 'warning' } as const;
