/** What the pool is told of a worker that exits before it has started. */
export const EXITED_AT_START = 'The worker exited while it started.';
