import type { Smoke } from '../sandbox/limits.ts';
import { isProbeProperty, probeProperties } from '../sandbox/probe-properties.ts';

/** What a requirement needs of a probe function. */
interface Wanted {
  readonly actions: readonly string[];
  readonly properties: readonly string[];
}

/**
 * What a requirement needs and this function lacks, as the reason of a `not-testable` verdict; `undefined` when nothing is
 * missing. `needs` is written as in the catalogue: `opaque`, `echo`, `probe:action[,action][+property]`,
 * `probe:VARIABLE=value`, which is a property as well.
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
  const { actions, properties } = wantedBy(needs);
  const missing = actions.filter((action) => !smoke.actions.includes(action));
  if (missing.length > 0) {
    return `The probe function offers no action ${missing.map((action) => `\`${action}\``).join(', ')}.`;
  }
  const undeclared = properties.find((property) => smoke.properties?.includes(property) !== true);
  return undeclared === undefined ? undefined : undeclaredReason(undeclared);
}

/** The actions and properties in the words of the catalogue. */
export function wantedBy(needs: string): Wanted {
  const words = needs.replace(/^probe:/, '').split(/([,+])/);
  const actions: string[] = [];
  const properties: string[] = [];
  for (let i = 0; i < words.length; i += 2) {
    const word = words[i] ?? '';
    const isProperty = words[i - 1] === '+' || word.includes('=');
    (isProperty ? properties : actions).push(word);
  }
  return { actions, properties };
}

/** Why a test without this property judges nothing, and what makes it testable. */
export function undeclaredReason(property: string): string {
  const does = isProbeProperty(property) ? probeProperties[property] : `it has the property \`${property}\``;
  return `The probe function does not say that ${does}. If that is so, add \`"${property}"\` to \`properties\` in its answer to \`describe\`.`;
}
