import type { Run } from './run-model.ts';

/** What the harness is handed to turn results into text; it knows no report by itself. */
export interface Documents {
  /** Documents that are files, by format. */
  readonly files: Readonly<
    Record<string, { readonly fileName: string; readonly render: (run: Run) => string }>
  >;
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
