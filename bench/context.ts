import type { Native } from './native.ts';
import type { SubjectName } from './results.ts';

/** What every subject gets. */
export interface Context {
  /** The programs in Go; undefined where there is no Go. */
  readonly native: Native | undefined;
  /** The program of AWS's emulator, if it was named. */
  readonly emulator: string | undefined;
  readonly rounds: number;
  /** How many events the measurement of memory serves. */
  readonly memoryEvents: number;
  readonly say: (line: string) => void;
  /** Notes what could not be measured, and why. */
  readonly skip: (subject: SubjectName, why: string) => void;
}
