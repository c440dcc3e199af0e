/**
 * Plays a session against a runtime and compares it with a model of the contract: each event has exactly one outcome
 * with its own id and content, and the loop is alive afterwards unless the command allows an exit. Every legal answer
 * is accepted.
 */
import { isPoll } from '../../harness/trace/calls.ts';
import { setTimeout as delay } from 'node:timers/promises';
import type { InvokeOptions } from '../../harness/runtime-api/invocations/invocation-builder.ts';
import type { PendingInvocation } from '../../harness/sandbox/pending-invocation.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { reaction } from '../support/reaction.ts';
import { isReturned, wrongReport, wrongResult, type WrongResult } from '../support/returned.ts';
import { RawEvent } from '../support/test.ts';
import { chargeFor, type SessionFault, type Symptom } from './blame.ts';
import type { CommandKind, SessionCommand } from './session-command.ts';
import { doesNotPoll, endedEarly, noOutcome, type Failure, type SessionStep } from './session-step.ts';

/** Where in its session a symptom showed. */
interface Shown {
  readonly symptom: Symptom;
  /** The index of the command; after the last one for the final event. */
  readonly index: number;
}

const shownBy = new WeakMap<object, Shown>();

/** Where a session failed: the index of the command; after the last one for the final event. */
export interface FailedSession {
  readonly fault: SessionFault;
  readonly index: number;
}

/** Plays the commands and a final normal event; calls `executed` with each kind that ran. */
export async function play(
  sandbox: Sandbox,
  commands: readonly SessionCommand[],
  withMessages: boolean,
  executed: (kind: CommandKind) => void,
): Promise<FailedSession | undefined> {
  for (const [index, command] of commands.entries()) {
    const step = await perform(sandbox, command, `s${index}`, withMessages);
    executed(command.do);
    if (step === 'ended') return undefined;
    if (step !== 'held') return { fault: faultOf(step, index), index };
  }
  const last = await echoes(sandbox, 'the last event of the session', 'last');
  const index = commands.length;
  return last === 'held' || last === 'ended' ? undefined : { fault: faultOf(last, index), index };
}

/** A deviation as the search sees it: the search compares symptoms, and `blame` names the cause. */
function faultOf(failure: Failure, index: number): SessionFault {
  if ('fault' in failure) return failure.fault;
  const { symptom, expected, actual } = failure;
  const fault = { ...chargeFor({ do: 'invoke' }, symptom), expected, actual };
  shownBy.set(fault, { symptom, index });
  return fault;
}

/**
 * Charges a symptom of a short session to the command that shows it or, if a plain event shows it, to the command before.
 * In a long session the history as a whole is to blame, so the charge stays.
 */
export function blame<Fault extends object>(commands: readonly SessionCommand[], fault: Fault): Fault {
  const shown = shownBy.get(fault);
  if (shown === undefined || commands.length > SHORT) return fault;
  const { symptom, index } = shown;
  const command = commands[index];
  if (command !== undefined && !isPlain(command)) return { ...fault, ...chargeFor(command, symptom) };
  const before = commands[index - 1];
  // The event after it got no outcome: the runtime did not go on.
  return before === undefined || isPlain(before) ? fault : { ...fault, ...chargeFor(before, 'no-poll') };
}

/** A defect of one command, or of one after another, shows in a session of this length. */
const SHORT = 2;

function isPlain(command: SessionCommand): boolean {
  return command.do === 'invoke' || command.do === 'invoke-twice' || command.do === 'sleep';
}

