import { describe, expect, test } from 'vitest';
import { MAXIMUM_ERROR_BYTES, MAXIMUM_PAYLOAD_BYTES } from './answers.ts';
import {
  abandonInPool,
  completeInPool,
  deliverInPool,
  emptyPool,
  receiveInPool,
  restoreInPool,
  timeOutInPool,
  type PoolState,
} from './concurrent-model.ts';
import type { Call } from './model.ts';

const serving: PoolState = { ...emptyPool, phase: 'Serving' };
const two = deliverInPool(deliverInPool(serving, 'a', 'iid-a'), 'b', 'iid-b');

/** The status that a call with a body of this length gets, and the state after it. */
function play(state: PoolState, call: Call, bodyBytes = 2): { status: number | string; state: PoolState } {
  const received = receiveInPool(state, call);
  const { result } = received;
  if (result.kind === 'answer') return { status: result.answer.status, state: received.state };
  if (result.kind !== 'read-body') return { status: result.kind, state: received.state };
  const completed = completeInPool(received.state, call, bodyBytes);
  return { status: completed.result.status, state: completed.state };
}

const statusOf = (state: PoolState, call: Call, bodyBytes?: number): number | string =>
  play(state, call, bodyBytes).status;

describe('the Runtime API on Managed Instances', () => {
  test('blocks any number of polls, also while invocations are in work', () => {
    expect(statusOf(two, { endpoint: 'next' })).toBe('await-invocation');
    expect(statusOf(emptyPool, { endpoint: 'next' })).toBe('await-invocation');
  });

  test('restores once before it serves', () => {
    const next = { endpoint: 'next' } as const;
    const restoreNext = { endpoint: 'restore-next' } as const;
    const report = { endpoint: 'restore-error' } as const;
    const waiting = play(emptyPool, restoreNext);
    const restored = restoreInPool(waiting.state);
    const failed = play(restored, report);

    expect([waiting.status, statusOf(waiting.state, restoreNext), statusOf(waiting.state, next)]).toEqual([
      'await-restore',
      403,
      403,
    ]);
    expect([statusOf(restored, restoreNext), statusOf(restored, next)]).toEqual([403, 'await-invocation']);
    expect([failed.status, statusOf(failed.state, next), statusOf(emptyPool, report)]).toEqual([
      202, 403, 403,
    ]);
    expect(play(restored, { endpoint: 'init-error' })).toEqual(failed);
    expect(statusOf(serving, restoreNext)).toBe(403);
  });

  test('takes results in any order, each once', () => {
    const b = play(two, { endpoint: 'response', requestId: 'b' });
    const a = play(b.state, { endpoint: 'error', requestId: 'a' });

    expect([b.status, a.status]).toEqual([202, 202]);
    expect(statusOf(a.state, { endpoint: 'response', requestId: 'b' })).toBe(400);
    expect(statusOf(two, { endpoint: 'response', requestId: 'unknown' })).toBe(400);
  });

  test.each([
    ['its own', 'iid-a', 202],
    ['none', undefined, 202],
    ['that of another delivery', 'iid-b', 410],
    ['an empty one', '', 410],
  ])('answers a result with %s invocation id', (_what, invocationId, status) => {
    for (const endpoint of ['response', 'error'] as const) {
      expect(statusOf(two, { endpoint, requestId: 'a', invocationId })).toBe(status);
    }
  });

  test('leaves an invocation open after a 410 for another delivery', () => {
    const gone = play(two, { endpoint: 'response', requestId: 'a', invocationId: 'iid-b' });

    expect(statusOf(gone.state, { endpoint: 'response', requestId: 'a', invocationId: 'iid-a' })).toBe(202);
  });

  test('answers the first late result with 410, and the next with 400', () => {
    const late = play(timeOutInPool(two, 'a'), { endpoint: 'response', requestId: 'a' });

    expect(late.status).toBe(410);
    expect(statusOf(late.state, { endpoint: 'error', requestId: 'a' })).toBe(400);
    expect(statusOf(late.state, { endpoint: 'response', requestId: 'b' })).toBe(202);
  });

  test('takes an error report while the response is being uploaded, but no second response', () => {
    const { state } = receiveInPool(two, { endpoint: 'response', requestId: 'a', mode: 'streaming' });

    expect(statusOf(state, { endpoint: 'response', requestId: 'a' })).toBe(400);
    expect(statusOf(state, { endpoint: 'error', requestId: 'a' })).toBe(202);
  });

  test('lets a runtime repeat an upload that broke off', () => {
    const call: Call = { endpoint: 'response', requestId: 'a' };
    const { state } = receiveInPool(two, call);

    expect(statusOf(abandonInPool(state, call), call)).toBe(202);
  });

  test('hears only the first report of a failed init, and none after a poll', () => {
    const first = play(emptyPool, { endpoint: 'init-error' });

    expect([first.status, statusOf(first.state, { endpoint: 'init-error' })]).toEqual([202, 403]);
    expect(statusOf(first.state, { endpoint: 'next' })).toBe(403);
    expect(statusOf(serving, { endpoint: 'init-error' })).toBe(403);
  });

  test('takes a streamed response of any size', () => {
    const streamed: Call = { endpoint: 'response', requestId: 'a', mode: 'streaming' };

    expect(statusOf(two, streamed, MAXIMUM_PAYLOAD_BYTES + 1)).toBe(202);
  });

  test('limits results to 6 MiB, and reports to 1 MiB', () => {
    const response: Call = { endpoint: 'response', requestId: 'a' };
    const report: Call = { endpoint: 'error', requestId: 'a' };

    expect(statusOf(two, response, MAXIMUM_PAYLOAD_BYTES)).toBe(202);
    expect(statusOf(two, response, MAXIMUM_PAYLOAD_BYTES + 1)).toBe(413);
    expect(statusOf(two, report, MAXIMUM_ERROR_BYTES)).toBe(202);
    expect(statusOf(two, report, MAXIMUM_ERROR_BYTES + 1)).toBe(413);
    expect(statusOf(emptyPool, { endpoint: 'init-error' }, MAXIMUM_ERROR_BYTES + 1)).toBe(413);
  });

  test('remembers a limited number of invocations that timed out', () => {
    let state = serving;
    for (let n = 0; n <= 1000; n += 1)
      state = timeOutInPool(deliverInPool(state, `id-${n}`, undefined), `id-${n}`);

    expect(statusOf(state, { endpoint: 'response', requestId: 'id-0' })).toBe(400);
    expect(statusOf(state, { endpoint: 'response', requestId: 'id-1000' })).toBe(410);
  });
});
