import { describe, expect, test } from 'vitest';
import {
  abandon,
  complete,
  deliver,
  initialState,
  mayDeliver,
  receive,
  restore,
  settled,
  type ApiState,
  type Call,
  type Phase,
} from './model.ts';
import { MAXIMUM_PAYLOAD_BYTES } from './answers.ts';

const settings = { repeatedNext: 'redeliver' } as const;

// check/pinned.ts pins the answers in each state.

/** A state of the machine; one in which an invocation was delivered has a current id. */
function stateIn(phase: Phase): ApiState {
  const delivered = /^(?:Running|Invocation|RuntimeResponse)/.test(phase);
  return { ...initialState, phase, currentId: delivered ? 'current' : undefined };
}

/** The action and the next phase, as short text. */
function effect(state: ApiState, call: Call): string {
  const received = receive(state, call, settings);
  const { result } = received;
  if (result.kind === 'answer') {
    const moved = received.state.phase === state.phase ? '' : ` -> ${received.state.phase}`;
    return `${result.answer.status}${moved}`;
  }
  if (result.kind === 'read-body') {
    const completed = complete(received.state, call, 10);
    return `${completed.result.status} -> ${completed.state.phase}`;
  }
  return `${result.kind} -> ${received.state.phase}`;
}

describe('the state machine of the Runtime API', () => {
  test('checks the id before the state', () => {
    const late = settled(deliver(initialState, 'current'));

    expect(effect(late, { endpoint: 'response', requestId: 'other' })).toBe('400');
    expect(effect(late, { endpoint: 'response', requestId: 'current' })).toBe('403');
  });

  test('forgets the id of an invocation when the runtime polls again', () => {
    const late = settled(deliver(initialState, 'current'));
    const polled = receive(late, { endpoint: 'next' }, settings).state;

    expect(effect(polled, { endpoint: 'response', requestId: 'current' })).toBe('400');
  });

  test.each([
    ['Ready', true],
    ['Started', false],
    ['Running', false],
    ['InvocationResponse', false],
    ['RuntimeResponseSentState', false],
  ] as const)('in %s an event may be delivered: %s', (phase, may) => {
    expect(mayDeliver(stateIn(phase))).toBe(may);
  });

  test('refuses a blank id, also where the event came without one', () => {
    expect(effect(deliver(initialState, ''), { endpoint: 'response', requestId: '' })).toBe('400');
  });

  test('names both states of a refused transition', () => {
    const { result } = receive(stateIn('InitError'), { endpoint: 'next' }, settings);

    expect(result.kind === 'answer' && JSON.parse(result.answer.body.toString())).toEqual({
      errorMessage:
        'State transition from InitError to Ready failed for runtime. Error: State transition is not allowed',
      errorType: 'InvalidStateTransition',
    });
  });

  test('takes a response of the maximum size and settles a larger one with 413', () => {
    const running = receive(
      stateIn('Running'),
      { endpoint: 'response', requestId: 'current' },
      settings,
    ).state;
    const call: Call = { endpoint: 'response', requestId: 'current' };

    expect(complete(running, call, MAXIMUM_PAYLOAD_BYTES).result.status).toBe(202);
    expect(complete(running, call, MAXIMUM_PAYLOAD_BYTES + 1).result.status).toBe(413);
    expect(complete(running, call, MAXIMUM_PAYLOAD_BYTES + 1).state.phase).toBe('RuntimeResponseSentState');
  });

  test('does not limit the size of an error report', () => {
    const call: Call = { endpoint: 'error', requestId: 'current' };

    expect(complete(stateIn('InvocationErrorResponse'), call, MAXIMUM_PAYLOAD_BYTES + 1).result.status).toBe(
      202,
    );
  });

  test.each(['Streaming', 'buffered', ' '])(
    'refuses the response mode %j and stays in that state',
    (mode) => {
      const step = receive(
        stateIn('Running'),
        { endpoint: 'response', requestId: 'current', mode },
        settings,
      );

      expect(step.result.kind === 'answer' && step.result.answer.status).toBe(400);
      expect(step.state.phase).toBe('InvocationResponse');
    },
  );

  test.each(['streaming', '', undefined])('accepts the response mode %j', (mode) => {
    const call: Call = { endpoint: 'response', requestId: 'current', mode };

    expect(receive(stateIn('Running'), call, settings).result.kind).toBe('read-body');
  });

  test('refuses a repeated poll if set to', () => {
    const step = receive(stateIn('Running'), { endpoint: 'next' }, { repeatedNext: 'refuse' });

    expect(step.result.kind === 'answer' && step.result.answer.status).toBe(403);
  });

  test('lets a runtime whose upload broke off retry it or poll', () => {
    const broken = abandon(stateIn('InvocationResponse'));

    expect(effect(broken, { endpoint: 'response', requestId: 'current' })).toBe(
      '202 -> RuntimeResponseSentState',
    );
    expect(effect(broken, { endpoint: 'next' })).toBe('await-invocation -> Ready');
  });

  test('goes from a restore to the first poll', () => {
    const restored = restore(stateIn('RestoreReady'));

    expect(effect(restored, { endpoint: 'next' })).toBe('await-invocation -> Ready');
  });
});
