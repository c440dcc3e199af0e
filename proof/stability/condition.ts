/** What a run happens under, and should not depend on. */
export interface Condition {
  /** Version of Node as asked for: `22`, `22.12.0`. */
  readonly node: string;
  /** How many bootstraps may live at a time; `default` leaves it to the command. */
  readonly jobs: string;
  /** Whether a busy loop per core runs beside it. */
  readonly load: Load;
}

export type Load = 'idle' | 'busy';

/** The values that conditions are made of. */
export interface Axes {
  readonly node: readonly string[];
  readonly jobs: readonly string[];
  readonly load: readonly Load[];
}

/**
 * So many conditions out of all combinations: each combination comes once before one comes twice, and every few that
 * follow each other differ in everything. Idle ones come first, since a load is on for all that run side by side.
 */
export function dealConditions(times: number, axes: Axes): Condition[] {
  return Array.from({ length: times }, (_, index) => {
    const load = index % axes.load.length;
    const second = Math.floor(index / axes.load.length);
    const node = second % axes.node.length;
    const jobs = Math.floor(second / axes.node.length) % axes.jobs.length;
    return {
      load: at(axes.load, load),
      // A shift by what changes faster is still a combination each, only in another order.
      node: at(axes.node, node + load),
      jobs: at(axes.jobs, jobs + node + load),
    };
  }).toSorted((a, b) => axes.load.indexOf(a.load) - axes.load.indexOf(b.load));
}

/** A condition in a few words. */
export function conditionText({ node, jobs, load }: Condition): string {
  return `node ${node}, jobs ${jobs}, ${load}`;
}

function at<T>(values: readonly T[], index: number): T {
  const value = values[index % values.length];
  if (value === undefined) throw new Error('an axis without a value');
  return value;
}
