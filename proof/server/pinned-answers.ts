/**
 * The answers of the Runtime API, written by hand from the specification and AWS's emulator: every state, every call,
 * every request id. They are not computed from the model; the model, the server and any other Runtime API are compared
 * with them.
 *
 * An answer is the status, its distinguishing detail, and the state afterwards if it changes: `403 Ready/InitError`
 * names the two states of its text, `400 id` and `400 mode` the invalid part, `405 GET` the allowed method, `blocks`
 * that there is no reply yet, `200 again` that the same event is delivered again.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 * @see https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/core/states.go
 */
import type { Phase } from '../../harness/runtime-api/protocol/model.ts';
import type { ClientStep } from './step.ts';

/** The calls of the table, with the id they name. */
export const pinnedCalls = {
  next: { call: 'next' },
  response: { call: 'response', id: 'current' },
  'response, earlier id': { call: 'response', id: 'earlier' },
  'response, unknown id': { call: 'response', id: 'unknown' },
  'response, blank id': { call: 'response', id: 'blank' },
  'response, bad mode': { call: 'response', id: 'current', mode: 'Streaming' },
  'response, bad mode, unknown id': { call: 'response', id: 'unknown', mode: 'Streaming' },
  'response, too large': { call: 'response', id: 'current', size: 6_291_557 },
  error: { call: 'error', id: 'current' },
  'error, earlier id': { call: 'error', id: 'earlier' },
  'error, unknown id': { call: 'error', id: 'unknown' },
  'error, blank id': { call: 'error', id: 'blank' },
  'init/error': { call: 'init/error' },
  'restore/next': { call: 'restore/next' },
  'restore/error': { call: 'restore/error' },
  ping: { call: 'ping' },
  nowhere: { call: 'nowhere' },
  'POST next': { call: 'POST next' },
  'GET response': { call: 'GET response', id: 'current' },
  'GET init/error': { call: 'GET init/error' },
} as const satisfies Record<string, Omit<Extract<ClientStep, { do: 'call' }>, 'do' | 'client'>>;

export type PinnedCall = keyof typeof pinnedCalls;
export type PinnedRow = Readonly<Record<PinnedCall, string>>;

export const pinnedCallNames = Object.keys(pinnedCalls).filter((name): name is PinnedCall =>
  Object.hasOwn(pinnedCalls, name),
);

/** A state, the steps that lead to it, and its answers; client 9 makes the calls. */
export interface PinnedState {
  /** The state by its name in a 403. */
  readonly phase: Phase;
  readonly reach: readonly ClientStep[];
  readonly row: PinnedRow;
}

const invoke = { do: 'invoke' } as const;
const poll = { do: 'call', client: 0, call: 'next' } as const;
const respond = { do: 'call', client: 0, call: 'response', id: 'current' } as const;
/** One invocation delivered and settled, so that there is an earlier id. */
const once = [invoke, poll, respond] as const;
const running = [...once, poll, invoke] as const;
const begin = (call: 'response' | 'error'): ClientStep => ({ do: 'begin', client: 0, call, id: 'current' });
const restoring = [{ do: 'call', client: 0, call: 'restore/next' }, { do: 'restore' }] as const;

/** The same in every state: routes have no state. */
const routes = {
  ping: '200',
  nowhere: '404',
  'POST next': '405 GET',
  'GET response': '405 POST',
  'GET init/error': '405 POST',
} as const;

/** The same in every state without a current invocation: no id can be valid. */
const noCurrentId = {
  response: '400 id',
  'response, earlier id': '400 id',
  'response, unknown id': '400 id',
  'response, blank id': '400 id',
  'response, bad mode': '400 id',
  'response, bad mode, unknown id': '400 id',
  'response, too large': '400 id',
  error: '400 id',
  'error, earlier id': '400 id',
  'error, unknown id': '400 id',
  'error, blank id': '400 id',
} as const;

