/**
 * The state machine of the Runtime API, pure: a state and a call in, an answer and the next state out. The socket server
 * and the msw handlers are two thin fronts of it.
 *
 * A result POST is two steps, as on the wire: its head (`receive`) claims the invocation, its end (`complete`)
 * settles it; `abandon` is an upload that broke off. The states, transitions and their names in 403 bodies are those
 * of AWS's emulator in standard mode (spec.md A.6).
 *
 * @see https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/core/states.go
 */
import {
  accepted,
  invalidRequestId,
  invalidResponseMode,
  invokeTimeout,
  MAXIMUM_PAYLOAD_BYTES,
  payloadTooLarge,
  stateTransitionRefused,
  type Answer,
} from './answers.ts';

/** What the runtime is doing, as the API sees it. */
export type Phase =
  /** The process runs; it has neither polled nor reported a failed init. */
  | 'Started'
  /** A failed init was reported; the process has to exit. */
  | 'InitError'
  /** Blocked in `next`. */
  | 'Ready'
  /** An invocation is delivered and not settled. */
  | 'Running'
  /** Blocked in `restore/next`. */
  | 'RestoreReady'
  /** Restored; the hooks run. */
  | 'Restoring'
  /** The body of a response is being read, or its mode header was bad. */
  | 'InvocationResponse'
  /** The body of an error report is being read. */
  | 'InvocationErrorResponse'
  /** The invocation is settled. */
  | 'RuntimeResponseSentState'
  /** A failed restore was reported. */
  | 'RuntimeRestoreErrorState';

export interface ApiState {
  readonly phase: Phase;
  /** The id that results are checked against before the state; a new poll clears it. */
  readonly currentId: string | undefined;
  /** The invocation id of the delivery, if it has one. */
  readonly invocationId?: string | undefined;
  /** Whether the upload of a result broke off, so that the next poll may get a new invocation. */
  readonly abandoned: boolean;
}

/** The calls the state machine decides about; the other routes have no state. */
export type Call =
  | { readonly endpoint: 'next' | 'init-error' | 'restore-next' | 'restore-error' }
  | ({ readonly endpoint: 'response'; readonly mode?: string | undefined } & ResultOf)
  | ({ readonly endpoint: 'error' } & ResultOf);

/** Which delivery a result belongs to. */
interface ResultOf {
  readonly requestId: string;
  /** The invocation id that it carries; `undefined`: the header is absent, and nothing is compared. */
  readonly invocationId?: string | undefined;
}

/** Behaviour on which sources disagree; no verdict depends on it (spec.md D). */
export interface ApiSettings {
  /** A `next` while an invocation is unsettled: the same event again (emulator), or 403 (seen on the real service). */
  readonly repeatedNext: 'redeliver' | 'refuse';
}

/** What the front does with a call whose head has arrived. */
export type Reception =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'read-body' }
  | { readonly kind: 'await-invocation' }
  | { readonly kind: 'await-restore' }
  | { readonly kind: 'redeliver' };

export interface Step<T> {
  readonly state: ApiState;
  readonly result: T;
}

export const initialState: ApiState = {
  phase: 'Started',
  currentId: undefined,
  invocationId: undefined,
  abandoned: false,
};

/** The state a call aims at, by the emulator's name: the `to` of a 403 body. */
export const targetPhase = {
  next: 'Ready',
  response: 'InvocationResponse',
  error: 'InvocationErrorResponse',
  'init-error': 'InitError',
  'restore-next': 'RestoreReady',
  'restore-error': 'RuntimeRestoreErrorState',
} as const satisfies Record<Call['endpoint'], Phase>;

/** Decides about a call when its head has arrived. */
export function receive(state: ApiState, call: Call, settings: ApiSettings): Step<Reception> {
  switch (call.endpoint) {
    case 'next':
      return receiveNext(state, settings);
    case 'response':
    case 'error':
      return receiveOutcome(state, call);
    case 'init-error':
    case 'restore-error':
      return receiveFailure(state, call);
    case 'restore-next':
      return state.phase === 'Started'
        ? to(state, 'RestoreReady', { kind: 'await-restore' })
        : refuse(state, call);
  }
}

function receiveNext(state: ApiState, settings: ApiSettings): Step<Reception> {
  switch (state.phase) {
    case 'Started':
    case 'Ready':
    case 'Restoring':
    case 'RuntimeResponseSentState':
      return awaitInvocation(state);
    case 'Running':
      if (state.abandoned) return awaitInvocation(state);
      return settings.repeatedNext === 'redeliver'
        ? to(state, 'Running', { kind: 'redeliver' })
        : refuse(state, { endpoint: 'next' });
    case 'InitError':
    case 'RestoreReady':
    case 'InvocationResponse':
    case 'InvocationErrorResponse':
    case 'RuntimeRestoreErrorState':
      return refuse(state, { endpoint: 'next' });
  }
}

