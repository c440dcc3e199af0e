import type { Run } from '../../run/run.ts';
import type { History } from '../../run/history/history.ts';
import type { Comparison } from '../../run/compare.ts';

/** The renderers that the composition root passes to the harness. */
export interface Renderers {
  /** File reports, by format. */
  readonly files: Readonly<
    Record<string, { readonly fileName: string; readonly render: (run: Run) => string }>
  >;
  /** The formats made by default, including `terminal`. */
  readonly byDefault: readonly string[];
  /** Renderers of a comparison, by format. */
  readonly comparisons: Readonly<Record<string, (comparison: Comparison, options: TextOptions) => string>>;
  /** Renderers of a history, by format. */
  readonly histories: Readonly<Record<string, (history: History, options: TextOptions) => string>>;
  readonly terminal: (run: Run, options: TextOptions & { readonly reportPaths: readonly string[] }) => string;
  /** A cause or a deviation in full; empty where the run has none of this name. */
  readonly show: (run: Run, name: string, options: TextOptions) => string;
  /** The progress line that is overwritten on a terminal. */
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

/** Layout of a terminal text. */
export interface TextOptions {
  readonly colour: boolean;
  readonly width: number;
  readonly verbose: boolean;
}
