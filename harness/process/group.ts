import type { Members } from './members.ts';

/** The process group of a sandbox, led by its bootstrap. */
export interface Group {
  /** Also the id of the bootstrap's process. */
  readonly id: number;
  /** Whether the group is empty: its number may be reused. */
  readonly gone: boolean;
  /** Those in the group and, on Linux, those that left it. */
  readonly members: Members;
  /** Signals the whole group and records that the harness did. Does nothing when the group is gone. */
  signal(signal: NodeJS.Signals): void;
}
