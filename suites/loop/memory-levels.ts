/**
 * Whether memory grows for good. A collected heap grows to a plateau, in steps and not evenly, and it varies from one collection
 * to the next; a leak gains in every part of a long series. Pure.
 */

/** The parts of a series that are compared. */
const PARTS = 4;

/** The slowest leak that counts, in KiB per event. */
const LEAST_PER_EVENT = 0.5;

/** The level of a process that does not leak varies by less than this part of it. */
const VARIATION = 0.01;

/** The last gain of a leak is at least this part of the first. */
const UNABATED = 0.5;

/** The levels of memory after windows of events, in KiB. */
export interface MemoryLevels {
  readonly levels: readonly number[];
  /** Events in a window. */
  readonly events: number;
  /** The gain from part to part, in KiB, that may be chance. */
  readonly chance: number;
}

/** What an event adds, in KiB; 0 unless every part of the series is well above the one before. */
export function lastingGain({ levels, events, chance }: MemoryLevels): number {
  const size = Math.floor(levels.length / PARTS);
  const medians = Array.from({ length: PARTS }, (_, part) =>
    median(levels.slice(part * size, (part + 1) * size)),
  );
  const least = Math.max(LEAST_PER_EVENT * size * events, chance, VARIATION * (medians[0] ?? 0));
  const gains = medians.slice(1).map((level, part) => level - (medians[part] ?? 0));
  const [first = 0, last = 0] = [gains.at(0), gains.at(-1)];
  if (size === 0 || gains.some((gain) => gain < least) || last < first * UNABATED) return 0;
  return gains.reduce((sum, gain) => sum + gain, 0) / (gains.length * size * events);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
