/**
 * The state machine of the Runtime API on Managed Instances, pure as `model.ts`: polls and results of several invocations
 * at once. Each invocation has a state of its own; the environment has only that of its init.
 *
 * @see https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/invoke_router.go
 * @see https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/running_invoke.go
 */
import {
  bodyTooLarge,
  invalidRequestId,
  invalidResponseMode,
  invokeTimeout,
  MAXIMUM_ERROR_BYTES,
  stateTransitionRefused,
  type Answer,
} from './answers.ts';
import { answerToBody, isIdOfAnother, targetPhase, type Call, type Reception } from './model.ts';

/** An invocation in work. */
interface Running {
  readonly invocationId: string | undefined;
  /** What is being uploaded for it. */
  readonly upload: 'none' | 'response' | 'error';
}

export interface PoolState {
  readonly phase:
    | 'Started'
    | 'InitError'
    | 'RestoreReady'
    | 'Restoring'
    | 'RuntimeRestoreErrorState'
    | 'Serving';
  /** The invocations in work, by request id. */
  readonly running: ReadonlyMap<string, Running>;
  /** Request ids whose time was over before their result, oldest first. */
  readonly timedOut: readonly string[];
}

interface PoolStep<T> {
  readonly state: PoolState;
  readonly result: T;
}

/** So many timed-out invocations are remembered. */
const REMEMBERED = 1000;

export const emptyPool: PoolState = { phase: 'Started', running: new Map(), timedOut: [] };

/** Decides about a call when its head has arrived. */
export function receiveInPool(state: PoolState, call: Call): PoolStep<Reception> {
  switch (call.endpoint) {
    case 'next':
      if (['InitError', 'RestoreReady', 'RuntimeRestoreErrorState'].includes(state.phase))
        return refuse(state, call);
      return { state: { ...state, phase: 'Serving' }, result: { kind: 'await-invocation' } };
    case 'response':
    case 'error':
      return receiveResult(state, call);
    case 'init-error':
    case 'restore-error':
      return receiveReport(state, call);
    case 'restore-next':
      // The workers start after the restore, so only one of them waits for it.
      if (state.phase !== 'Started') return refuse(state, call);
      return { state: { ...state, phase: 'RestoreReady' }, result: { kind: 'await-restore' } };
  }
}

/** Of several workers whose init fails only the first is heard. */
function receiveReport(state: PoolState, call: Call): PoolStep<Reception> {
  if (state.phase === 'Restoring')
    return { state: { ...state, phase: 'RuntimeRestoreErrorState' }, result: { kind: 'read-body' } };
  if (call.endpoint === 'restore-error' || state.phase !== 'Started') return refuse(state, call);
  return { state: { ...state, phase: 'InitError' }, result: { kind: 'read-body' } };
}

/** The reply to a `restore/next` is sent. */
export function restoreInPool(state: PoolState): PoolState {
  return { ...state, phase: 'Restoring' };
}

function receiveResult(
  state: PoolState,
  call: Extract<Call, { readonly requestId: string }>,
): PoolStep<Reception> {
  const { requestId } = call;
  const running = state.running.get(requestId);
  if (running === undefined) {
    if (!state.timedOut.includes(requestId)) return answer(state, invalidRequestId());
    // The first late result hears why; after that the id is forgotten.
    const timedOut = state.timedOut.filter((id) => id !== requestId);
    return answer({ ...state, timedOut }, invokeTimeout());
  }
  // A refused one leaves the invocation open, so the right result is still taken.
  if (isIdOfAnother(call, running.invocationId)) return answer(state, invokeTimeout());
  if (call.endpoint === 'error') {
    // A report while the response is streaming interrupts it.
    return running.upload === 'error'
      ? answer(state, invalidRequestId())
      : claim(state, requestId, { ...running, upload: 'error' });
  }
  if (running.upload !== 'none') return answer(state, invalidRequestId());
  if (![undefined, '', 'streaming'].includes(call.mode)) return answer(state, invalidResponseMode());
  return claim(state, requestId, { ...running, upload: 'response' });
}

/** Answers a call whose body is complete; `bodyBytes` is its length after decoding. */
export function completeInPool(state: PoolState, call: Call, bodyBytes: number): PoolStep<Answer> {
  const isReport = call.endpoint === 'error' || call.endpoint === 'init-error';
  if (isReport && bodyBytes > MAXIMUM_ERROR_BYTES) {
    return { state: settledInPool(state, call), result: bodyTooLarge(MAXIMUM_ERROR_BYTES) };
  }
  return { state: settledInPool(state, call), result: answerToBody(call, bodyBytes) };
}

/** The invocation of a result is over, independent of the answer. */
export function settledInPool(state: PoolState, call: Call): PoolState {
  return 'requestId' in call ? withoutRunning(state, call.requestId) : state;
}

/** An upload broke off: the runtime may repeat it. */
export function abandonInPool(state: PoolState, call: Call): PoolState {
  const running = 'requestId' in call ? state.running.get(call.requestId) : undefined;
  if (running === undefined || !('requestId' in call)) return state;
  return claim(state, call.requestId, { ...running, upload: 'none' }).state;
}

/** The reply to a `next` carries this invocation. */
export function deliverInPool(
  state: PoolState,
  requestId: string,
  invocationId: string | undefined,
): PoolState {
  return {
    ...state,
    running: new Map([...state.running, [requestId, { invocationId, upload: 'none' }]]),
    timedOut: state.timedOut.filter((id) => id !== requestId),
  };
}

/** The time of an invocation is over for its caller; the runtime is not interrupted. */
export function timeOutInPool(state: PoolState, requestId: string): PoolState {
  if (!state.running.has(requestId)) return state;
  return {
    ...withoutRunning(state, requestId),
    timedOut: [...state.timedOut, requestId].slice(-REMEMBERED),
  };
}

function withoutRunning(state: PoolState, requestId: string): PoolState {
  return { ...state, running: new Map([...state.running].filter(([id]) => id !== requestId)) };
}

function claim(state: PoolState, requestId: string, running: Running): PoolStep<Reception> {
  return {
    state: { ...state, running: new Map([...state.running, [requestId, running]]) },
    result: { kind: 'read-body' },
  };
}

function answer(state: PoolState, given: Answer): PoolStep<Reception> {
  return { state, result: { kind: 'answer', answer: given } };
}

function refuse(state: PoolState, call: Call): PoolStep<Reception> {
  const from = state.phase === 'Serving' ? 'Ready' : state.phase;
  return answer(state, stateTransitionRefused(from, targetPhase[call.endpoint]));
}
