/** What a runtime may do and need not: seen, or left open. */
import { headerValue } from '../../harness/base/headers.ts';
import type { EntryOf } from '../../harness/trace/entry.ts';
import { covers, test } from '../support/test.ts';

test(
  'reuses its connections, and may send a `Lambda-Runtime-Features` header',
  covers('http.keep-alive', 'next.features-header'),
  async (scene) => {
    const sandbox = await scene.warm();
    for (const n of [1, 2]) await sandbox.invoke({ n });
    await sandbox.waitForPoll();
    const requests = sandbox.trace.entries.filter(
      (entry): entry is EntryOf<'request'> => entry.kind === 'request',
    );
    const seen = { deviation: '', expected: '', actual: '' };

    const used = new Set(requests.map(({ connection }) => connection));
    if (used.size < requests.length) scene.verify('http.keep-alive', true, seen);
    else {
      const reason = 'The runtime opens a connection for each request, which it may.';
      scene.leaveUnjudged(['http.keep-alive'], 'not-testable', reason);
    }

    const named = requests.some(
      ({ headers }) => headerValue(headers, 'lambda-runtime-features') !== undefined,
    );
    if (named) scene.verify('next.features-header', true, seen);
    else {
      const reason = 'The runtime sends no such header, and need not.';
      scene.leaveUnjudged(['next.features-header'], 'not-testable', reason);
    }
  },
);

/** How long the port stays closed behind the time that a start took before. */
const CLOSED_MS = 300;

test(
  'retries its first connection for a moment when it is refused',
  { ...covers('http.first-connect-retried'), concurrency: 'unbounded' },
  async (scene) => {
    const sandbox = await scene.start({ prepare: (runtimeApi) => runtimeApi.gone() });
    // On a busy machine a start takes longer than it did, and a first try after the port is open shows nothing.
    if (!(await sandbox.process.waitUntilIdle(scene.limits.startMs)) && sandbox.process.running)
      scene.inconclusive('It could not be seen when the runtime had tried to connect.');
    await sandbox.trace.sleep(Math.max(0, scene.smoke.coldStartMs + CLOSED_MS - sandbox.trace.now()));
    try {
      await sandbox.runtimeApi.listen();
    } catch {
      scene.inconclusive('Another process has taken the port meanwhile.');
    }

    const outcome = await sandbox.deliver({ after: 'a refused connection' }, { settleable: false }).outcome();

    scene.verify('http.first-connect-retried', outcome.kind !== 'none', {
      deviation: 'The runtime gives up when its first connection is refused.',
      expected: `a poll when the port opens, ${CLOSED_MS} ms after the first try`,
      actual: outcome.describe(),
    });
  },
);
