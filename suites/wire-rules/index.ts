import type { WireRule } from '../../harness/verdict/wire-rule.ts';
import { nextRules } from './next.ts';

/** Every invariant that is judged on every trace. */
export const wireRules: readonly WireRule[] = [...nextRules];
