import type { Cost, Provoker, Requirement } from './requirement.ts';

const provokers: Readonly<Record<Provoker, string>> = {
  service: 'the service',
  caller: 'a caller',
  function: 'the function',
  network: 'the network',
  unseen: 'nothing yet seen on Lambda',
};

const losses: Readonly<Record<Cost, string>> = {
  process: 'the process',
  invocation: 'the invocation',
  result: 'a wrong result',
  hang: 'a hang',
  diagnosis: 'the diagnosis',
  nothing: 'nothing',
};

/** Who provokes a deviation from the requirement and what it costs, in the words of every report. */
export function impactOf({ provokedBy, costs }: Pick<Requirement, 'provokedBy' | 'costs'>): string {
  return `provoked by ${provokers[provokedBy]}, costs ${losses[costs]}`;
}
