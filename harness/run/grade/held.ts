import type { RequirementResult, Run } from '../run.ts';
import type { TestRecord } from '../test-record.ts';

/** A trace of a passing case for each conformant requirement: the shortest. Requirements of one trace share it. */
export function heldTraces(
  records: readonly TestRecord[],
  requirements: readonly RequirementResult[],
): NonNullable<Run['held']> {
  const traces = records
    .flatMap(({ test, held = [] }) => held.map(({ requirements: ids, trace }) => ({ test, ids, trace })))
    // A trace without a request shows nothing.
    .filter(({ trace }) => trace.some((line) => /> [A-Z]+ \//.test(line)))
    .toSorted((one, other) => one.trace.length - other.trace.length);
  const chosen = new Map<(typeof traces)[number], string[]>();
  for (const { id, verdict } of requirements) {
    if (verdict !== 'conformant') continue;
    const shortest = traces.find(({ ids }) => ids.includes(id));
    if (shortest !== undefined) chosen.set(shortest, [...(chosen.get(shortest) ?? []), id]);
  }
  return Array.from(chosen, ([{ test, trace }, ids]) => ({ test, requirements: ids, trace }));
}
