/** Plays turns of events of one kind, and samples the process after each. */
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { ResourceSample } from '../../harness/trace/entry.ts';
import { survivedBy, type Disturbance } from '../support/survived.ts';
import { chargeWrongResult } from '../support/returned.ts';
import type { TestContext } from '../support/test.ts';
import { deliverKind, EVENT_KINDS, paddedEvent, type EventKind } from './event-kind.ts';
import type { Turn } from './growth.ts';

/** A process that serves turns of events. */
export class TurnPlayer {
  readonly sandbox: Sandbox;
  readonly turns: Turn[] = [];
  readonly #t: TestContext;
  #last: ResourceSample;
  /** Whether a wrong result was found; the first is enough. */
  #charged = false;

  private constructor(t: TestContext, sandbox: Sandbox, first: ResourceSample) {
    this.#t = t;
    this.sandbox = sandbox;
    this.#last = first;
  }

  /** Undefined where the platform does not report the resources of a process. */
  static async begin(t: TestContext, sandbox: Sandbox): Promise<TurnPlayer | undefined> {
    const first = await sandbox.process.sample();
    return first === undefined ? undefined : new TurnPlayer(t, sandbox, first);
  }

  /** The turns of a kind so far. */
  of(kind: EventKind): readonly Turn[] {
    return this.turns.filter((turn) => turn.kind === kind);
  }

  /** Plays a turn; undefined if the runtime does not serve all of it. */
  async play(kind: EventKind, events: number): Promise<Turn | undefined> {
    // Queued ahead, so that the runtime runs at full speed.
    const deliveries = Array.from({ length: events }, (_, n) => deliverKind(this.sandbox, kind, n));
    for (const [n, delivery] of deliveries.entries()) {
      const outcome = await delivery.outcome();
      if (outcome.kind === 'none') return undefined;
      if (kind === 'plain' && !this.#charged)
        this.#charged = !chargeWrongResult(this.#t, this.sandbox, outcome, paddedEvent(n));
    }
    // A runtime that reports an error where a result was to be refused leaves its fault behind.
    this.sandbox.runtimeApi.faults.clear();
    await this.sandbox.waitForPoll();
    const after = await this.sandbox.process.sample();
    if (after === undefined) return undefined;
    const turn = { kind, events, before: this.#last, after };
    this.#last = after;
    this.turns.push(turn);
    return turn;
  }
}

/** What may as well end the runtime. */
const disturbing: { readonly [K in EventKind]?: Disturbance } = {
  refused: 'refused',
  malformed: 'malformed',
  dropped: 'dropped result',
};

/** The kinds after which the runtime continues, and a process that is still usable; other requirements judge the other kinds. */
export async function survivedKinds(
  t: TestContext,
): Promise<{ readonly sandbox: Sandbox; readonly kinds: readonly EventKind[] }> {
  const survived = await survivedBy(t);
  const all = EVENT_KINDS.filter((kind) => {
    const disturbance = disturbing[kind];
    if (disturbance !== undefined) return survived.has(disturbance);
    return kind !== 'error' || t.smoke.actions.includes('throw');
  });
  const kinds: EventKind[] = [];
  let sandbox = await t.unused();
  for (const kind of all) {
    if (!sandbox.warm) sandbox = await t.unused();
    const outcome = await deliverKind(sandbox, kind, 0).outcome();
    await sandbox.waitForPoll();
    if (outcome.kind !== 'none' && sandbox.warm) kinds.push(kind);
  }
  return { kinds, sandbox: sandbox.warm ? sandbox : await t.unused() };
}
