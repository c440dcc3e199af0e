/** Resource samples over many events in one process, kind by kind: a leak may belong to one path through the runtime. */
import { ordinaryEvent } from '../support/controls.ts';
import { brokenByResults } from '../support/returned.ts';
import { covers, test, type TestContext } from '../support/test.ts';
import { EVENT_KINDS, type EventKind } from './event-kind.ts';
import {
  describeGrowth,
  growsInEachTurn,
  isMoreThanPlain,
  perEvent,
  watchedResources,
  type Resource,
  type Turn,
} from './growth.ts';
import { verifyLongMemory } from './long-memory.ts';
import { survivedKinds, TurnPlayer } from './play-turns.ts';

/** Turns of each kind, and the most events in one. */
const TURNS = { quick: 2, normal: 4, slow: 8 };
const MOST_EVENTS = { quick: 4, normal: 40, slow: 100 };
const MOST_BIG_EVENTS = 5;

/** A runtime that starts programs takes tens of milliseconds per event, so it gets fewer of them. */
const TIME_MS = { quick: 1000, normal: 3500, slow: 60_000 };
const FEWEST_EVENTS = 4;

/** Whether growth goes on is asked only of what grew in every turn, so that it costs nothing otherwise. */
const FURTHER_TURNS = 8;
const FURTHER_EVENTS = 20;

/** Lambda's descriptor limit for a process of an on-demand function. */
const DESCRIPTOR_LIMIT = 1024;

/** Garbage-collected heaps grow at first and shrink late; a leak exceeds this. */
const MEMORY_TOLERANCE_BYTES = 64 * 1024 * 1024;

test(
  'serves many invocations in one process without growing in descriptors, threads, children, memory or temporary files',
  {
    ...covers('loop.no-resource-growth').against(ordinaryEvent),
    exercises: [...brokenByResults],
    concurrency: 'unbounded',
  },
  async (t) => {
    const { sandbox, kinds } = await survivedKinds(t);
    const player = await TurnPlayer.begin(t, sandbox);
    if (player === undefined)
      return t.notTestable('This platform does not report the resources of a process.');

    const sizes = await sizesFor(t, player, kinds);
    const small = [...sizes.keys()].filter((kind) => kind !== 'big');
    for (let turn = 0; turn < TURNS[t.pace]; turn += 1)
      for (const kind of small) await served(t, player, kind, sizes.get(kind));
    verifyMemory(t, player);
    for (let turn = 0; turn < TURNS[t.pace]; turn += 1)
      if (sizes.has('big')) await served(t, player, 'big', sizes.get('big'));

    await verifyKinds(t, player);
    if (t.pace === 'slow') await verifyLongMemory(t, [...sizes.keys()]);
  },
);

/** Warms each kind up, and finds the number of events in a turn that fits into the time limit. Too slow a kind is left out. */
async function sizesFor(
  t: TestContext,
  player: TurnPlayer,
  kinds: readonly EventKind[],
): Promise<ReadonlyMap<EventKind, number>> {
  const sizes = new Map<EventKind, number>();
  for (const kind of kinds) {
    const began = player.sandbox.trace.now();
    await served(t, player, kind, FEWEST_EVENTS);
    const eachMs = (player.sandbox.trace.now() - began) / FEWEST_EVENTS;
    const affordable = Math.floor(TIME_MS[t.pace] / kinds.length / TURNS[t.pace] / eachMs);
    const most = mostEvents(t, kind);
    if (affordable >= 1 || kind === 'plain')
      sizes.set(kind, Math.min(most, Math.max(FEWEST_EVENTS, affordable)));
  }
  return sizes;
}

function mostEvents(t: TestContext, kind: EventKind): number {
  return kind === 'big' ? MOST_BIG_EVENTS : MOST_EVENTS[t.pace];
}

async function served(
  t: TestContext,
  player: TurnPlayer,
  kind: EventKind,
  events = FEWEST_EVENTS,
): Promise<void> {
  const turn = await player.play(kind, events);
  if (turn === undefined) t.inconclusive('The runtime did not serve all invocations.');
}

/** A leak of plain events is one of every kind, so another kind is named only if it adds more. */
async function verifyKinds(t: TestContext, player: TurnPlayer): Promise<void> {
  const further = new FurtherTurns(t, player);
  for (const resource of watchedResources) {
    const found: string[] = [];
    let plain = 0;
    for (const kind of EVENT_KINDS) {
      if (!leaks(player.of(kind), resource, plain)) continue;
      const turns = await further.of(kind);
      if (!leaks(turns, resource, plain)) continue;
      const rate = perEvent(turns, resource);
      if (kind === 'plain') plain = rate;
      found.push(describeGrowth(rate, resource, kind));
    }
    t.verify('loop.no-resource-growth', found.length === 0, {
      code: resource.code,
      expected: `no growth in ${resource.name} over more events of one kind`,
      actual: found.join(', '),
      sandbox: player.sandbox,
    });
  }
  const most = Math.max(...player.turns.map(({ after }) => after.descriptors));
  t.verify('loop.no-resource-growth', most < DESCRIPTOR_LIMIT, {
    code: 'too-many-descriptors',
    expected: `fewer than ${DESCRIPTOR_LIMIT}`,
    actual: String(most),
    sandbox: player.sandbox,
  });
}

function leaks(turns: readonly Turn[], resource: Resource, plain: number): boolean {
  return (
    resource.except !== turns[0]?.kind &&
    growsInEachTurn(turns, resource) &&
    isMoreThanPlain(perEvent(turns, resource), plain, resource)
  );
}

/** More turns of the kinds that grew in every turn. */
class FurtherTurns {
  readonly #t: TestContext;
  readonly #player: TurnPlayer;
  readonly #turns = new Map<EventKind, readonly Turn[]>();

  constructor(t: TestContext, player: TurnPlayer) {
    this.#t = t;
    this.#player = player;
  }

  /** Fewer turns than planned if the runtime does not serve them. */
  async of(kind: EventKind): Promise<readonly Turn[]> {
    const known = this.#turns.get(kind);
    if (known !== undefined) return known;
    const events = this.#player.of(kind).at(-1)?.events ?? FEWEST_EVENTS;
    const isFast = kind !== 'big' && events === mostEvents(this.#t, kind);
    const size = isFast ? FURTHER_EVENTS : Math.min(FURTHER_EVENTS, events);
    const turns: Turn[] = [];
    for (let turn = 0; turn < FURTHER_TURNS; turn += 1) {
      const played = await this.#player.play(kind, size);
      if (played === undefined) break;
      turns.push(played);
    }
    this.#turns.set(kind, turns);
    return turns;
  }
}

/** Judges the second half, when caches and pools are filled. */
function verifyMemory(t: TestContext, player: TurnPlayer): void {
  const half = player.turns.slice(Math.floor(player.turns.length / 2));
  const levels = half.map(({ after }) => after.rssBytes);
  // From the highest early sample to the lowest late one, so that fluctuation does not count as growth.
  const early = Math.max(...levels.slice(0, 3));
  const late = Math.min(...levels.slice(-2));
  t.verify('loop.no-resource-growth', late - early <= MEMORY_TOLERANCE_BYTES, {
    code: 'memory-grows',
    expected: `no growth by more than ${MEMORY_TOLERANCE_BYTES} bytes of memory over ${half.reduce((sum, { events }) => sum + events, 0)} events`,
    actual: `from ${early} to ${late} bytes`,
    sandbox: player.sandbox,
  });
}
