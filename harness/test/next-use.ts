import type { FreshOptions } from './sandbox-pool.ts';

/** Who may use a sandbox after a test: any other, only one that ends its process, or none. */
export type NextUse = 'any' | 'ending' | 'none';

/** Settings that do not change what a runtime does in another test. */
const harmless: ReadonlySet<string> = new Set(['arguments', 'environment', 'host', 'workingDirectory']);

/** Who may use a sandbox that a test has opened for itself. */
export function nextUseOf(options: FreshOptions): NextUse {
  const set = Object.keys(options);
  // Without settings of its own it is for what disturbs it.
  return set.length > 0 && set.every((option) => harmless.has(option)) ? 'ending' : 'none';
}
