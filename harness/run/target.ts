/** The runtime under test, as the user named it. */
export interface Target {
  /** Absolute path of the bootstrap and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** The value of `_HANDLER`. */
  readonly handler: string;
  /** The value of `LAMBDA_TASK_ROOT`, and the working directory. */
  readonly taskRoot: string;
  /** Variables that the user adds to the environment. */
  readonly environment: Readonly<Record<string, string>>;
}
