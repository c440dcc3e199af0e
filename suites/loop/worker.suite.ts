/** Runtimes that are a supervisor with workers: a worker may die in the middle of an invocation. */
import { reaction } from '../support/reaction.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';

/** How long the handler works. Longer than the search for its process takes. */
const HANDLER_MS = 2000;

test(
  'loses no invocation when the process that works on it is killed',
  {
    // Wire rules judge what the supervisor does.
    ...covers('next.not-before-outcome', 'response.exactly-one-outcome').against(ordinaryEvent),
    needs: ['probe:sleep'],
    endsItsProcess: true,
  },
  async (t) => {
    const sandbox = await t.warm();

    const delivery = sandbox.deliver({ probe: 'sleep', ms: HANDLER_MS }, { mayEnd: true });
    await delivery.delivered();
    // A handler that sleeps uses no processor; until then the worker may not have read the event.
    await sandbox.process.waitUntilIdle(HANDLER_MS / 2);
    const workers = sandbox.process.descendants();
    if (workers.length === 0) t.notApplicable('The runtime is a single process, which is allowed.');

    const from = sandbox.trace.length;
    for (const pid of workers) sandbox.process.signal('SIGKILL', 'to a worker, as when memory is short', pid);
    await reaction(sandbox, from);
  },
);
