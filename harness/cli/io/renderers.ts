import type { Run } from '../../run/run.ts';
import type { Comparison } from '../../run/compare.ts';

/** What the harness is handed to turn results into text; it knows no report by itself. */
export interface Renderers {
  /** Documents that are files, by format. */
  readonly files: Readonly<
    Record<string, { readonly fileName: string; readonly render: (run: Run) => string }>
  >;
  /** The formats made unless the user asks for others; `terminal` is one of them. */
  readonly byDefault: readonly string[];
  /** The forms of what changed from one run to another. */
  readonly comparisons: Readonly<Record<string, (comparison: Comparison, options: TextOptions) => string>>;
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

/** How a text for a terminal is laid out. */
interface TextOptions {
  readonly colour: boolean;
  readonly width: number;
  readonly verbose: boolean;
}
