import * as fc from 'fast-check';
import { pinnedCallNames, pinnedCalls, pinnedStates, type PinnedState } from './pinned-answers.ts';
import { anySequence } from './sequences.ts';
import type { ClientStep } from './step.ts';

/** A sequence and its name in a report. */
export interface NamedSequence {
  readonly name: string;
  readonly steps: readonly ClientStep[];
}

/**
 * The pinned table as sequences: each reaches a state, makes one call and then reads the state. An event comes first,
 * since the emulator starts its runtime only for an event; so the first `Ready` state cannot be tested, nor a restore,
 * which no other server offers.
 */
export function pinnedSequences(): NamedSequence[] {
  const states: [string, PinnedState][] = Object.entries(pinnedStates);
  return states
    .filter(([name, { phase }]) => !phase.includes('Rest') && name !== 'Ready, for the first time')
    .flatMap(([name, { reach }]) =>
      pinnedCallNames.map((pinnedCall) => ({
        name: `${name}: ${pinnedCall}`,
        steps: [
          ...(reach.some((step) => step.do === 'invoke') ? [] : [{ do: 'invoke' } as const]),
          ...reach,
          { do: 'call', client: 9, ...pinnedCalls[pinnedCall] } as const,
          // Refused in every state except the first; the refusal names the state.
          { do: 'call', client: 8, call: 'init/error' } as const,
        ],
      })),
    );
}

/** Generates sequences; the same seed gives the same ones. */
export function generatedSequences(seed: number, runs: number): NamedSequence[] {
  return fc.sample(anySequence(), { seed, numRuns: runs }).map(({ steps }, index) => ({
    name: `generated ${index + 1} (seed ${seed})`,
    steps: [{ do: 'invoke' }, ...steps.filter((step) => step.do !== 'restore')],
  }));
}