export const pinnedStates = {
  Started: {
    phase: 'Started',
    reach: [],
    row: {
      ...routes,
      ...noCurrentId,
      next: 'blocks > Ready',
      'init/error': '202 > InitError',
      'restore/next': 'blocks > RestoreReady',
      'restore/error': '403 Started/RuntimeRestoreErrorState',
    },
  },
  InitError: {
    phase: 'InitError',
    reach: [{ do: 'call', client: 0, call: 'init/error' }],
    row: {
      ...routes,
      ...noCurrentId,
      next: '403 InitError/Ready',
      'init/error': '403 InitError/InitError',
      'restore/next': '403 InitError/RestoreReady',
      'restore/error': '403 InitError/RuntimeRestoreErrorState',
    },
  },
  'Ready, for the first time': {
    phase: 'Ready',
    reach: [poll],
    row: {
      ...routes,
      ...noCurrentId,
      next: 'blocks',
      'init/error': '403 Ready/InitError',
      'restore/next': '403 Ready/RestoreReady',
      'restore/error': '403 Ready/RuntimeRestoreErrorState',
    },
  },
  'Ready, again': {
    phase: 'Ready',
    reach: [...once, poll],
    row: {
      ...routes,
      ...noCurrentId,
      next: 'blocks',
      'init/error': '403 Ready/InitError',
      'restore/next': '403 Ready/RestoreReady',
      'restore/error': '403 Ready/RuntimeRestoreErrorState',
    },
  },
  Running: {
    phase: 'Running',
    reach: running,
    row: {
      ...routes,
      next: '200 again',
      response: '202 > RuntimeResponseSentState',
      'response, earlier id': '400 id',
      'response, unknown id': '400 id',
      'response, blank id': '400 id',
      'response, bad mode': '400 mode > InvocationResponse',
      'response, bad mode, unknown id': '400 id',
      'response, too large': '413 > RuntimeResponseSentState',
      error: '202 > RuntimeResponseSentState',
      'error, earlier id': '400 id',
      'error, unknown id': '400 id',
      'error, blank id': '400 id',
      'init/error': '403 Running/InitError',
      'restore/next': '403 Running/RestoreReady',
      'restore/error': '403 Running/RuntimeRestoreErrorState',
    },
  },
  'InvocationResponse, while its body is read': {
    phase: 'InvocationResponse',
    reach: [...running, begin('response')],
    row: {
      ...routes,
      next: '403 InvocationResponse/Ready',
      response: '403 InvocationResponse/InvocationResponse',
      'response, earlier id': '400 id',
      'response, unknown id': '400 id',
      'response, blank id': '400 id',
      'response, bad mode': '403 InvocationResponse/InvocationResponse',
      'response, bad mode, unknown id': '400 id',
      'response, too large': '403 InvocationResponse/InvocationResponse',
      error: '403 InvocationResponse/InvocationErrorResponse',
      'error, earlier id': '400 id',
      'error, unknown id': '400 id',
      'error, blank id': '400 id',
      'init/error': '403 InvocationResponse/InitError',
      'restore/next': '403 InvocationResponse/RestoreReady',
      'restore/error': '403 InvocationResponse/RuntimeRestoreErrorState',
    },
  },
  'InvocationResponse, after a bad mode': {
    phase: 'InvocationResponse',
    reach: [...running, { ...respond, mode: 'buffered' }],
    row: {
      ...routes,
      next: '403 InvocationResponse/Ready',
      response: '403 InvocationResponse/InvocationResponse',
      'response, earlier id': '400 id',
      'response, unknown id': '400 id',
      'response, blank id': '400 id',
      'response, bad mode': '403 InvocationResponse/InvocationResponse',
      'response, bad mode, unknown id': '400 id',
      'response, too large': '403 InvocationResponse/InvocationResponse',
      error: '403 InvocationResponse/InvocationErrorResponse',
      'error, earlier id': '400 id',
      'error, unknown id': '400 id',
      'error, blank id': '400 id',
      'init/error': '403 InvocationResponse/InitError',
      'restore/next': '403 InvocationResponse/RestoreReady',
      'restore/error': '403 InvocationResponse/RuntimeRestoreErrorState',
    },
  },
  InvocationErrorResponse: {
    phase: 'InvocationErrorResponse',
    reach: [...running, begin('error')],
    row: {
      ...routes,
      next: '403 InvocationErrorResponse/Ready',
      response: '403 InvocationErrorResponse/InvocationResponse',
      'response, earlier id': '400 id',
      'response, unknown id': '400 id',
      'response, blank id': '400 id',
      'response, bad mode': '403 InvocationErrorResponse/InvocationResponse',
      'response, bad mode, unknown id': '400 id',
      'response, too large': '403 InvocationErrorResponse/InvocationResponse',
      error: '403 InvocationErrorResponse/InvocationErrorResponse',
      'error, earlier id': '400 id',
      'error, unknown id': '400 id',
      'error, blank id': '400 id',
      'init/error': '403 InvocationErrorResponse/InitError',
      'restore/next': '403 InvocationErrorResponse/RestoreReady',
      'restore/error': '403 InvocationErrorResponse/RuntimeRestoreErrorState',
    },
  },
  RuntimeResponseSentState: {
    phase: 'RuntimeResponseSentState',
    reach: [...running, respond],
    row: {
      ...routes,
      next: 'blocks > Ready',
      response: '403 RuntimeResponseSentState/InvocationResponse',
      'response, earlier id': '400 id',
      'response, unknown id': '400 id',
      'response, blank id': '400 id',
      'response, bad mode': '403 RuntimeResponseSentState/InvocationResponse',
      'response, bad mode, unknown id': '400 id',
      'response, too large': '403 RuntimeResponseSentState/InvocationResponse',
      error: '403 RuntimeResponseSentState/InvocationErrorResponse',
      'error, earlier id': '400 id',
      'error, unknown id': '400 id',
      'error, blank id': '400 id',
      'init/error': '403 RuntimeResponseSentState/InitError',
      'restore/next': '403 RuntimeResponseSentState/RestoreReady',
      'restore/error': '403 RuntimeResponseSentState/RuntimeRestoreErrorState',
    },
  },
  RestoreReady: {
    phase: 'RestoreReady',
    reach: [{ do: 'call', client: 0, call: 'restore/next' }],
    row: {
      ...routes,
      ...noCurrentId,
      next: '403 RestoreReady/Ready',
      'init/error': '403 RestoreReady/InitError',
      'restore/next': '403 RestoreReady/RestoreReady',
      'restore/error': '403 RestoreReady/RuntimeRestoreErrorState',
    },
  },
  Restoring: {
    phase: 'Restoring',
    reach: restoring,
    row: {
      ...routes,
      ...noCurrentId,
      next: 'blocks > Ready',
      'init/error': '202 > RuntimeRestoreErrorState',
      'restore/next': '403 Restoring/RestoreReady',
      'restore/error': '202 > RuntimeRestoreErrorState',
    },
  },
  RuntimeRestoreErrorState: {
    phase: 'RuntimeRestoreErrorState',
    reach: [...restoring, { do: 'call', client: 0, call: 'restore/error' }],
    row: {
      ...routes,
      ...noCurrentId,
      next: '403 RuntimeRestoreErrorState/Ready',
      'init/error': '403 RuntimeRestoreErrorState/InitError',
      'restore/next': '403 RuntimeRestoreErrorState/RestoreReady',
      'restore/error': '403 RuntimeRestoreErrorState/RuntimeRestoreErrorState',
    },
  },
} as const satisfies Readonly<Record<string, PinnedState>>;

