/** Which requirement a session charges: the one of the command that broke it, not the one of the test that saw it. */
import type { OtherJudgement } from '../../harness/test/property.ts';
import type { brokenByResults } from '../support/returned.ts';
import type { Catalogue } from '../support/test.ts';
import type { CommandKind } from './session-command.ts';

/** The requirements from which a session can find deviations. */
export const judgedBySession = [
  'loop.no-residue',
  'loop.survives-freeze',
  'next.continues-after-result',
  'next.malformed-event-is-reported',
  'next.bad-event-keeps-loop',
  'next.event-unchanged',
  'next.request-id-used',
  'response.exactly-one-outcome',
  'response.every-size-arrives',
  'response.413-survived',
  'response.400-bounded',
  'response.403-bounded',
  'error.posted-to-invocation',
  'error.mirrors-failure',
  'error.loop-continues',
  'error.uncaught-failure-reported',
  'context.any-subset-of-headers',
  'http.chunked-events',
  'http.close-handled',
  'http.drop-while-polling',
  'http.drop-while-posting',
  'http.reply-split-anywhere',
  'http.slow-202',
  'shutdown.stays-while-healthy',
] as const satisfies readonly (keyof Catalogue | (typeof brokenByResults)[number])[];

/** A deviation that a session found. */
export type SessionFault = OtherJudgement<Catalogue, (typeof judgedBySession)[number]>;

/** A requirement and a code, without the evidence. */
type Charge = SessionFault extends infer Fault
  ? Fault extends SessionFault
    ? Pick<Fault, 'requirement' | 'code'>
    : never
  : never;

/** How a command can fail. */
export type Symptom =
  /** No outcome came, although the process lives or should. */
  | 'no-outcome'
  /** The process neither polls again nor ends. */
  | 'no-poll'
  /** The process ended after an outcome that it should survive. */
  | 'ended';

/** What a plain event breaks. */
const plain: Readonly<Record<Symptom, Charge>> = {
  'no-outcome': { requirement: 'response.exactly-one-outcome', code: 'no-outcome' },
  'no-poll': { requirement: 'next.continues-after-result', code: 'does-not-go-on' },
  ended: { requirement: 'shutdown.stays-while-healthy', code: 'stops-serving' },
};

/** What another command breaks; a symptom without an entry is charged as for a plain event. */
const byCommand: Readonly<Record<CommandKind, Readonly<Partial<Record<Symptom, Charge>>>>> = {
  invoke: {},
  'invoke-twice': {},
  sleep: {},
  throw: {
    'no-outcome': { requirement: 'error.posted-to-invocation', code: 'not-at-error-path' },
    'no-poll': { requirement: 'error.loop-continues', code: 'does-not-go-on' },
    ended: { requirement: 'error.loop-continues', code: 'does-not-go-on' },
  },
  panic: every({ requirement: 'error.uncaught-failure-reported', code: 'neither-polls-nor-exits' }),
  malformed: {
    'no-outcome': { requirement: 'next.malformed-event-is-reported', code: 'not-reported' },
    'no-poll': { requirement: 'next.bad-event-keeps-loop', code: 'next-not-served' },
    ended: { requirement: 'next.bad-event-keeps-loop', code: 'next-not-served' },
  },
  big: every({ requirement: 'response.every-size-arrives', code: 'result-incomplete' }),
  freeze: every({ requirement: 'loop.survives-freeze', code: 'does-not-resume' }),
  'drop-poll': every({ requirement: 'http.drop-while-polling', code: 'does-not-resume' }),
  'drop-post': every({ requirement: 'http.drop-while-posting', code: 'does-not-go-on' }),
  // Each status has its own requirement: `byStatus`.
  refuse: {},
  'delay-reply': every({ requirement: 'http.slow-202', code: 'does-not-wait' }),
  'close-behind': every({ requirement: 'http.close-handled', code: 'does-not-reconnect' }),
  chunked: every({ requirement: 'http.chunked-events', code: 'event-incomplete' }),
  segments: every({ requirement: 'http.reply-split-anywhere', code: 'reply-misread' }),
  headers: every({ requirement: 'context.any-subset-of-headers', code: 'not-served' }),
};

/** A refusal has a requirement for each status. */
const byStatus: Readonly<Record<400 | 403 | 413, Charge>> = {
  400: { requirement: 'response.400-bounded', code: 'does-not-settle' },
  403: { requirement: 'response.403-bounded', code: 'does-not-settle' },
  413: { requirement: 'response.413-survived', code: 'does-not-go-on' },
};

/** The command that is to blame, as far as the table needs it. */
export interface Blamed {
  readonly do: CommandKind;
  readonly status?: 400 | 403 | 413;
}

/** The requirement that a command breaks by a symptom. */
export function chargeFor(command: Blamed, symptom: Symptom): Charge {
  if (command.status !== undefined) return byStatus[command.status];
  return byCommand[command.do][symptom] ?? plain[symptom];
}

function every(charge: Charge): Readonly<Record<Symptom, Charge>> {
  return { 'no-outcome': charge, 'no-poll': charge, ended: charge };
}