/** A poll ends the invocation before it, whose id is unknown from then on. */
function awaitInvocation(state: ApiState): Step<Reception> {
  const { invocationId } = state;
  return {
    state: { phase: 'Ready', currentId: undefined, invocationId, abandoned: false },
    result: { kind: 'await-invocation' },
  };
}

/** The id is checked before the state: an unknown id is a 400 in every state (spec.md A.2). */
function receiveOutcome(state: ApiState, call: Extract<Call, { requestId: string }>): Step<Reception> {
  if (call.requestId === '' || call.requestId !== state.currentId) {
    return { state, result: { kind: 'answer', answer: invalidRequestId() } };
  }
  if (state.phase !== 'Running') return refuse(state, call);
  // It leaves the invocation open, so the right result is still taken.
  if (isIdOfAnother(call, state.invocationId))
    return { state, result: { kind: 'answer', answer: invokeTimeout() } };
  // Only exact lower case is valid; an empty value counts as absent.
  if (call.endpoint === 'response' && ![undefined, '', 'streaming'].includes(call.mode)) {
    return to(state, 'InvocationResponse', { kind: 'answer', answer: invalidResponseMode() });
  }
  return to(state, targetPhase[call.endpoint], { kind: 'read-body' });
}

/**
 * Whether the result carries the invocation id of another delivery. An absent header is not compared; an empty one is another
 * id (spec.md A.12).
 */
export function isIdOfAnother({ invocationId }: ResultOf, delivered: string | undefined): boolean {
  return invocationId !== undefined && delivered !== undefined && invocationId !== delivered;
}

function receiveFailure(state: ApiState, call: Call): Step<Reception> {
  if (call.endpoint === 'init-error' && state.phase === 'Started') {
    return to(state, 'InitError', { kind: 'read-body' });
  }
  // The emulator treats an init error during a restore as a restore error.
  if (state.phase === 'Restoring') {
    return to(state, 'RuntimeRestoreErrorState', { kind: 'read-body' });
  }
  return refuse(state, call);
}

/** Accepts a body, or refuses a buffered response that is too large; a streamed one may have 200 MB. */
export function answerToBody(call: Call, bodyBytes: number): Answer {
  const tooLarge =
    call.endpoint === 'response' && call.mode !== 'streaming' && bodyBytes > MAXIMUM_PAYLOAD_BYTES;
  return tooLarge ? payloadTooLarge() : accepted();
}

/** Answers a call whose body is complete; `bodyBytes` is its length after decoding. */
export function complete(state: ApiState, call: Call, bodyBytes: number): Step<Answer> {
  const answer = answerToBody(call, bodyBytes);
  return isOutcome(call) ? { state: settled(state), result: answer } : { state, result: answer };
}

/** An upload broke off: the runtime may retry it or poll. */
export function abandon(state: ApiState): ApiState {
  return state.phase === 'InvocationResponse' || state.phase === 'InvocationErrorResponse'
    ? { ...state, phase: 'Running', abandoned: true }
    : state;
}

/** Whether a blocked poll may get an invocation: only when the one before is over. */
export function mayDeliver(state: ApiState): boolean {
  return state.phase === 'Ready';
}

/** The reply to a `next` carries the invocation with this id. */
export function deliver(state: ApiState, requestId: string, invocationId?: string): ApiState {
  return { ...state, phase: 'Running', currentId: requestId, invocationId, abandoned: false };
}

/** The reply to a `restore/next` is sent. */
export function restore(state: ApiState): ApiState {
  return { ...state, phase: 'Restoring' };
}

/** The current invocation is over, independent of the answer to its result POST. */
export function settled(state: ApiState): ApiState {
  const { currentId, invocationId } = state;
  return { phase: 'RuntimeResponseSentState', currentId, invocationId, abandoned: false };
}

function isOutcome(call: Call): boolean {
  return call.endpoint === 'response' || call.endpoint === 'error';
}

function to<T>(state: ApiState, phase: Phase, result: T): Step<T> {
  // Each field by name: to spread an object costs several times as much, and this runs at every request.
  const { currentId, invocationId, abandoned } = state;
  return { state: { phase, currentId, invocationId, abandoned }, result };
}

function refuse(state: ApiState, call: Call): Step<Reception> {
  const answer = stateTransitionRefused(state.phase, targetPhase[call.endpoint]);
  return { state, result: { kind: 'answer', answer } };
}
