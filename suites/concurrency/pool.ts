/** Runtimes in concurrent mode, and handlers that run at the same time. */
import type { InvokeOptions } from '../../harness/runtime-api/invocations/invocation-builder.ts';
import type { PendingInvocation } from '../../harness/sandbox/pending-invocation.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { isEcho } from '../support/returned.ts';
import { seeWhileBusy } from '../support/see-while-busy.ts';
import type { Catalogue, Control, TestContext } from '../support/test.ts';
import type { ControlFailure } from '../../harness/test/control.ts';
import { HandlerGate } from './handler-gate.ts';

/** AWS_LAMBDA_MAX_CONCURRENCY of most tests. */
export const WORKERS = 4;

/** What the tests that drive the order need of the function. */
export const HELD = ['probe:hold'];

/** An ordinary event in concurrent mode; and two at once, if the function can be held. */
export const parallelEvents: Control = {
  scenario: 'two ordinary events at once in concurrent mode',
  async play(t, asked) {
    return (await ordinaryEvent.play?.(t, asked)) ?? (await oneInConcurrentMode(t)) ?? (await twoAtOnce(t));
  },
};

/** An ordinary event in concurrent mode. */
export const concurrentEvent: Control = {
  scenario: 'an ordinary event in concurrent mode',
  async play(t, asked) {
    return (await ordinaryEvent.play?.(t, asked)) ?? (await oneInConcurrentMode(t));
  },
};

async function oneInConcurrentMode(t: TestContext): Promise<ControlFailure<Catalogue> | undefined> {
  const sandbox = await t.fresh({ maxConcurrency: WORKERS });
  const event = { event: 'control', order: 1 };
  const outcome = await sandbox.deliver(event).outcome();
  if (isEcho(t, outcome, event)) return undefined;
  return {
    requirement: 'concurrency.any-positive-limit',
    code: 'not-served',
    expected: `an event served with AWS_LAMBDA_MAX_CONCURRENCY=${WORKERS}`,
    actual: outcome.describe(),
  };
}

async function twoAtOnce(t: TestContext): Promise<ControlFailure<Catalogue> | undefined> {
  if (!t.smoke.actions.includes('hold')) return undefined;
  const sandbox = await t.fresh({ maxConcurrency: WORKERS });
  await using held = await HeldEvents.begin(sandbox, 2);
  return held.running.length >= 2
    ? undefined
    : { requirement: 'concurrency.parallel-processing', ...oneAtATime(held) };
}

/** The evidence that handlers do not run at the same time. */
export function oneAtATime({ running, delivered }: HeldEvents): {
  readonly code: 'one-at-a-time';
  readonly expected: string;
  readonly actual: string;
} {
  return {
    code: 'one-at-a-time',
    expected: `at least two of ${delivered.length} events in work at once, with AWS_LAMBDA_MAX_CONCURRENCY=${WORKERS}`,
    actual: `${running.length === 0 ? 'none' : 'only one'} of ${delivered.length} handlers runs`,
  };
}

let batches = 0;

interface HeldEventsOptions {
  readonly options?: (event: number) => InvokeOptions;
  /** Further members of the events, or another action that waits like `hold`. */
  readonly asking?: (event: number) => Readonly<Record<string, unknown>>;
}

/** Events whose handlers wait until the test lets them finish. */
export class HeldEvents implements AsyncDisposable {
  readonly #sandbox: Sandbox;
  readonly #gate: HandlerGate;
  readonly #tokens: readonly string[];
  readonly delivered: readonly PendingInvocation[];

  private constructor(
    sandbox: Sandbox,
    gate: HandlerGate,
    tokens: readonly string[],
    delivered: readonly PendingInvocation[],
  ) {
    this.#sandbox = sandbox;
    this.#gate = gate;
    this.#tokens = tokens;
    this.delivered = delivered;
  }

  /** Delivers this many, and waits until all their handlers run, or until the runtime is idle and no more begin. */
  static async begin(
    sandbox: Sandbox,
    count: number,
    { options = () => ({}), asking = () => ({}) }: HeldEventsOptions = {},
  ): Promise<HeldEvents> {
    const gate = await HandlerGate.open(sandbox.trace);
    batches += 1;
    const tokens = Array.from({ length: count }, (_, event) => `held-${batches}-${event + 1}`);
    const from = sandbox.trace.length;
    const delivered = tokens.map((token, event) =>
      sandbox.deliver({ probe: 'hold', gate: gate.address, token, ...asking(event) }, options(event)),
    );
    const held = new HeldEvents(sandbox, gate, tokens, delivered);
    await seeWhileBusy(sandbox, () => held.running.length === count, {
      awaited: 'the start of the handlers',
      from,
      limitMs: Math.max(sandbox.limits.quietMs, 500),
    });
    return held;
  }

  /** The events, by position, whose handlers run. */
  get running(): readonly number[] {
    const held = new Set(this.#gate.held);
    return this.#tokens.flatMap((token, event) => (held.has(token) ? [event] : []));
  }

  /** The token of an event, which its result carries. */
  token(event: number): string {
    return this.#tokens[event] ?? '';
  }

  /** Lets the handlers of these events finish. */
  release(events: readonly number[]): void {
    for (const event of events) this.#gate.release(this.token(event));
  }

  /** Takes back the events that no poll has taken, lets all other handlers finish, and waits until no result is due any more. */
  async finish(): Promise<void> {
    const { runtimeApi, trace } = this.#sandbox;
    const taken = new Set(
      trace.entries.flatMap((entry) => (entry.kind === 'invocation-delivered' ? [entry.invocation] : [])),
    );
    const due = this.delivered.filter(({ number }) => taken.has(number));
    for (const event of this.delivered) if (!due.includes(event)) runtimeApi.withdraw(event.requestId);
    this.#gate.releaseAll();
    await Promise.all(due.map((event) => event.outcome()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#gate[Symbol.asyncDispose]();
  }
}