async function perform(
  sandbox: Sandbox,
  command: SessionCommand,
  mark: string,
  withMessages: boolean,
): Promise<SessionStep> {
  switch (command.do) {
    case 'invoke':
      return echoes(sandbox, command.text, mark);
    case 'invoke-twice':
      return bothEcho(sandbox, command.text, mark);
    case 'throw':
      return fails(sandbox, command, withMessages);
    case 'panic':
      return mayEnd(sandbox, sandbox.deliver({ probe: 'panic', message: mark }, { mayEnd: true }));
    case 'malformed':
      return settles(sandbox, sandbox.deliver(new RawEvent(command.body), { settleable: false }));
    case 'big':
      return bigResult(sandbox, command.bytes);
    case 'sleep':
      return responds(sandbox, sandbox.deliver({ probe: 'sleep', ms: command.ms }), { slept: command.ms });
    case 'freeze':
      return freezes(sandbox, command, mark);
    case 'drop-poll':
      return pollDropped(sandbox, command.closing);
    case 'drop-post':
      sandbox.runtimeApi.faults.arm('response', [
        { fault: command.at === 'head' ? 'drop-at-head' : 'drop-before-reply', closing: command.closing },
      ]);
      return mayEnd(sandbox, sandbox.deliver({ mark }, { settleable: false }));
    case 'refuse':
      sandbox.runtimeApi.faults.arm('response', [{ fault: 'status', status: command.status }]);
      return mayEnd(sandbox, sandbox.deliver({ mark }, { settleable: false }));
    case 'delay-reply':
      sandbox.runtimeApi.faults.arm('response', [{ fault: 'delay', ms: command.ms }]);
      return echoes(sandbox, 'delayed', mark);
    case 'close-behind':
      return closedBehind(sandbox, command.reply, mark);
    case 'chunked':
      return echoes(sandbox, command.text, mark, { faults: [{ fault: 'chunked', sizes: command.sizes }] });
    case 'segments':
      return echoes(sandbox, command.text, mark, {
        faults: [{ fault: 'segments', sizes: command.sizes, pauseMs: 0 }],
      });
    case 'headers':
      return echoes(sandbox, 'headers', mark, {
        ...Object.fromEntries(command.without.map((name) => [name, null])),
        ...(command.upper
          ? {
              faults: [
                { fault: 'headers', edits: [{ edit: 'rename', rename: (name) => name.toUpperCase() }] },
              ],
            }
          : {}),
      });
  }
}

async function echoes(
  sandbox: Sandbox,
  text: string,
  mark: string,
  options: InvokeOptions = {},
): Promise<SessionStep> {
  const event = { text, mark };
  return responds(sandbox, sandbox.deliver(event, options), event);
}

async function bothEcho(sandbox: Sandbox, text: string, mark: string): Promise<SessionStep> {
  const events = [
    { text, mark: `${mark}a` },
    { text, mark: `${mark}b` },
  ];
  const deliveries = events.map((event) => sandbox.deliver(event));
  for (const [index, delivery] of deliveries.entries()) {
    const step = await responds(sandbox, delivery, events[index], index === deliveries.length - 1);
    if (step !== 'held') return step;
  }
  return 'held';
}

/** Expects this result for the event, and another poll. */
async function responds(
  sandbox: Sandbox,
  delivery: PendingInvocation,
  result: unknown,
  last = true,
): Promise<SessionStep> {
  const outcome = await delivery.outcome();
  if (outcome.kind === 'none') return noOutcome(outcome.reason);
  if (!isReturned(outcome, result)) {
    return wrong(wrongResult(sandbox, outcome, result), {
      requirement: 'loop.no-residue',
      code: 'wrong-result',
      expected: `the response ${JSON.stringify(result)}`,
      actual: outcome.describe(),
    });
  }
  return last ? pollsAgain(sandbox, outcome.request.exchange) : 'held';
}

async function fails(
  sandbox: Sandbox,
  { type, message }: Extract<SessionCommand, { do: 'throw' }>,
  withMessages: boolean,
): Promise<SessionStep> {
  const outcome = await sandbox.deliver({ probe: 'throw', type, message }).outcome();
  if (outcome.kind === 'none') return noOutcome(outcome.reason);
  if (outcome.kind === 'response') {
    return wrong(undefined, {
      requirement: 'error.posted-to-invocation',
      code: 'not-at-error-path',
      expected: `an error with the message ${JSON.stringify(message)}`,
      actual: outcome.describe(),
    });
  }
  // A shell puts text of its own before the message.
  const reported = outcome.object?.['errorMessage'];
  if (withMessages && (typeof reported !== 'string' || !reported.includes(message))) {
    return wrong(wrongReport(sandbox, outcome, message), {
      requirement: 'loop.no-residue',
      code: 'wrong-failure',
      expected: `the errorMessage ${JSON.stringify(message)}`,
      actual: outcome.describe(),
    });
  }
  return pollsAgain(sandbox, outcome.request.exchange);
}