/** Every reply except a delivery: the status line, the header fields other than the date, and the body. */
export const pinnedReplies: Readonly<Record<string, readonly [line: string, fields: string, body: string]>> =
  {
    '200': ['200 OK', 'Content-Type: text/plain; charset=utf-8, Content-Length: 4', 'pong'],
    '202': ['202 Accepted', 'Content-Type: application/json, Content-Length: 16', '{"status":"OK"}\n'],
    '400 id': [
      '400 Bad Request',
      'Content-Type: application/json, Content-Length: 69',
      '{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}\n',
    ],
    '400 mode': [
      '400 Bad Request',
      'Content-Type: application/json, Content-Length: 92',
      '{"errorMessage":"Invalid function response mode","errorType":"InvalidFunctionResponseMode"}\n',
    ],
    '403 Started/RuntimeRestoreErrorState': [
      '403 Forbidden',
      'Content-Type: application/json, Content-Length: 173',
      '{"errorMessage":"State transition from Started to RuntimeRestoreErrorState failed for runtime. Error: State transition is not allowed","errorType":"InvalidStateTransition"}\n',
    ],
    '404': [
      '404 Not Found',
      'Content-Type: text/plain; charset=utf-8, X-Content-Type-Options: nosniff, Content-Length: 19',
      '404 page not found\n',
    ],
    '405 GET': ['405 Method Not Allowed', 'Allow: GET, Content-Length: 0', ''],
    '405 POST': ['405 Method Not Allowed', 'Allow: POST, Content-Length: 0', ''],
    '413': [
      '413 Request Entity Too Large',
      'Content-Type: application/json, Content-Length: 110',
      '{"errorMessage":"Exceeded maximum allowed payload size (6291556 bytes).","errorType":"RequestEntityTooLarge"}\n',
    ],
  };
