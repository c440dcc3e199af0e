/** Connections that are closed or kept alive, or that die while idle. */
import { isPoll } from '../../harness/trace/calls.ts';
import { headerValue } from '../../harness/base/headers.ts';
import type { NoOutcome, Outcome } from '../../harness/trace/outcome.ts';
import { createGate } from '../../harness/runtime-api/invocations/faults.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { Entry } from '../../harness/trace/entry.ts';
import { endOf } from '../support/requests.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test, type TestContext } from '../support/test.ts';

test(
  'speaks plain HTTP/1.1 with the API address as `Host`',
  covers('http.plain-http11').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    await sandbox.invoke({ host: true });

    for (const request of sandbox.trace.entries) {
      if (request.kind !== 'request') continue;
      const host = headerValue(request.headers, 'host') ?? '';
      t.verify('http.plain-http11', host.trim().toLowerCase() === sandbox.runtimeApi.address, {
        code: 'wrong-host',
        expected: `Host: ${sandbox.runtimeApi.address}`,
        actual: `Host: ${host}`,
      });
    }
  },
);

test(
  'reconnects after `Connection: close`',
  covers('http.close-handled').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    sandbox.runtimeApi.faults.arm('any', [{ fault: 'close-after-reply', announced: true, closing: 'end' }], {
      times: Infinity,
    });

    for (const n of [1, 2, 3]) {
      const outcome = await sandbox.deliver({ n }).outcome();
      const served = t.verify('http.close-handled', outcome.kind !== 'none', {
        code: 'does-not-reconnect',
        expected: 'every event served over a new connection',
        actual: outcome.kind === 'none' ? `invocation ${n}: ${outcome.reason}` : outcome.describe(),
      });
      if (!served) return;
    }
    sandbox.runtimeApi.faults.clear();
  },
);

/** How long a handler sleeps while its connection is reset. */
const SLEEP_MS = 100;

/** Our server closes a connection one turn of its event loop after the request to do so. */
const LEAVING_MS = 30;

test(
  'replaces a kept-alive connection that closed after a reply or died while idle, without losing the invocation',
  covers('http.close-handled', 'http.stale-connection-replaced').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    const sleeps = t.smoke.grade === 'probe' && t.smoke.actions.includes('sleep');

    const died = [
      await diesBeforePost(t, sandbox),
      sleeps && (await diesInHandler(t, sandbox)),
      await diesBeforePoll(t, sandbox),
    ];

    if (!died.includes(true)) t.notTestable('The runtime does not keep connections alive.');
  },
);

/**
 * Closes the connection of the event before the result is sent. The runtime is frozen meanwhile: data sent while a
 * connection closes is lost, which is not the runtime's fault.
 */
async function diesBeforePost(t: TestContext, sandbox: Sandbox): Promise<boolean> {
  sandbox.process.freeze();
  const delivery = sandbox.deliver({ dies: 'before the post' });
  const delivered = await delivery.delivered();
  await replied(sandbox, delivered.exchange);
  const closed = sandbox.runtimeApi.closeIdleConnections('end');
  await sandbox.trace.sleep(LEAVING_MS);
  sandbox.process.thaw();

  return closed > 0 && verifyPosted(t, await delivery.outcome());
}

/** The same with a reset while the handler runs, also under a freeze. */
async function diesInHandler(t: TestContext, sandbox: Sandbox): Promise<boolean> {
  if (!sandbox.process.running) return false;
  await sandbox.waitForPoll();
  const delivery = sandbox.deliver({ probe: 'sleep', ms: SLEEP_MS });
  const delivered = await delivery.delivered();
  await replied(sandbox, delivered.exchange);
  await sandbox.trace.sleep(SLEEP_MS / 2);
  sandbox.process.freeze();
  // On a slow machine the result may have been sent already: the connection is then not idle.
  await sandbox.trace.sleep(LEAVING_MS);
  const closed = sandbox.runtimeApi.closeIdleConnections('reset');
  await sandbox.trace.sleep(LEAVING_MS);
  sandbox.process.thaw();

  return closed > 0 && verifyPosted(t, await delivery.outcome());
}

function verifyPosted(t: TestContext, outcome: Outcome | NoOutcome): true {
  for (const id of ['http.close-handled', 'http.stale-connection-replaced'] as const) {
    t.verify(id, outcome.kind !== 'none', {
      code: 'result-lost',
      expected: 'the result, over a fresh connection',
      actual: outcome.describe(),
    });
  }
  return true;
}

/** Closes the connection of the result during a freeze, before the next poll. */
async function diesBeforePoll(t: TestContext, sandbox: Sandbox): Promise<boolean> {
  if (!sandbox.process.running) return false;
  await sandbox.waitForPoll();
  const gate = createGate();
  const from = sandbox.trace.length;
  sandbox.runtimeApi.faults.arm('any', [{ fault: 'hold', gate }], {
    when: ({ requestId }) => requestId !== undefined,
  });
  const outcome = await sandbox.invoke({ dies: 'before the poll' });
  sandbox.process.freeze();
  gate.open();
  await replied(sandbox, outcome.request.exchange);
  const closed = sandbox.runtimeApi.closeIdleConnections('end');
  await sandbox.trace.sleep(LEAVING_MS);
  sandbox.process.thaw();

  const poll = await sandbox.trace.waitForOptional(
    (entry) => isPoll(entry) && entry.exchange > outcome.request.exchange,
    {
      awaited: 'the next poll',
      from,
      limitMs: t.limits.outcomeMs,
    },
  );

  if (closed === 0) return false;
  for (const id of ['http.close-handled', 'http.stale-connection-replaced'] as const) {
    t.verify(id, poll !== undefined, {
      code: 'does-not-poll',
      expected: 'a poll over a fresh connection',
      actual: endOf(sandbox),
    });
  }
  return true;
}

async function replied(sandbox: Sandbox, exchange: number): Promise<void> {
  const sent = (entry: Entry): boolean => entry.kind === 'reply-completed' && entry.exchange === exchange;
  await sandbox.trace.expect(sent, { awaited: 'the end of our reply', limitMs: sandbox.limits.outcomeMs });
}

/** More than all buffers between the runtime and the server hold. */
const LONG_REPLY = Buffer.from(`{"status":"OK","padding":"${'x'.repeat(64 * 1024)}"}\n`);

test(
  'reads the replies to its POSTs to the end, so that a reused connection stays in step',
  covers('http.replies-drained').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    sandbox.runtimeApi.faults.arm('any', [{ fault: 'body', body: LONG_REPLY }], {
      times: 2,
      when: ({ requestId }) => requestId !== undefined,
    });

    for (const n of [1, 2, 3]) {
      const outcome = await sandbox.deliver({ n }).outcome();

      const inStep = outcome.kind !== 'none' && (t.smoke.grade === 'opaque' || outcome.object?.['n'] === n);
      const served = t.verify('http.replies-drained', inStep, {
        code: 'out-of-step',
        expected: 'every event served, also after a 202 with a body of 64 KiB',
        actual: outcome.kind === 'none' ? `invocation ${n}: ${outcome.reason}` : outcome.describe(),
      });
      if (!served) return;
    }
  },
);
