import { isNothing, show, verifyMember } from '../support/shown-context.ts';
import { ordinaryContext } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';

/**
 * A tenant, another one, none, and the longest: every kind of character that an id may have.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
const TENANTS = ['blue', 'Team 7/a=b+c:d.e_f-g@h', null, 'x'.repeat(256)];

test(
  'exposes the tenant id of its invocation, and nothing when the header is absent',
  covers('context.tenant-id').against(ordinaryContext),
  async (t) => {
    const sandbox = await t.warm();

    for (const tenantId of TENANTS) {
      const shown = await show(t, sandbox.invoke({ probe: 'context' }, { tenantId }));
      if (tenantId === null) {
        t.verify('context.tenant-id', isNothing(shown['tenantId']), {
          code: 'value-for-absent-header',
          expected: 'no `tenantId`, or an empty one',
          actual: JSON.stringify(shown['tenantId']),
        });
      } else {
        verifyMember(t, 'context.tenant-id', 'wrong-value', shown, 'tenantId', tenantId);
      }
    }
  },
);
