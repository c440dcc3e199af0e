import type { Run } from '../../run/run.ts';
import type { Applied, Findings } from '../../run/baseline.ts';

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
  /** What changed from one run to another. */
  readonly compare: (before: Run, after: Run, options: TextOptions) => Comparison;
  /**
   * Joins the shards of a run.
   *
   * @throws {Error} with one sentence.
   */
  readonly merge: (
    runs: readonly Run[],
    options: { readonly out: string; readonly baseline?: (found: Findings) => Applied },
  ) => Merged;
  readonly terminal: (run: Run, options: TextOptions & { readonly reportPaths: readonly string[] }) => string;
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

/** How a text for a terminal is laid out. */
interface TextOptions {
  readonly colour: boolean;
  readonly width: number;
  readonly verbose: boolean;
}

/** What changed between two runs, in the forms it is asked for. */
interface Comparison {
  /** Whether something fails the later run that did not deviate in the earlier. */
  readonly worse: boolean;
  readonly texts: Readonly<Record<'terminal' | 'markdown' | 'json', string>>;
}
