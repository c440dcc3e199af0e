/** Rows that are played one after the other in a new process. Plain data, so that a case stores it and a replay plays it. */
import type { Random } from '../../harness/base/random.ts';
import type { Playable } from './covered.ts';
import { Covering } from './covering.ts';
import {
  eventsBefore,
  factorNames,
  inRow,
  levelOfPlace,
  levelsOf,
  places,
  sizes,
  type Factor,
  type Row,
  type SizeClass,
} from './factor.ts';

export interface Batch {
  /** Plain events before the first row. */
  readonly plain: number;
  readonly rows: readonly Row[];
}

/** How much to cover. */
export interface Reach {
  /** Every two, or every three levels. */
  readonly strength: 2 | 3;
  /** New processes; so many of them serve events until the last place that matters. */
  readonly starts: number;
  readonly long: number;
  /** The last place in a process that matters, in a long one and in the others. */
  readonly last: number;
  readonly shortLast: number;
}

/** The batches that cover as much, and what they cover. */
export function planBatches(
  { strength, starts, long, last, shortLast }: Reach,
  random: Random,
  playable: Playable,
): { readonly batches: readonly Batch[]; readonly covering: Pick<Covering, 'covered'> } {
  const wanted = places.filter((place) => place <= last);
  const covering = new Covering(
    strength,
    random,
    (factor, level) =>
      (factor !== 'number' || level === 'any' || Number.parseInt(level, 10) <= last) &&
      playable(factor, level),
  );
  const batches = Array.from({ length: starts }, (_, index) => ({
    rows: [] as Row[],
    count: 0,
    until: index < long ? last : shortLast,
  }));
  const extend = (batch: (typeof batches)[number]): void => {
    const near = wanted.filter((place) => place > batch.count && place - batch.count <= LONGEST + 1);
    const missing = (place: number): number => covering.missingAt(place, place - batch.count - 1);
    const target = near.toSorted((one, other) => missing(other) - missing(one))[0];
    const before = target === undefined ? undefined : target - batch.count - 1;
    // Toward a place, with plain events, when all other combinations are covered.
    const row =
      target === undefined && covering.done
        ? {}
        : rowOf(covering.next(target === undefined ? 'any' : levelOfPlace(target), before), random);
    covering.add(levelsIn(row));
    batch.rows.push(row);
    batch.count += eventsBefore(inRow(row, 'before'), inRow(row, 'gap')) + 1;
  };
  // In turn, so that all take the same time.
  for (
    let open = batches;
    open.length > 0;
    open = open.filter(({ count, until }) => count < until || !covering.done)
  ) {
    for (const batch of open) extend(batch);
  }
  return { batches: batches.map(({ rows }) => ({ plain: 0, rows })), covering };
}

/** The longest prelude. */
const LONGEST = 3;

function rowOf(levels: ReadonlyMap<Factor, string>, random: Random): Row {
  const set = [...levels].filter(([factor, level]) => level !== levelsOf(factor)[0]);
  const bytes = (level: string | undefined): number | undefined =>
    level === undefined || !isSizeClass(level) ? undefined : sizeIn(level, random);
  const [eventBytes, resultBytes] = [bytes(levels.get('event')), bytes(levels.get('result'))];
  return {
    ...Object.fromEntries(set),
    ...(eventBytes === undefined ? {} : { eventBytes }),
    ...(resultBytes === undefined ? {} : { resultBytes }),
  };
}

function isSizeClass(level: string): level is SizeClass {
  return level in sizes;
}

function sizeIn(level: SizeClass, random: Random): number {
  const given = sizes[level];
  if ('least' in given) return given.least + Math.floor(random() * (given.most - given.least + 1));
  return given[Math.floor(random() * given.length)] ?? 0;
}

/** The level of each factor. */
export function levelsIn(row: Row): ReadonlyMap<Factor, string> {
  return new Map(factorNames.map((factor) => [factor, inRow(row, factor)] as const));
}
