import type { Deviation } from '../../harness/run/run.ts';

/** A line of the trace of a deviation. */
export interface TraceLine {
  readonly text: string;
  /** Whether the deviation shows in it. */
  readonly decisive: boolean;
}

/** Decisive lines shown; the last of more. */
const MOST = 9;

/**
 * The lines of the trace in which a deviation shows, with the fault that the harness injected before them. A gap is one line.
 * Of a trace without such lines, as an older run has it, the end.
 */
export function decisiveLines({ trace, exchange = [] }: Deviation): TraceLine[] {
  const decisive = exchange.filter((step) => step.decisive).map(({ line }) => line);
  const first = decisive.at(-MOST) ?? trace.length - MOST;
  const provoked = exchange
    .filter(({ kind, line }) => kind === 'fault' && line >= first)
    .map(({ line }) => line);
  const shown =
    decisive.length === 0 ? endOf(trace) : [...new Set([...decisive.slice(-MOST), ...provoked.slice(-2)])];
  return shown
    .toSorted((one, other) => one - other)
    .flatMap((line, index, all): TraceLine[] => {
      const skipped = index === 0 ? 0 : line - (all[index - 1] ?? line) - 1;
      const gap = skipped > 0 ? [{ text: `           … ${skipped} more`, decisive: false }] : [];
      return [...gap, { text: trace[line] ?? '', decisive: decisive.includes(line) }];
    });
}

function endOf(trace: readonly string[]): number[] {
  return trace.map((_, line) => line).slice(-MOST);
}
