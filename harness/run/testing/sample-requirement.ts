import type { Requirement } from '../requirement.ts';

/** A row of a catalogue for tests. */
export function sampleRequirement(level: Requirement['level'], more: Partial<Requirement> = {}): Requirement {
  return {
    level,
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'function',
    costs: 'process',
    text: 't',
    observe: 'o',
    cause: 'c',
    source: ['https://example.org/'],
    ...more,
  };
}
