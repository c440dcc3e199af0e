/** Why runs are no shards of one run. */
export type MergeProblem =
  | 'nothing'
  | 'no-shard'
  | 'different-count'
  | 'overlapping'
  | 'missing'
  | 'different-tool'
  | 'different-target'
  | 'different-settings'
  | 'different-selection'
  | 'baseline';

/** Runs that are no shards of one run: the user's mistake, told in one sentence. */
export class MergeError extends Error {
  override readonly name = 'MergeError';
  readonly problem: MergeProblem;

  constructor(problem: MergeProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}
