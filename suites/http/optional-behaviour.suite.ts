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
      t.leaveUnjudged(['http.keep-alive'], 'not-testable', reason);
    }

    const named = requests.some(
      ({ headers }) => headerValue(headers, 'lambda-runtime-features') !== undefined,
    );
    if (named) t.holds('next.features-header');
    else {
      const reason = 'The runtime does not send this optional header.';
      t.leaveUnjudged(['next.features-header'], 'not-testable', reason);
    }
  },
);

/** How long the port stays closed after the expected start time. */
const CLOSED_MS = 300;

test(
  'retries its first connection for a moment when it is refused',
  { ...covers('http.first-connect-retried').against(ordinaryEvent), concurrency: 'unbounded' },
  async (t) => {
    const sandbox = await t.start({ prepare: (runtimeApi) => runtimeApi.gone() });
    // On a busy machine the start may take longer, so that the first attempt comes after the port has opened.
    if (!(await sandbox.process.waitUntilIdle(t.limits.startMs)) && sandbox.process.running)
      t.inconclusive('The harness could not see when the runtime tried to connect.');
    await sandbox.trace.sleep(Math.max(0, t.smoke.coldStartMs + CLOSED_MS - sandbox.trace.now()));
    try {
      await sandbox.runtimeApi.listen();
    } catch {
      t.inconclusive('Another process has taken the port meanwhile.');
    }

    const outcome = await sandbox.deliver({ after: 'a refused connection' }, { settleable: false }).outcome();

    t.verify('http.first-connect-retried', outcome.kind !== 'none', {
      code: 'gives-up',
      expected: `a poll when the port opens, ${CLOSED_MS} ms after the first attempt`,
      actual: outcome.describe(),
    });
  },
);
