/** The memory of a process over thousands of events of each kind: what loses 1 KiB per event shows only there. */
import type { TestContext } from '../support/test.ts';
import type { EventKind } from './event-kind.ts';
import { kindNouns } from './event-kind.ts';
import { lastingGain } from './memory-levels.ts';
import { TurnPlayer } from './play-turns.ts';

/** Windows before a heap is at its plateau: for the process, and for each kind. */
const WARMING = 6;
const WARMING_KIND = 3;
/** Windows that are judged, and those that follow to confirm a gain. */
const JUDGED = 12;
const CONFIRMING = 24;

/** Events in a window: as many as fit into the time. */
const MOST_EVENTS = 1000;
const MOST_BIG_EVENTS = 20;
const FEWEST_EVENTS = 20;
const TIME_MS = 180_000;

/** Samples in a window; the lowest counts, since the others include garbage. */
const SAMPLES = 5;

/** The chance gain from part to part, in KiB; big events leave big garbage. */
const CHANCE = 1024;
const CHANCE_BIG = 16 * 1024;

/** A kind gains more than a plain event only beyond this, in KiB. */
const BEYOND_PLAIN = 0.5;

/** Judges the memory of a process of its own. */
export async function verifyLongMemory(t: TestContext, kinds: readonly EventKind[]): Promise<void> {
  const player = await TurnPlayer.begin(t, await t.unused());
  if (player === undefined) return;
  const windows = new Windows(t, player, TIME_MS / (WARMING + kinds.length * (WARMING_KIND + JUDGED)));
  await windows.warm('plain', WARMING);

  const found: string[] = [];
  let plain = 0;
  for (const kind of kinds) {
    await windows.warm(kind, WARMING_KIND);
    if ((await windows.gain(kind, JUDGED)) - plain < BEYOND_PLAIN) continue;
    const gain = await windows.gain(kind, CONFIRMING);
    if (gain - plain < BEYOND_PLAIN) continue;
    if (kind === 'plain') plain = gain;
    found.push(`${gain.toFixed(1)} KiB of memory for each ${kindNouns[kind][0]}`);
  }
  t.verify('loop.no-resource-growth', found.length === 0, {
    code: 'memory-grows',
    expected: 'a level of memory that thousands of events of one kind do not raise again and again',
    actual: found.join(', '),
    sandbox: player.sandbox,
  });
}

/** Windows of events of one kind. */
class Windows {
  readonly #t: TestContext;
  readonly #player: TurnPlayer;
  readonly #windowMs: number;
  readonly #sizes = new Map<EventKind, number>();

  constructor(t: TestContext, player: TurnPlayer, windowMs: number) {
    this.#t = t;
    this.#player = player;
    this.#windowMs = windowMs;
  }

  /** Finds the number of events that fit into a window, while caches and pools are filled. */
  async warm(kind: EventKind, windows: number): Promise<void> {
    const most = kind === 'big' ? MOST_BIG_EVENTS : MOST_EVENTS;
    for (let window = 0; window < windows; window += 1) {
      const began = performance.now();
      await this.#play(kind);
      const affordable = (this.#sizeOf(kind) * this.#windowMs) / (performance.now() - began);
      this.#sizes.set(kind, Math.max(FEWEST_EVENTS, Math.min(most, Math.floor(affordable))));
    }
  }

  /** What an event adds, in KiB. */
  async gain(kind: EventKind, windows: number): Promise<number> {
    const levels: number[] = [];
    while (levels.length < windows) levels.push(await this.#play(kind));
    const chance = kind === 'big' ? CHANCE_BIG : CHANCE;
    return lastingGain({ levels, events: this.#sizeOf(kind), chance });
  }

  #sizeOf(kind: EventKind): number {
    return this.#sizes.get(kind) ?? FEWEST_EVENTS;
  }

  /** Plays a window, and returns its level of memory, in KiB. */
  async #play(kind: EventKind): Promise<number> {
    const levels: number[] = [];
    while (levels.length < SAMPLES) {
      const turn = await this.#player.play(kind, Math.ceil(this.#sizeOf(kind) / SAMPLES));
      if (turn === undefined) return this.#t.inconclusive('The runtime did not serve all invocations.');
      levels.push(turn.after.rssBytes / 1024);
    }
    // Thousands of events do not fit into one trace.
    this.#player.sandbox.beginTrace();
    return Math.min(...levels);
  }
}
