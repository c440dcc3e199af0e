import { describe, expect, test } from 'vitest';
import type { Smoke } from '../sandbox/limits.ts';
import { missingFor, wantedBy } from './needs.ts';

const probe: Smoke = {
  grade: 'probe',
  language: 'go',
  actions: ['throw', 'never'],
  properties: ['PROBE_INIT=throw', 'keeps-error-messages'],
  coldStartMs: 1,
};

describe('the needs of a requirement', () => {
  test.each([
    ['probe:throw,state', ['throw', 'state'], []],
    ['probe:throw,state+names-error-classes', ['throw', 'state'], ['names-error-classes']],
    ['probe:PROBE_INIT=throw:TYPE', [], ['PROBE_INIT=throw:TYPE']],
  ] as const)('%s are actions and properties', (needs, actions, properties) => {
    expect(wantedBy(needs)).toEqual({ actions, properties });
  });

  test.each(['opaque', 'echo', 'probe:throw', 'probe:throw+keeps-error-messages', 'probe:PROBE_INIT=throw'])(
    '%s is met by a function that declares it',
    (needs) => {
      expect(missingFor(needs, probe)).toBeUndefined();
    },
  );

  test.each(['probe:throw+names-error-classes', 'probe:never+notices-never', 'probe:PROBE_INIT=throw:TYPE'])(
    '%s is not met by a function that does not declare it',
    (needs) => {
      const [property = ''] = wantedBy(needs).properties;

      expect(missingFor(needs, probe)).toContain(`add \`"${property}"\` to \`properties\``);
    },
  );

  test('a function without properties offers its actions and nothing that depends on a property', () => {
    const { properties: _, ...old } = probe;

    expect(missingFor('probe:throw', old)).toBeUndefined();
    expect(missingFor('probe:throw+keeps-error-messages', old)).toContain('does not say');
    expect(missingFor('probe:PROBE_INIT=throw', old)).toContain('does not say');
  });

  test('names a missing action before a missing property', () => {
    expect(missingFor('probe:env+system-properties', probe)).toBe(
      'The probe function offers no action `env`.',
    );
  });
});
