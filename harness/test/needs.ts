import type { Smoke } from '../sandbox/limits.ts';

/**
 * What a requirement needs and this function lacks, as the reason of a `not-testable` verdict; `undefined` when nothing is
 * missing. `needs` is written as in the catalogue: `opaque`, `echo`,
 * `probe:action[,action]`, `probe:VARIABLE=value`.
 */
export function missingFor(needs: string, smoke: Smoke): string | undefined {
  if (needs === 'opaque') return undefined;
  if (needs === 'echo') {
    return smoke.grade === 'opaque'
      ? 'The function does not return its event. Put a probe or echo function behind the runtime.'
      : undefined;
  }
  if (smoke.grade !== 'probe') {
    return `The function is not a probe function (it is ${smoke.grade === 'echo' ? 'an echo' : 'opaque'}). Put a probe function behind the runtime.`;
  }
  const wanted = needs.replace(/^probe:/, '');
  if (wanted.startsWith('PROBE_')) return undefined;
  const missing = wanted.split(',').filter((action) => !smoke.actions.includes(action));
  return missing.length === 0
    ? undefined
    : `The probe function offers no action ${missing.map((action) => `\`${action}\``).join(', ')}.`;
}
