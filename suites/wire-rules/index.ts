import type { WireRule } from '../../harness/verdict/wire-rule.ts';
import { httpRules } from './http.ts';
import { initRules } from './init.ts';
import { loopRules } from './loop.ts';
import { nextRules } from './next.ts';

/** Every invariant that is judged on every trace. */
export const wireRules: readonly WireRule[] = [...nextRules, ...loopRules, ...httpRules, ...initRules];
