/** Optional behaviour: it holds when it is seen, and is not judged otherwise. */
import { headerValue } from '../../harness/base/headers.ts';
import type { EntryOf } from '../../harness/trace/entry.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';

test(
  'reuses its connections, and may send a `Lambda-Runtime-Features` header',
  covers('http.keep-alive', 'next.features-header').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    for (const n of [1, 2]) await sandbox.invoke({ n });
    await sandbox.waitForPoll();
    const requests = sandbox.trace.entries.filter(
      (entry): entry is EntryOf<'request'> => entry.kind === 'request',
    );

    const used = new Set(requests.map(({ connection }) => connection));
    if (used.size < requests.length) t.holds('http.keep-alive');
    else {
      const reason = 'The runtime opens a connection for each request, which is allowed.';
      t.leaveUnjudged(['http.keep-alive'], 'not-applicable', reason);
    }

    const named = requests.some(
      ({ headers }) => headerValue(headers, 'lambda-runtime-features') !== undefined,
    );
    if (named) t.holds('next.features-header');
    else {
      const reason = 'The runtime does not send this optional header.';
      t.leaveUnjudged(['next.features-header'], 'not-applicable', reason);
    }
  },
);

/** How long the port stays closed after the runtime has begun to wait. */
const CLOSED_MS = 300;
/** A runtime that gives up when the port has stayed closed this long, on a busy machine, is not judged. */
const TOO_LONG_MS = 2 * CLOSED_MS;

test(
  'retries its first connection for a moment when it is refused',
  { ...covers('http.first-connect-retried').against(ordinaryEvent), concurrency: 'unbounded' },
  async (t) => {
    const sandbox = await t.start({ prepare: (runtimeApi) => runtimeApi.gone() });
    // Its start takes as long as it takes; when it waits, its first attempt has been refused.
    const waits = await sandbox.process.waitUntilIdle(t.limits.startMs);
    if (!waits && sandbox.process.running)
      t.inconclusive('The harness could not see when the runtime tried to connect.');
    const waitsSince = sandbox.trace.now();
    if (waits) await sandbox.trace.sleep(CLOSED_MS);
    try {
      await sandbox.runtimeApi.listen();
    } catch {
      t.inconclusive('Another process has taken the port meanwhile.');
    }

    const closedMs = Math.round(sandbox.trace.now() - waitsSince);
    const outcome = await sandbox.deliver({ after: 'a refused connection' }, { settleable: false }).outcome();

    if (outcome.kind === 'none' && closedMs > TOO_LONG_MS)
      t.inconclusive(
        `The machine was too busy: the port stayed closed for ${closedMs} ms, not ${CLOSED_MS}.`,
      );
    t.verify('http.first-connect-retried', outcome.kind !== 'none', {
      code: 'gives-up',
      expected: waits
        ? `a poll when the port opens, ${closedMs} ms after the runtime was first seen waiting`
        : 'another attempt after a pause',
      actual: outcome.describe(),
    });
  },
);
