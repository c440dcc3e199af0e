/**
 * The commands of a session: plain data, so that a session can be stored and replayed. `run-session.ts` checks the
 * prediction of each.
 */
import { array, constant, constantFrom, integer, oneof, record, tuple, type Arbitrary } from 'fast-check';
import type { Disturbance } from '../support/survived.ts';
import { readableText } from '../support/text-arbitraries.ts';

export type SessionCommand =
  /** A normal event, echoed. */
  | { readonly do: 'invoke'; readonly text: string }
  /** Two events that are queued at the same time. */
  | { readonly do: 'invoke-twice'; readonly text: string }
  | { readonly do: 'throw'; readonly type: string; readonly message: string }
  | { readonly do: 'panic' }
  | { readonly do: 'malformed'; readonly body: string }
  | { readonly do: 'big'; readonly bytes: number }
  | { readonly do: 'sleep'; readonly ms: number }
  /** A freeze while the runtime waits; the event arrives before or after the thaw. */
  | { readonly do: 'freeze'; readonly ms: number; readonly event: 'during' | 'after' }
  /** The connection of the blocked poll ends. */
  | { readonly do: 'drop-poll'; readonly closing: 'end' | 'reset' }
  /** The connection of a result POST ends. */
  | { readonly do: 'drop-post'; readonly at: 'head' | 'reply'; readonly closing: 'end' | 'reset' }
  | { readonly do: 'refuse'; readonly status: 400 | 403 | 413 }
  | { readonly do: 'delay-reply'; readonly ms: number }
  /** The connection closes after a reply that announces it. */
  | { readonly do: 'close-behind'; readonly reply: 'next' | 'response' }
  | { readonly do: 'chunked'; readonly text: string; readonly sizes: readonly number[] }
  | { readonly do: 'segments'; readonly text: string; readonly sizes: readonly number[] }
  /** An event without some optional headers; the others in another case. */
  | { readonly do: 'headers'; readonly without: readonly OptionalHeader[]; readonly upper: boolean };

export type OptionalHeader = 'traceId' | 'clientContext' | 'cognitoIdentity' | 'invokedFunctionArn';
export type CommandKind = SessionCommand['do'];

type Kinds = { readonly [K in CommandKind]: Arbitrary<Extract<SessionCommand, { do: K }>> };

const sizes = array(integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 });
const closing = constantFrom('end', 'reset');

/** Generators of the commands, simplest first: shrinking goes towards the first. */
const kinds: Kinds = {
  invoke: record({ do: constant('invoke'), text: readableText }),
  'invoke-twice': record({ do: constant('invoke-twice'), text: readableText }),
  throw: record({ do: constant('throw'), type: constantFrom('Oops', 'TypeError'), message: readableText }),
  panic: record({ do: constant('panic') }),
  malformed: record({
    do: constant('malformed'),
    body: constantFrom('{"a":', '', ' ', 'nonsense', '\u0000'),
  }),
  big: record({ do: constant('big'), bytes: constantFrom(100, 70_000, 300_000) }),
  sleep: record({ do: constant('sleep'), ms: constantFrom(1, 20) }),
  freeze: record({
    do: constant('freeze'),
    ms: constantFrom(20, 60),
    event: constantFrom('during', 'after'),
  }),
  'drop-poll': record({ do: constant('drop-poll'), closing }),
  'drop-post': record({ do: constant('drop-post'), at: constantFrom('head', 'reply'), closing }),
  refuse: record({ do: constant('refuse'), status: constantFrom(413, 400, 403) }),
  'delay-reply': record({ do: constant('delay-reply'), ms: constantFrom(20, 80) }),
  'close-behind': record({ do: constant('close-behind'), reply: constantFrom('next', 'response') }),
  chunked: record({ do: constant('chunked'), text: readableText, sizes }),
  segments: record({ do: constant('segments'), text: readableText, sizes }),
  headers: record({
    do: constant('headers'),
    without: array(constantFrom('traceId', 'clientContext', 'cognitoIdentity', 'invokedFunctionArn'), {
      maxLength: 4,
    }),
    upper: constantFrom(false, true),
  }),
};

/** The probe action that a kind needs. */
const actionOf: Partial<Record<CommandKind, string>> = {
  throw: 'throw',
  panic: 'panic',
  big: 'big',
  sleep: 'sleep',
};

