/** Other places for the trace than the variable of the process. */
import { missingFor } from '../../harness/test/needs.ts';
import { show, verifyMember } from '../support/shown-context.ts';
import { ordinaryContext, ordinaryEvent } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';
import { isOnJvm, PROPERTY, VARIABLE } from './published-trace.ts';

const TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

test(
  'exposes the trace id on the context object',
  covers('trace.on-context').against(ordinaryContext),
  async (t) => {
    const sandbox = await t.warm();

    const shown = await show(t, sandbox.invoke({ probe: 'context' }, { traceId: TRACE_ID }));

    verifyMember(t, 'trace.on-context', 'wrong-value', shown, 'traceId', TRACE_ID);
  },
);

test(
  'passes the current trace variable on to child processes of the handler',
  covers('trace.inherited-by-children').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    if (t.smoke.actions.includes('env')) {
      const { object } = await sandbox.invoke({ probe: 'env', names: [VARIABLE] }, { traceId: TRACE_ID });
      if (object?.[VARIABLE] !== TRACE_ID)
        return t.notTestable('The runtime does not set the trace variable.');
    }

    const outcome = await sandbox.invoke({ probe: 'child' }, { traceId: TRACE_ID });

    const got = outcome.object?.['traceEnv'];
    t.verify('trace.inherited-by-children', got === TRACE_ID, {
      code: 'not-inherited',
      expected: `${VARIABLE}=${TRACE_ID} in the child`,
      actual: outcome.describe(),
    });
  },
);

test(
  'publishes the trace id as a system property where it runs on a JVM',
  covers('trace.jvm-system-property').against(ordinaryEvent),
  async (t) => {
    if (!isOnJvm(t.smoke)) return t.notApplicable('The runtime does not run on a JVM.');
    const undeclared = missingFor('probe:env+system-properties', t.smoke);
    if (undeclared !== undefined) return t.notTestable(undeclared);
    const sandbox = await t.warm();

    const { object } = await sandbox.invoke({ probe: 'env', names: [PROPERTY] }, { traceId: TRACE_ID });

    const got = object?.[PROPERTY];
    t.verify('trace.jvm-system-property', got === TRACE_ID, {
      code: 'wrong-value',
      expected: `${PROPERTY}=${TRACE_ID}`,
      actual: typeof got === 'string' ? `${PROPERTY}=${got}` : `no ${PROPERTY}`,
    });
  },
);
