/** Rows that are played one after the other in a new process. Plain data, so that a case stores it and a replay plays it. */
import { setImmediate } from 'node:timers/promises';
import type { Random } from '../../harness/base/random.ts';
import type { Playable, Strength } from './covered.ts';
import { Covering } from './covering.ts';
import {
  ANY_PLACE,
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
  /** Every two, three or four levels. */
  readonly strength: Strength;
  /** One new process each, and the number of events that it serves at least: places in a process up to there are covered. */
  readonly ends: readonly number[];
  /** Whether each process serves no more, so that what has no place is not covered. */
  readonly placesOnly?: boolean;
}

/** A batch while it is planned. */
interface Planned {
  readonly rows: Row[];
  readonly end: number;
  /** Events so far. */
  events: number;
}

/**
 * The batches that cover as much, and what they cover. Pauses now and then, since others wait for their time meanwhile.
 *
 * @param earlier Batches that are played before.
 */
export async function planBatches(
  { strength, ends, placesOnly = false }: Reach,
  random: Random,
  playable: Playable,
  earlier: readonly Batch[] = [],
): Promise<{ readonly batches: readonly Batch[]; readonly covering: Pick<Covering, 'covered'> }> {
  const covering = new Covering(strength, random, withinReach({ ends }, playable));
  for (const row of earlier.flatMap(({ rows }) => rows)) covering.add(levelsIn(row));
  const batches = ends.map((end): Planned => ({ rows: [], end, events: 0 }));
  const add = (batch: Planned, place: string, before?: number): void => {
    // Plain events lead to a place once all other combinations are covered.
    const row = place === ANY_PLACE && covering.done ? {} : rowOf(covering.next(place, before), random);
    covering.add(levelsIn(row));
    batch.rows.push(row);
    batch.events += eventsBefore(inRow(row, 'before'), inRow(row, 'gap')) + 1;
  };
  // In turn, so that all take the same time.
  let open = batches;
  while (open.length > 0) {
    for (const batch of open) {
      const target = nextPlace(batch, covering);
      if (target === undefined) add(batch, ANY_PLACE);
      else {
        while (batch.events < target.place - 1 - target.before) add(batch, ANY_PLACE, 0);
        add(batch, levelOfPlace(target.place), target.before);
      }
    }
    open = open.filter(({ events, end }) => events < end || !(placesOnly || covering.done));
    await setImmediate();
  }
  return { batches: batches.map(({ rows }) => ({ plain: 0, rows })), covering };
}

/** What is playable of the levels that so many events reach. */
export function withinReach({ ends }: Pick<Reach, 'ends'>, playable: Playable): Playable {
  const last = Math.max(...ends);
  return (factor, level) =>
    (factor !== 'number' || level === ANY_PLACE || Number.parseInt(level, 10) <= last) &&
    playable(factor, level);
}

/** The longest prelude. */
const LONGEST = 3;

/**
 * The next place that matters, and how many events its row delivers before its own: what covers most. Undefined: the next row may
 * have any place. Places stand close together, so that not each can have events of its own row before it.
 */
function nextPlace(
  { events, end }: Planned,
  covering: Covering,
): { readonly place: number; readonly before: number } | undefined {
  const ahead = places.filter((place) => place > events && place <= end);
  const nearest = ahead[0] ?? Number.POSITIVE_INFINITY;
  // One more row at any place must leave room for every prelude.
  if (nearest - events > 2 * LONGEST + 1) return undefined;
  const near = ahead.filter((place) => place - nearest <= LONGEST);
  const choices = near.flatMap((place) =>
    [0, 1, 2, 3]
      .filter((before) => place - 1 - before >= events)
      .map((before) => ({ place, before, missing: covering.missingAt(place, before) })),
  );
  return choices.toSorted((one, other) => other.missing - one.missing || one.place - other.place)[0];
}

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
  // Half of them from the first quarter: what large ones cost others could play instead.
  return given[Math.floor(random() ** 2 * given.length)] ?? 0;
}

/** The level of each factor. */
export function levelsIn(row: Row): ReadonlyMap<Factor, string> {
  return new Map(factorNames.map((factor) => [factor, inRow(row, factor)] as const));
}
