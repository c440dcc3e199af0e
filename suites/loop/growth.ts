/** What grows with the events of a kind, from samples of the process between turns of events. Pure. */
import type { ResourceSample } from '../../harness/trace/entry.ts';
import type { CodeOf } from '../support/test.ts';
import { kindNouns, type EventKind } from './event-kind.ts';

/** Some events of one kind, one after the other. */
export interface Turn {
  readonly kind: EventKind;
  readonly events: number;
  readonly before: ResourceSample;
  readonly after: ResourceSample;
}

/** A figure of a process that must not grow with the events of a kind. */
export interface Resource {
  readonly code: CodeOf<'loop.no-resource-growth'>;
  readonly name: string;
  readonly one: string;
  readonly many: string;
  readonly of: (sample: ResourceSample) => number;
  /** The slowest growth that counts. */
  readonly leastPerEvent: number;
  /** A kind that it is not judged for. */
  readonly except?: EventKind;
}

/** Slower leaks than one for every fourth event of a kind take long to find. */
const EVERY_FOURTH = 0.25;

/** Collected heaps grow as well until the first collection, but by less than this for a small event. */
const LEAKED_KIB = 128;

export const watchedResources = [
  {
    code: 'descriptors-grow',
    name: 'descriptors',
    one: 'descriptor',
    many: 'descriptors',
    of: (sample) => sample.descriptors,
    leastPerEvent: EVERY_FOURTH,
  },
  {
    code: 'threads-grow',
    name: 'threads',
    one: 'thread',
    many: 'threads',
    of: (sample) => sample.threads,
    leastPerEvent: EVERY_FOURTH,
  },
  {
    code: 'processes-grow',
    name: 'processes',
    one: 'process',
    many: 'processes',
    of: (sample) => sample.processes,
    leastPerEvent: EVERY_FOURTH,
  },
  {
    code: 'temporary-files-grow',
    name: 'temporary files',
    one: 'temporary file',
    many: 'temporary files',
    of: (sample) => sample.temporaryFiles ?? 0,
    leastPerEvent: EVERY_FOURTH,
  },
  {
    code: 'memory-grows',
    name: 'memory',
    one: 'KiB of memory',
    many: 'KiB of memory',
    of: (sample) => sample.rssBytes / 1024,
    leastPerEvent: LEAKED_KIB,
    except: 'big',
  },
] as const satisfies readonly Resource[];

/** Fewer turns show no trend. */
const FEWEST_TURNS = 3;

/** Whether every turn but the first, which may fill caches and pools, leaves more behind than it found. */
export function growsInEachTurn(turns: readonly Turn[], resource: Resource): boolean {
  if (turns.length < FEWEST_TURNS) return false;
  return turns
    .slice(1)
    .every((turn) => grown(turn, resource) >= Math.max(1, resource.leastPerEvent * turn.events));
}

/** What an event adds on average. */
export function perEvent(turns: readonly Turn[], resource: Resource): number {
  const events = turns.reduce((sum, turn) => sum + turn.events, 0);
  return turns.reduce((sum, turn) => sum + grown(turn, resource), 0) / events;
}

/** Whether a kind adds more than a plain event does, which is part of every kind. */
export function isMoreThanPlain(rate: number, plain: number, { leastPerEvent }: Resource): boolean {
  return rate - plain >= leastPerEvent;
}

/** "one descriptor for each refused result". */
export function describeGrowth(rate: number, { one, many }: Resource, kind: EventKind): string {
  const [event, events] = kindNouns[kind];
  if (rate < 0.75) return `one ${one} for every ${Math.round(1 / rate)} ${events}`;
  const number = Math.round(rate);
  return `${number === 1 ? `one ${one}` : `${number} ${many}`} for each ${event}`;
}

function grown({ before, after }: Turn, { of }: Resource): number {
  return of(after) - of(before);
}
