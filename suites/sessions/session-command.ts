/**
 * The commands of a session: plain data, so that a session can be stored and replayed. `run-session.ts` checks the
 * prediction of each.
 */
import { array, constant, constantFrom, integer, oneof, record, type Arbitrary } from 'fast-check';
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

/** The kinds that a function with these actions supports. */
export function playableKinds(actions: readonly string[]): CommandKind[] {
  const all: CommandKind[] = Object.keys(kinds).filter((kind): kind is CommandKind => kind in kinds);
  return all.filter((kind) => {
    const action = actionOf[kind];
    return action === undefined || actions.includes(action);
  });
}

/** Sessions of these kinds of commands. */
export function anySession(playable: readonly CommandKind[]): Arbitrary<readonly SessionCommand[]> {
  const command: Arbitrary<SessionCommand> = oneof(
    ...playable.map((kind): Arbitrary<SessionCommand> => kinds[kind]),
  );
  return array(command, { minLength: 1, maxLength: 10, size: 'max' });
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
 * A de Bruijn sequence of order two, cut into pieces that overlap by one command.
 */
export function pairSessions(playable: readonly CommandKind[]): (readonly SessionCommand[])[] {
  const order: CommandKind[] = [];
  for (const [index, first] of playable.entries()) {
    order.push(first);
    for (const second of playable.slice(index + 1)) order.push(first, second);
  }
  const [start] = playable;
  if (start !== undefined) order.push(start);
  const sessions: SessionCommand[][] = [];
  for (let from = 0; from < order.length - 1; from += COMMANDS_PER_SESSION - 1) {
    sessions.push(order.slice(from, from + COMMANDS_PER_SESSION).map((kind) => plain[kind]));
  }
  return sessions;
}
