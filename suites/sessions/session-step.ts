/** What a command of a session came to, and the symptoms that several commands can cause. */
import type { SessionFault, Symptom } from './blame.ts';

/** The result of a command: as predicted, a legal exit, or a deviation. */
export type SessionStep = 'held' | 'ended' | Failure;

/** A wrong result, or a symptom that one of several commands may have caused. */
export type Failure =
  | { readonly fault: SessionFault }
  | { readonly symptom: Symptom; readonly expected: string; readonly actual: string };

export function noOutcome(actual: string): Failure {
  return { symptom: 'no-outcome', expected: 'exactly one outcome for each event', actual };
}

export function doesNotPoll(actual: string): Failure {
  return { symptom: 'no-poll', expected: 'another poll, or an exit after a failure', actual };
}

export function endedEarly(): Failure {
  return { symptom: 'ended', expected: 'a process that stays', actual: 'it ended after an accepted outcome' };
}
