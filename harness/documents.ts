import type { Run } from './run-model.ts';
import type { Applied, Findings } from './verdict/baseline.ts';

/** What the harness is handed to turn results into text; it knows no report by itself. */
export interface Documents {
  /** Documents that are files, by format. */
  readonly files: Readonly<
    Record<string, { readonly fileName: string; readonly render: (run: Run) => string }>
  >;
  /** The formats made unless the user asks for others; `terminal` is one of them. */
  readonly byDefault: readonly string[];
  /**
   * Reads a stored run.
   *
   * @throws {Error} with one sentence.
   */
  readonly parse: (text: string) => Run;
  /**
   * Joins the shards of a run.
   *
   * @throws {Error} with one sentence.
   */
  readonly merge: (
    runs: readonly Run[],
    options: { readonly out: string; readonly baseline?: (found: Findings) => Applied },
  ) => Merged;
  readonly terminal: (
    run: Run,
    options: {
      readonly colour: boolean;
      readonly width: number;
      readonly verbose: boolean;
      readonly reportPaths: readonly string[];
    },
  ) => string;
  /** The line that a terminal overwrites while a run goes on. */
  readonly progress: (
    progress: {
      readonly done: number;
      readonly total: number;
      readonly running: readonly string[];
      readonly deviations: number;
    },
    options: { readonly colour: boolean; readonly width: number },
  ) => string;
}

/** The run that the shards make up, and which case of which shard (from 1) goes where. */
export interface Merged {
  readonly run: Run;
  readonly cases: readonly { readonly shard: number; readonly from: string; readonly to: string }[];
}