/** What else a kind may be called that may end the runtime. */
const disturbing: Partial<Record<CommandKind, Disturbance>> = {
  panic: 'panic',
  malformed: 'malformed',
  'drop-poll': 'dropped poll',
  'drop-post': 'dropped result',
  refuse: 'refused',
};

/** The kinds of a session. */
export interface PlayableKinds {
  /** Those after which the session goes on. */
  readonly surviving: readonly CommandKind[];
  /** Those that end the runtime. */
  readonly ending: readonly CommandKind[];
}

/** The kinds that a function with these actions supports. */
export function playableKinds(actions: readonly string[], survived: ReadonlySet<Disturbance>): PlayableKinds {
  const all: CommandKind[] = Object.keys(kinds).filter((kind): kind is CommandKind => kind in kinds);
  const playable = all.filter((kind) => {
    const action = actionOf[kind];
    return action === undefined || actions.includes(action);
  });
  const ends = (kind: CommandKind): boolean => {
    const disturbance = disturbing[kind];
    return disturbance !== undefined && !survived.has(disturbance);
  };
  return { surviving: playable.filter((kind) => !ends(kind)), ending: playable.filter(ends) };
}

/** In one of so many sessions the last command is one that ends the runtime. */
const ENDING_IN = 8;

/** Sessions of these kinds of commands. */
export function anySession({ surviving, ending }: PlayableKinds): Arbitrary<readonly SessionCommand[]> {
  const command = (of: readonly CommandKind[]): Arbitrary<SessionCommand> =>
    oneof(...of.map((kind): Arbitrary<SessionCommand> => kinds[kind]));
  const session = array(command(surviving), { minLength: 1, maxLength: 10, size: 'max' });
  if (ending.length === 0) return session;
  return oneof(
    { weight: ENDING_IN - 1, arbitrary: session },
    {
      weight: 1,
      arbitrary: tuple(session, command(ending)).map(([before, last]) => [...before, last]),
    },
  );
}

/** One plain command of each kind, for the sessions that cover all pairs. */
const plain: { readonly [K in CommandKind]: Extract<SessionCommand, { do: K }> } = {
  invoke: { do: 'invoke', text: 'plain' },
  'invoke-twice': { do: 'invoke-twice', text: 'both' },
  throw: { do: 'throw', type: 'Oops', message: 'thrown' },
  panic: { do: 'panic' },
  malformed: { do: 'malformed', body: '{"a":' },
  big: { do: 'big', bytes: 70_000 },
  sleep: { do: 'sleep', ms: 1 },
  freeze: { do: 'freeze', ms: 20, event: 'during' },
  'drop-poll': { do: 'drop-poll', closing: 'reset' },
  'drop-post': { do: 'drop-post', at: 'head', closing: 'reset' },
  refuse: { do: 'refuse', status: 413 },
  'delay-reply': { do: 'delay-reply', ms: 20 },
  'close-behind': { do: 'close-behind', reply: 'response' },
  chunked: { do: 'chunked', text: 'chunked', sizes: [3, 1] },
  segments: { do: 'segments', text: 'segments', sizes: [7] },
  headers: { do: 'headers', without: ['traceId', 'invokedFunctionArn'], upper: true },
};

const COMMANDS_PER_SESSION = 16;

/**
 * Sessions in which every kind follows every kind, including itself: most defects that need a history need two steps.
 * A de Bruijn sequence of order two, cut into pieces that overlap by one command. Each kind that ends the runtime ends one piece.
 */
export function pairSessions({ surviving, ending }: PlayableKinds): (readonly SessionCommand[])[] {
  const order: CommandKind[] = [];
  for (const [index, first] of surviving.entries()) {
    order.push(first);
    for (const second of surviving.slice(index + 1)) order.push(first, second);
  }
  const [start] = surviving;
  if (start !== undefined) order.push(start);
  const sessions: SessionCommand[][] = [];
  for (let from = 0; from < order.length - 1; from += COMMANDS_PER_SESSION - 1) {
    sessions.push(order.slice(from, from + COMMANDS_PER_SESSION).map((kind) => plain[kind]));
  }
  for (const [index, kind] of ending.entries()) sessions[index]?.push(plain[kind]);
  return sessions;
}
