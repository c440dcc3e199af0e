import type { TraceView } from '../../harness/trace/view.ts';
import { ruleOfForm } from './rule.ts';

/** Lines that the service writes around each invocation. */
const PLATFORM_LINE = /^(?:START|END|REPORT) RequestId:.*$/m;

/** Invariants of the output. */
export const loggingRules = [
  /** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html */
  ruleOfForm('logging.no-platform-lines', (view) => {
    if (view.invocations.length === 0) return [];
    for (const stream of ['stdout', 'stderr'] as const) {
      const line = PLATFORM_LINE.exec(outputOf(view, stream))?.[0];
      if (line === undefined) continue;
      return [
        {
          code: 'platform-line',
          expected: 'no START, END or REPORT line',
          actual: `${stream}: ${line.slice(0, 200)}`,
          at: view.entries.findIndex((entry) => entry.kind === 'output' && entry.stream === stream),
        },
      ];
    }
    return ['holds'];
  }),
];

function outputOf({ entries }: TraceView, stream: 'stdout' | 'stderr'): string {
  const parts = entries.flatMap((entry) =>
    entry.kind === 'output' && entry.stream === stream ? [entry.bytes] : [],
  );
  return Buffer.concat(parts).toString('utf8');
}