async function bigResult(sandbox: Sandbox, bytes: number): Promise<SessionStep> {
  const outcome = await sandbox.deliver({ probe: 'big', bytes }).outcome();
  if (outcome.kind === 'none') return noOutcome(outcome.reason);
  const due = 'x'.repeat(bytes - 2);
  if (!isReturned(outcome, due)) {
    return wrong(wrongResult(sandbox, outcome, due), {
      requirement: 'loop.no-residue',
      code: 'wrong-result',
      expected: `a response of ${bytes} bytes`,
      actual: outcome.describe(),
    });
  }
  return pollsAgain(sandbox, outcome.request.exchange);
}

async function freezes(
  sandbox: Sandbox,
  command: Extract<SessionCommand, { do: 'freeze' }>,
  mark: string,
): Promise<SessionStep> {
  const event = { text: 'frozen', mark };
  sandbox.process.freeze();
  const early = command.event === 'during' ? sandbox.deliver(event) : undefined;
  // A fixed sleep: a frozen process produces nothing to wait for.
  await delay(command.ms);
  sandbox.process.thaw();
  return responds(sandbox, early ?? sandbox.deliver(event), event);
}

async function closedBehind(
  sandbox: Sandbox,
  reply: 'next' | 'response',
  mark: string,
): Promise<SessionStep> {
  const close = { fault: 'close-after-reply', announced: true, closing: 'end' } as const;
  if (reply === 'next') return echoes(sandbox, 'closed', mark, { faults: [close] });
  sandbox.runtimeApi.faults.arm('response', [close]);
  return echoes(sandbox, 'closed', mark);
}

/** Expects another poll after a dropped one, or an exit. */
async function pollDropped(sandbox: Sandbox, closing: 'end' | 'reset'): Promise<SessionStep> {
  const from = sandbox.trace.length;
  sandbox.runtimeApi.dropBlockedPolls(closing);
  return alive(sandbox, from);
}

/** Expects another poll or an exit, with any outcome of the event. */
async function mayEnd(sandbox: Sandbox, delivery: PendingInvocation): Promise<SessionStep> {
  return alive(sandbox, delivery.from);
}

/** Expects a response or an error for the event, and another poll. */
async function settles(sandbox: Sandbox, delivery: PendingInvocation): Promise<SessionStep> {
  const outcome = await delivery.outcome();
  if (outcome.kind !== 'none') return pollsAgain(sandbox, outcome.request.exchange);
  return sandbox.process.running ? noOutcome(outcome.reason) : 'ended';
}

async function alive(sandbox: Sandbox, from: number): Promise<SessionStep> {
  const after = await reaction(sandbox, from);
  if (after.kind === 'exited') return 'ended';
  return after.kind === 'polled' ? 'held' : doesNotPoll(after.text);
}

async function pollsAgain(sandbox: Sandbox, exchange: number): Promise<SessionStep> {
  const from = sandbox.trace.entries.findLastIndex(
    (entry) => entry.kind === 'request' && entry.exchange === exchange,
  );
  const poll = await sandbox.trace.waitForOptional(isPoll, {
    awaited: 'the next poll',
    from,
    limitMs: sandbox.limits.outcomeMs,
  });
  if (poll !== undefined) return 'held';
  return sandbox.process.running ? doesNotPoll('no poll after the outcome') : endedEarly();
}

/** A result of another invocation breaks a MUST; any other wrong outcome in a session is residue of its history. */
function wrong(result: WrongResult | undefined, otherwise: SessionFault): Failure {
  return { fault: result ?? otherwise };
}
