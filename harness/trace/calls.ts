/**
 * The calls of a runtime to the Runtime API, by name.
 *
 * A request is a call only with the method of its endpoint: with any other it is answered with 405 and has no effect. What
 * is about one invocation or one connection takes its id, so that other requests and connections prove nothing.
 */
import type { ConnectionId, Endpoint, Entry, EntryOf } from './entry.ts';

type Request = EntryOf<'request'>;
type KnownEndpoint = Exclude<Endpoint, 'other'>;

/** The method that each endpoint answers. */
export const methodOf = {
  next: 'GET',
  response: 'POST',
  error: 'POST',
  'init-error': 'POST',
  'restore-next': 'GET',
  'restore-error': 'POST',
  'extension-register': 'POST',
  'extension-next': 'GET',
  ping: 'GET',
  logs: 'PUT',
  telemetry: 'PUT',
  credentials: 'GET',
  metadata: 'GET',
} as const satisfies Record<KnownEndpoint, 'GET' | 'POST' | 'PUT'>;

/** A call that a runtime has to get right. */
export type Purpose = Extract<
  Endpoint,
  'next' | 'response' | 'error' | 'init-error' | 'restore-next' | 'restore-error'
>;

/** The ends of paths that tell what a request is for, also below a wrong version or with a trailing slash. */
const purposes: readonly (readonly [RegExp, Purpose])[] = [
  [/\/invocation\/next\/*$/, 'next'],
  [/\/invocation\/.*\/response\/*$/, 'response'],
  [/\/invocation\/.*\/error\/*$/, 'error'],
  [/\/init(?:iali[sz]ation)?\/error\/*$/, 'init-error'],
  [/\/restore\/next\/*$/, 'restore-next'],
  [/\/restore\/error\/*$/, 'restore-error'],
];

/** Whether an entry is the head of a poll. */
export function isPoll(entry: Entry): entry is Request {
  return isCall(entry, 'next');
}

/** Whether an entry is the head of a response, to this invocation if an id is given. */
export function isResponsePost(entry: Entry, requestId?: string): entry is Request {
  return isCall(entry, 'response') && (requestId === undefined || entry.requestId === requestId);
}

/** Whether an entry is the head of an error report, about this invocation if an id is given. */
export function isErrorPost(entry: Entry, requestId?: string): entry is Request {
  return isCall(entry, 'error') && (requestId === undefined || entry.requestId === requestId);
}

/** Whether an entry is the head of a result: a response or an error report. */
export function isResultPost(entry: Entry, requestId?: string): entry is Request {
  return isResponsePost(entry, requestId) || isErrorPost(entry, requestId);
}

/** Whether an entry is a POST below `…/invocation/`, with any id or none. */
export function isInvocationPost(entry: Entry): entry is Request {
  return (
    entry.kind === 'request' &&
    entry.method === 'POST' &&
    entry.endpoint !== 'next' &&
    entry.target.startsWith('/2018-06-01/runtime/invocation/')
  );
}

/** Whether an entry is the head of an init error. */
export function isInitErrorPost(entry: Entry): entry is Request {
  return isCall(entry, 'init-error');
}

/** Whether an entry is the head of the report of a failed restore. */
export function isRestoreErrorPost(entry: Entry): entry is Request {
  return isCall(entry, 'restore-error');
}

/** Whether an entry is the head of a call that waits for the restore from a snapshot. */
export function isRestoreCall(entry: Entry): entry is Request {
  return isCall(entry, 'restore-next');
}

/** Whether an entry is the head of the registration of an extension. */
export function isRegistration(entry: Entry): entry is Request {
  return isCall(entry, 'extension-register');
}

/** Whether an entry ends the start of a runtime: its first poll, the report of a failed init, or its end. */
export function endsStart(entry: Entry): entry is Request | EntryOf<'runtime-exited'> {
  return isPoll(entry) || isInitErrorPost(entry) || entry.kind === 'runtime-exited';
}

/** Whether a request goes to an endpoint of the Runtime API, with any method. */
export function hasKnownPath({ endpoint }: Request): boolean {
  return endpoint !== 'other';
}

/** What a request is for, as far as its path tells. */
export function purposeOf({ endpoint, target }: Request): Purpose | undefined {
  const [path = ''] = target.split('?', 1);
  const meant = endpoint === 'other' ? purposes.find(([end]) => end.test(path))?.[1] : endpoint;
  return purposes.find(([, purpose]) => purpose === meant)?.[1];
}

/** What a request is for although a wrong method or path keeps it from being that call. */
export function misdirected(request: Request): Purpose | undefined {
  const purpose = purposeOf(request);
  return purpose === undefined || isCall(request, purpose) ? undefined : purpose;
}

/** Whether the endpoint exists and only the method is wrong. */
export function hasWrongMethod(request: Request): boolean {
  return request.endpoint !== 'other' && !isCall(request, request.endpoint);
}

/** Whether an entry is the end of a connection: of this one if a number is given. */
export function isEndOfConnection(
  entry: Entry,
  connection?: ConnectionId,
): entry is EntryOf<'connection-closed'> {
  return entry.kind === 'connection-closed' && (connection === undefined || entry.connection === connection);
}

/**
 * Whether the runtime no longer waits in this poll: it polled again, or the connection of the poll ended. A client may
 * close other connections at any time.
 */
export function endsPoll({ connection }: Request): (entry: Entry) => boolean {
  return (entry) => isPoll(entry) || isEndOfConnection(entry, connection);
}

/** The connections to the built-in address of some runtimes, 127.0.0.1:9001. */
export function connectionsAtFixedPort(entries: readonly Entry[]): ReadonlySet<ConnectionId> {
  return new Set(
    entries.flatMap((entry) =>
      entry.kind === 'connection-opened' && entry.atFixedPort === true ? [entry.connection] : [],
    ),
  );
}

/** The number of connections that are open at the end of these entries. */
export function openConnections(entries: readonly Entry[]): number {
  const opened = entries.filter((entry) => entry.kind === 'connection-opened').length;
  return opened - entries.filter((entry) => isEndOfConnection(entry)).length;
}

function isCall(entry: Entry, endpoint: KnownEndpoint): entry is Request {
  return entry.kind === 'request' && entry.endpoint === endpoint && entry.method === methodOf[endpoint];
}
