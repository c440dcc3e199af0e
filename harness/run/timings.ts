import type { Timing } from './run.ts';
import type { TestRecord } from './test-record.ts';

/** Start and duration of each test, in order of start. */
export function timingsOf(records: readonly TestRecord[], startedAt: number): Timing[] {
  return records
    .flatMap(({ test, timing }) =>
      timing === undefined
        ? []
        : [
            {
              test,
              requirements: timing.requirements,
              startMs: Math.max(0, Math.round(timing.beganAt - startedAt)),
              durationMs: Math.round(timing.durationMs),
            },
          ],
    )
    .toSorted((one, other) => one.startMs - other.startMs);
}
