import { ordinaryEvent } from '../support/controls.ts';
import { inParts } from '../support/side-by-side.ts';
import { covers, forAll, test, type TestContext } from '../support/test.ts';
import {
  anySession,
  pairSessions,
  playableKinds,
  type PlayableKinds,
  type SessionCommand,
  type CommandKind,
} from './session-command.ts';
import { messagesReported } from '../support/outcomes.ts';
import { survivedBy } from '../support/survived.ts';
import { brokenByResults } from '../support/returned.ts';
import { judgedBySession } from './blame.ts';
import { blame, play } from './run-session.ts';
import { smallerSessions } from './shrink-session.ts';

test(
  'serves every pair of good, failing and disturbed events, one after the other',
  {
    ...covers().against(ordinaryEvent),
    exercises: ['loop.no-residue', ...brokenByResults],
    needs: ['echo'],
    startsFirst: true,
  },
  async (t) => {
    if (t.pace === 'quick') return;
    const kinds = await playableIn(t);

    await inParts(t, pairSessions(kinds), (part) => judgeSessions(t, kinds, part, 0));
  },
);

test(
  'serves any sequence of good, failing and disturbed events',
  {
    ...covers('loop.no-residue').against(ordinaryEvent),
    exercises: ['loop.no-residue', ...brokenByResults],
    needs: ['echo'],
    startsFirst: true,
  },
  async (t) => {
    const kinds = await playableIn(t);
    const executed = await judgeSessions(t, kinds, [], t.pace === 'quick' ? 0.4 : 0.6);

    const never = kinds.surviving.filter((kind) => !executed.has(kind));
    if (never.length > 0 && t.pace !== 'quick' && !t.replaying) {
      t.warn(`Sessions: no command of these kinds was executed: ${never.join(', ')}.`);
    }
  },
);

async function playableIn(t: TestContext): Promise<PlayableKinds> {
  return playableKinds(t.smoke.actions, t.replaying ? new Set() : await survivedBy(t));
}

/** Plays the given sessions and `weight`-many generated ones; returns the executed kinds. */
async function judgeSessions(
  t: TestContext,
  kinds: PlayableKinds,
  examples: readonly (readonly SessionCommand[])[],
  weight: number,
): Promise<ReadonlySet<CommandKind>> {
  const withMessages = await messagesReported(t);
  const executed = new Set<CommandKind>();
  const failures = new WeakMap<readonly SessionCommand[], number>();
  await forAll(
    t,
    'loop.no-residue',
    anySession(kinds),
    {
      control: {
        value: [{ do: 'invoke', text: 'plain' }],
        requirement: 'next.event-unchanged',
        code: 'event-altered',
      },
      examples,
      weight,
      joined: (sessions) => sessions.flat(),
      smaller: (session) => smallerSessions(session, failures.get(session)),
      also: [...judgedBySession],
      blame,
    },
    async (sandbox, session) => {
      const failed = await play(sandbox, session, withMessages, (kind) => executed.add(kind));
      if (failed !== undefined) failures.set(session, failed.index);
      return failed?.fault;
    },
  );
  return executed;
}
