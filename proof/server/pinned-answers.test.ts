import { describe, expect, test } from 'vitest';
import type { Answer } from '../../harness/runtime-api/protocol/answers.ts';
import { methodNotAllowed } from '../../harness/runtime-api/protocol/answers.ts';
import { callOf } from '../../harness/runtime-api/protocol/call.ts';
import * as model from '../../harness/runtime-api/protocol/model.ts';
import { routeOf } from '../../harness/runtime-api/protocol/routes.ts';
import { statelessAnswer } from '../../harness/runtime-api/protocol/stateless-routes.ts';
import { pinnedAnswerOf, lineOf, observedAnswer, stateOf } from './pinned-answer.ts';
import { OwnApi } from './own-server.ts';
import {
  pinnedCallNames,
  pinnedCalls,
  pinnedReplies,
  pinnedStates,
  type PinnedCall,
  type PinnedState,
} from './pinned-answers.ts';
import { Player, type Observation } from './sequence-player.ts';
import type { Reply } from './reply-parser.ts';
import type { ClientStep } from './step.ts';

const settings = { repeatedNext: 'redeliver' } as const;
const states: [string, PinnedState][] = Object.entries(pinnedStates);
const CALLER = 9;
type PinnedCallStep = Omit<Extract<ClientStep, { do: 'call' }>, 'do' | 'client'>;

/** The state of the pure model after the steps of a row. */
function modelState({ phase }: PinnedState): model.ApiState {
  // Whether an invocation is current: delivered, and no poll since.
  const delivered = /^(?:Running|Invocation|RuntimeResponse)/.test(phase);
  return { phase, currentId: delivered ? ids.current : undefined, abandoned: false };
}
const ids = { current: 'id-2', earlier: 'id-1', unknown: 'no-such-id', blank: '' } as const;

describe.each(states)('in %s', (_name, pinned) => {
  test('the model answers as pinned', () => {
    const answers = pinnedCallNames.map((pinnedCall) => [
      pinnedCall,
      modelAnswer(modelState(pinned), pinnedCall),
    ]);

    expect(Object.fromEntries(answers)).toEqual(pinned.row);
  });

  test('the server answers as pinned', { timeout: 30_000 }, async () => {
    const answers = pinnedCallNames.map(
      async (pinnedCall) => [pinnedCall, await serverAnswer(pinned.reach, pinnedCall)] as const,
    );

    expect(Object.fromEntries(await Promise.all(answers))).toEqual(pinned.row);
  });
});

test('the steps of each row lead to its state', async () => {
  const reached: [string, string][] = [];
  for (const [name, { reach }] of states) {
    await using api = await OwnApi.open();
    await using player = new Player(api);
    await player.play(reach);
    reached.push([name, api.server.phase()]);
  }

  expect(reached).toEqual(states.map(([name, { phase }]) => [name, phase]));
});

test.each(Object.entries(pinnedReplies))(
  'the reply %s is as pinned, byte for byte',
  async (answer, pinned) => {
    const [reach, pinnedCall] = whereAnswered(answer);
    const { reply } = await asked(reach, pinnedCall);

    const fields = reply?.headers
      .filter(([field]) => field !== 'Date')
      .map(([field, value]) => `${field}: ${value}`);
    expect([`${reply?.status} ${reply?.reason}`, fields?.join(', '), reply?.body.toString()]).toEqual(pinned);
  },
);

test('a refused second poll names the state it stays in', async () => {
  await using api = await OwnApi.open({ repeatedNext: 'refuse' });
  await using player = new Player(api);

  const seen = await player.play([
    ...pinnedStates.Running.reach,
    { do: 'call', client: CALLER, call: 'next' },
  ]);

  expect(observedAnswer(seen.at(-1)?.observations ?? [], CALLER)).toBe('403 Running/Ready');
});

/** The answer to one call in one state over a socket, and the state that the next call finds. */
async function serverAnswer(reach: readonly ClientStep[], pinnedCall: PinnedCall): Promise<string> {
  const { observations, before, after } = await asked(reach, pinnedCall);
  const answer = observedAnswer(observations, CALLER);
  return before === after ? answer : `${answer} > ${after}`;
}

async function asked(
  reach: readonly ClientStep[],
  pinnedCall: PinnedCall,
): Promise<{
  observations: readonly Observation[];
  reply: Reply | undefined;
  before: string;
  after: string;
}> {
  await using api = await OwnApi.open();
  await using player = new Player(api);
  await player.play(reach);
  const before = api.server.phase();
  const [call] = await player.play([{ do: 'call', client: CALLER, ...pinnedCalls[pinnedCall] }]);
  const observations = call?.observations ?? [];
  const reply = observations.find((sight) => sight.saw === 'reply' && sight.client === CALLER);
  // `restore/error` is refused in every state except while restoring, and the refusal names the state.
  const [probe] = await player.play([{ do: 'call', client: 8, call: 'restore/error' }]);
  const refusal = probe?.observations.find((sight) => sight.saw === 'reply' && sight.client === 8);
  const named =
    refusal?.saw === 'reply' && refusal.reply.status === 403 ? stateOf(refusal.reply) : 'Restoring';
  return {
    observations,
    reply: reply?.saw === 'reply' ? reply.reply : undefined,
    before,
    after: named ?? '',
  };
}

function modelAnswer(state: model.ApiState, pinnedCall: PinnedCall): string {
  const { call: name, id, mode, size }: PinnedCallStep = pinnedCalls[pinnedCall];
  const [method, target] = lineOf(name, id === undefined ? {} : { requestId: ids[id] });
  const route = routeOf(target);
  if (route.method !== undefined && route.method !== method)
    return pinnedAnswerOf(methodNotAllowed(route.method), false);
  const headers = mode === undefined ? [] : [['Lambda-Runtime-Function-Response-Mode', mode] as const];
  const call = callOf(route, headers);
  if (call === undefined) return pinnedAnswerOf(statelessAnswer(route.endpoint, headers) ?? nothing, false);
  const step = model.receive(state, call, settings);
  switch (step.result.kind) {
    case 'answer':
      return moved(pinnedAnswerOf(step.result.answer, false), state, step.state);
    case 'read-body': {
      const done = model.complete(step.state, call, size ?? 6);
      return moved(pinnedAnswerOf(done.result, false), state, done.state);
    }
    case 'await-invocation':
    case 'await-restore':
      return moved('blocks', state, step.state);
    case 'redeliver':
      return moved('200 again', state, step.state);
  }
}

const nothing: Answer = { status: 0, headers: [], body: Buffer.alloc(0) };

function moved(answer: string, before: model.ApiState, after: model.ApiState): string {
  return before.phase === after.phase ? answer : `${answer} > ${after.phase}`;
}

/** The steps and the call that get this answer in the table. */
function whereAnswered(answer: string): [readonly ClientStep[], PinnedCall] {
  for (const [, { reach, row }] of states) {
    const pinnedCall = pinnedCallNames.find((name) => row[name].split(' > ')[0] === answer);
    if (pinnedCall !== undefined) return [reach, pinnedCall];
  }
  throw new Error(`no state answers ${answer}`);
}
