/** What a runtime meets at a restore: old connections, replies of any form, a refusal. */
import { restoreFromSnapshot } from '../../harness/sandbox/snapshot.ts';
import type { Fault } from '../../harness/runtime-api/invocations/faults.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { NoOutcome, Outcome } from '../../harness/trace/outcome.ts';
import { reaction } from '../support/reaction.ts';
import { isServed } from '../support/returned.ts';
import { covers, test, type TestContext } from '../support/test.ts';
import { restoredEvent, waitingForRestore } from './snapshot.ts';

test(
  'does not rely on connections that were open before the snapshot',
  covers('snapstart.connections-renewed').against(restoredEvent),
  async (t) => {
    const sandbox = await waitingForRestore(t);

    await restoreFromSnapshot(sandbox, { resetConnections: true });

    const { served, outcome } = await serve(t, sandbox);
    t.verify('snapstart.connections-renewed', served, {
      code: 'relies-on-old-connections',
      expected: 'a poll over a new connection after the restore, and an outcome',
      actual: outcome.describe(),
    });
  },
);

/** Plain text, and the JSON of an event. The body of the emulator is empty. */
const BODIES = ['restored\n', '{"probe":"exit","code":3}'];

test(
  'ignores the body of the reply to restore/next',
  covers('snapstart.restore-body-ignored').against(restoredEvent),
  async (t) => {
    const bodies = t.pace === 'quick' ? BODIES.slice(0, 1) : BODIES;
    await Promise.all(
      bodies.map(async (body) => {
        const sandbox = await waitingForRestore(t, armed([{ fault: 'body', body: Buffer.from(body) }]));
        await restoreFromSnapshot(sandbox);
        const { served, outcome } = await serve(t, sandbox);
        t.verify('snapstart.restore-body-ignored', served, {
          code: 'body-breaks-restore',
          expected: `an event served after a 200 with the body ${JSON.stringify(body)}`,
          actual: outcome.describe(),
          sandbox,
        });
      }),
    );
  },
);

test(
  'treats any answer to restore/next except 200 as fatal',
  covers('snapstart.refused-restore-fatal').against(restoredEvent),
  async (t) => {
    const statuses = t.pace === 'quick' ? [403] : [403, 404, 500];
    await Promise.all(
      statuses.map(async (status) => {
        // A repeated call gets the same answer.
        const sandbox = await waitingForRestore(t, armed([{ fault: 'status', status }], 1000));
        const { kind, text } = await reaction(sandbox, 0);
        const evidence = {
          expected: `the end of the process after restore/next was answered with ${status}`,
          actual: kind === 'polled' ? 'it polled' : `it ${text}`,
          sandbox,
        };
        t.verify('snapstart.refused-restore-fatal', kind === 'exited', {
          code: kind === 'polled' ? 'polls-after-refusal' : 'does-not-end',
          ...evidence,
        });
      }),
    );
  },
);

function armed(faults: readonly Fault[], times = 1): Parameters<typeof waitingForRestore>[1] {
  return { prepare: (runtimeApi) => runtimeApi.faults.arm('restore-next', faults, { times }) };
}

async function serve(
  t: TestContext,
  sandbox: Sandbox,
): Promise<{ readonly served: boolean; readonly outcome: Outcome | NoOutcome }> {
  const event = { event: 'after the restore' };
  const outcome = await sandbox.deliver(event).outcome();
  return { served: isServed(t, sandbox, outcome, event), outcome };
}
