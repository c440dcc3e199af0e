/** The condition of a run, which must not influence its verdicts. */
export interface Condition {
  /** The requested version of Node: `22`, `22.12.0`. */
  readonly node: string;
  /** The value of `--jobs`; `default` omits the option. */
  readonly jobs: string;
  /** Whether a busy loop runs on every core. */
  readonly load: Load;
}

export type Load = 'idle' | 'busy';

/** The possible values of a condition. */
export interface Axes {
  readonly node: readonly string[];
  readonly jobs: readonly string[];
  readonly load: readonly Load[];
}

/**
 * Selects conditions from all combinations: each combination occurs once before one occurs twice, and consecutive ones
 * differ in as many values as possible. Idle ones come first, since the load affects all runs that are in progress.
 */
export function dealConditions(times: number, axes: Axes): Condition[] {
  return Array.from({ length: times }, (_, index) => {
    const load = index % axes.load.length;
    const second = Math.floor(index / axes.load.length);
    const node = second % axes.node.length;
    const jobs = Math.floor(second / axes.node.length) % axes.jobs.length;
    return {
      load: at(axes.load, load),
      // The shift by the faster-changing values keeps all combinations and changes only their order.
      node: at(axes.node, node + load),
      jobs: at(axes.jobs, jobs + node + load),
    };
  }).toSorted((a, b) => axes.load.indexOf(a.load) - axes.load.indexOf(b.load));
}

/** A condition as text. */
export function conditionText({ node, jobs, load }: Condition): string {
  return `node ${node}, jobs ${jobs}, ${load}`;
}

function at<T>(values: readonly T[], index: number): T {
  const value = values[index % values.length];
  if (value === undefined) throw new Error('an axis has no value');
  return value;
}
