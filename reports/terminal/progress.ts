import { forLine } from '../../harness/base/escape.ts';
import { truncate } from './layout.ts';
import { plural } from '../../harness/base/plural.ts';
import { createPaint } from './colours.ts';

/** The progress of a run. */
export interface ProgressState {
  readonly done: number;
  readonly total: number;
  /** The names of the running tests, most recent last. */
  readonly running: readonly string[];
  readonly deviations: number;
}

/**
 * The line that a terminal shows and overwrites during a run. It is always shorter than the terminal is wide, since a
 * line that wraps cannot be overwritten; it has no line end.
 */
export function renderProgress(progress: ProgressState, options: { colour: boolean; width: number }): string {
  const { done, total, deviations, running } = progress;
  const colours = createPaint(options.colour);
  const counted = ` ${String(done).padStart(String(total).length)} of ${total}`;
  const found = deviations === 0 ? '' : `  ${plural(deviations, 'deviation')}`;
  const room = options.width - 1;
  const head = truncate(counted + found, room);
  const names = truncate(`  ${running.map(forLine).join(', ')}`.trimEnd(), room - head.length);

  return head === counted + found ? counted + colours.error(found) + colours.faint(names) : head;
}
