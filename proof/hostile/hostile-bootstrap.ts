/** What a hostile bootstrap is, and the expectations that several share. */
import type { Protection } from '../../harness/process/isolation.ts';
import type { PromiseName } from './promises.ts';

/** One of `proof/hostile/fixtures`, with the options and the expected result of its run. */
export interface HostileBootstrap {
  readonly name: string;
  readonly arguments?: readonly string[];
  /** One sentence. */
  readonly does: string;
  readonly attacks: PromiseName;
  /**
   * Options that select what to judge, in addition to `--quick`. Default: one requirement that every working runtime
   * meets.
   */
  readonly options?: readonly string[];
  readonly expected: Expected;
  /** The protection that it attacks; absent where it must fail against any. Without namespaces, `namespace` is skipped. */
  readonly protection?: Protection;
  /** Maximum duration of a run in seconds, on a shared machine. Default: 120. */
  readonly seconds?: number;
  /** Maximum memory of the harness at any time, in MB. Default: 300. */
  readonly megabytes?: number;
}

export interface Expected {
  /** The expected exit code, or the signal that the harness cannot survive. */
  readonly end: 0 | 1 | 3 | 'SIGKILL';
  /** Another exit code that is as right: it depends on what the machine allows, or on who is first. */
  readonly or?: 0 | 1 | 3;
  /** Part of the command's output, ignoring line breaks. */
  readonly says?: string;
  /** Requirements that must deviate; others may deviate too. */
  readonly deviates?: readonly string[];
}

/** It settles its events, so the harness must call it conformant despite its other behaviour. */
export const conforms: Expected = { end: 0, says: 'quick, echo function): 1 of 1 MUST hold; 0 deviations' };
export const unsettled: Expected = { end: 3, says: 'took the first events but did not settle them' };

/** It never polls, so waiting ten seconds would be pointless. */
export const quickly = ['--only', 'next.continues-after-result', '--timeout-scale', '0.3'];

export const neverAsks = (says: string): Pick<HostileBootstrap, 'options' | 'expected'> => ({
  options: quickly,
  expected: { end: 3, says: `did not ask for an invocation within 3 s${says}` },
});

export const judgedBy = (...deviates: string[]): Pick<HostileBootstrap, 'options' | 'expected'> => ({
  options: [...deviates.flatMap((id) => ['--only', id]), '--fail-on', 'should'],
  expected: { end: 1, deviates },
});
