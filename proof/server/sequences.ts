/** Generated sequences of calls: clients that poll, settle, make errors, send too much, abort and disconnect. */
import * as fc from 'fast-check';
import type { ClientStep } from './step.ts';

/** A sequence; unless hurried, each step waits until the previous one has been processed. */
export interface Sequence {
  readonly steps: readonly ClientStep[];
  readonly hurried: boolean;
}

/** Mostly client 0, the only one a normal runtime has. */
const client = fc.oneof(
  { arbitrary: fc.constant(0), weight: 3 },
  { arbitrary: fc.integer({ min: 1, max: 3 }), weight: 2 },
);
const id = fc.oneof(
  { arbitrary: fc.constant('current' as const), weight: 6 },
  { arbitrary: fc.constantFrom('earlier' as const, 'unknown' as const, 'blank' as const), weight: 2 },
);
const chunks = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 });
const cuts = fc.array(
  fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100),
  { maxLength: 3 },
);
const outcome = fc.constantFrom('response' as const, 'response' as const, 'error' as const);
const size = fc.integer({ min: 2, max: 40 });

const call = fc.constant('call' as const);
const invoke = fc.constant({ do: 'invoke' } as const);
const poll = fc.record({ do: call, client, call: fc.constant('next' as const) });
const settle = fc.record(
  { do: call, client, call: outcome, id, size, chunks, cuts },
  { requiredKeys: ['do', 'client', 'call', 'id'] },
);
const badMode = fc.record({
  do: call,
  client,
  call: fc.constant('response' as const),
  id,
  mode: fc.constantFrom('Streaming', 'buffered', 'streaming', ''),
});
const other = fc.record({
  do: call,
  client,
  call: fc.constantFrom(
    'init/error' as const,
    'restore/error' as const,
    'ping' as const,
    'nowhere' as const,
    'POST next' as const,
    'GET response' as const,
    'PUT error' as const,
    'logs' as const,
  ),
});
const begin = fc.record(
  { do: fc.constant('begin' as const), client, call: outcome, id, chunks },
  { requiredKeys: ['do', 'client', 'call', 'id'] },
);
const finish = fc.record({ do: fc.constant('finish' as const), client });
const leave = fc.record({
  do: fc.constant('leave' as const),
  client,
  how: fc.constantFrom('end' as const, 'reset' as const),
});

const single: fc.Arbitrary<ClientStep> = fc.oneof(
  { arbitrary: invoke, weight: 6 },
  { arbitrary: poll, weight: 8 },
  { arbitrary: settle, weight: 8 },
  { arbitrary: begin, weight: 3 },
  { arbitrary: finish, weight: 3 },
  { arbitrary: leave, weight: 3 },
  { arbitrary: other, weight: 2 },
  { arbitrary: badMode, weight: 1 },
);

/** A regular invocation; other generated steps around it lead to irregular states. */
const round = fc
  .tuple(invoke, poll, settle)
  .map(([event, asks, settles]): ClientStep[] => [
    event,
    asks,
    { ...settles, client: asks.client, id: 'current' },
  ]);

/** An upload that other steps interrupt, and that may be aborted. */
const upload = fc
  .tuple(invoke, poll, begin, fc.array(single, { maxLength: 3 }), fc.oneof(finish, leave))
  .map(([event, asks, begins, between, ends]): ClientStep[] => [
    event,
    asks,
    { ...begins, client: asks.client, id: 'current' },
    ...between,
    { ...ends, client: asks.client },
  ]);

/**
 * A response at the size limit or one byte over it, and another call. Rare, since it costs as much as a hundred others.
 */
const large = fc
  .tuple(poll, fc.constantFrom(6_291_556, 6_291_557), fc.oneof(settle, poll))
  .map(([asks, bytes, further]): ClientStep[] => [
    { do: 'invoke' },
    asks,
    { do: 'call', client: asks.client, call: 'response', id: 'current', size: bytes },
    further,
  ]);

/** Two polls wait, one of them is aborted, and then an event arrives. */
const given = fc
  .tuple(poll, poll, leave, invoke)
  .map(([one, two, leaves, event]): ClientStep[] => [
    one,
    { ...two, client: (one.client + 1) % 4 },
    { ...leaves, client: one.client },
    event,
  ]);

const restoring = fc.constantFrom<ClientStep[]>(
  [{ do: 'call', client: 0, call: 'restore/next' }],
  [{ do: 'call', client: 0, call: 'restore/next' }, { do: 'restore' }],
);

const passage: fc.Arbitrary<readonly ClientStep[]> = fc.oneof(
  { arbitrary: single.map((step) => [step]), weight: 60 },
  { arbitrary: round, weight: 20 },
  { arbitrary: upload, weight: 10 },
  { arbitrary: given, weight: 4 },
  { arbitrary: large, weight: 1 },
);

/** Any sequence, from the start of a runtime or from its restore. */
export function anySequence(): fc.Arbitrary<Sequence> {
  return fc.record({
    steps: fc
      .tuple(
        fc.oneof(
          { arbitrary: fc.constant<ClientStep[]>([]), weight: 9 },
          { arbitrary: restoring, weight: 1 },
        ),
        fc.array(passage, { minLength: 1, maxLength: 16 }),
      )
      .map(([start, passages]) => [...start, ...passages.flat()]),
    hurried: fc.boolean(),
  });
}
