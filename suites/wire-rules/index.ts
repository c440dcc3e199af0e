import type { WireRule } from '../../harness/test/wire-rule.ts';
import { errorRules } from './error.ts';
import { httpRules } from './http.ts';
import { initRules } from './init.ts';
import { loopRules } from './loop.ts';
import { loggingRules } from './logging.ts';
import { nextRules } from './next.ts';
import { responseRules } from './response.ts';
import { shutdownRules } from './shutdown.ts';
import { snapstartRules } from './snapstart.ts';
import { streamingRules } from './streaming.ts';

/** All wire rules. Each is judged on every trace. */
export const wireRules: readonly WireRule[] = [
  ...nextRules,
  ...loopRules,
  ...httpRules,
  ...initRules,
  ...responseRules,
  ...errorRules,
  ...shutdownRules,
  ...loggingRules,
  ...snapstartRules,
  ...streamingRules,
];
