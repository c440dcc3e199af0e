/** Connections that are closed or kept alive, or that die while idle. */
import { isPoll } from '../../harness/trace/calls.ts';
import { headerValue } from '../../harness/base/headers.ts';
import type { NoOutcome, Outcome } from '../../harness/trace/outcome.ts';
import { createGate } from '../../harness/runtime-api/invocations/faults.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { Entry } from '../../harness/trace/entry.ts';
import { endOf } from '../support/requests.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { isReturned, isServed } from '../support/returned.ts';
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
      const served = t.verify('http.close-handled', isServed(t, sandbox, outcome, { n }), {
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
  covers('http.stale-connection-replaced').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    const sleeps = t.smoke.grade === 'probe' && t.smoke.actions.includes('sleep');

    const throws = t.smoke.grade === 'probe' && t.smoke.actions.includes('throw');

    const died = [
      await diesBeforePost(t, sandbox),
      throws && (await diesBeforeReport(t, sandbox)),
      sleeps && (await diesInHandler(t, sandbox)),
      await diesBeforePoll(t, sandbox),
    ];

    if (!died.includes(true)) t.notApplicable('The runtime does not keep connections alive.');
  },
);

/**
 * Closes the connection of the event before the result is sent. The runtime is frozen meanwhile: data sent while a
 * connection closes is lost, which is not the runtime's fault.
 */
async function diesBeforePost(t: TestContext, sandbox: Sandbox): Promise<boolean> {
  const event = { dies: 'before the post' };
  const outcome = await closedBefore(sandbox, event);
  if (outcome === undefined) return false;
  return verifyPosted(t, outcome, isServed(t, sandbox, outcome, event), 'result-lost');
}

/** The same for the report of a failure. */
async function diesBeforeReport(t: TestContext, sandbox: Sandbox): Promise<boolean> {
  if (!sandbox.process.running) return false;
  await sandbox.waitForPoll();
  const outcome = await closedBefore(sandbox, { probe: 'throw', type: 'Oops', message: 'm' });
  // Other requirements judge a failure that becomes a response.
  if (outcome === undefined) return false;
  return verifyPosted(t, outcome, outcome.kind !== 'none', 'error-lost');
}

/** The outcome of an event whose connection closes before the post; undefined if none was open. */
async function closedBefore(sandbox: Sandbox, event: unknown): Promise<Outcome | NoOutcome | undefined> {
  sandbox.process.freeze();
  const delivery = sandbox.deliver(event);
  const delivered = await delivery.delivered();
  await replied(sandbox, delivered.exchange);
  const closed = sandbox.runtimeApi.closeIdleConnections('end');
  await sandbox.trace.sleep(LEAVING_MS);
  sandbox.process.thaw();
  return closed === 0 ? undefined : delivery.outcome();
}

/** The same with a reset while the handler runs, which leaves the client time to see it. */
async function diesInHandler(t: TestContext, sandbox: Sandbox): Promise<boolean> {
  if (!sandbox.process.running) return false;
  await sandbox.waitForPoll();
  const delivery = sandbox.deliver({ probe: 'sleep', ms: SLEEP_MS });
  const delivered = await delivery.delivered();
  await replied(sandbox, delivered.exchange);
  // On a slow machine the result may have been sent already: the connection is then not idle.
  const closed = sandbox.runtimeApi.closeIdleConnections('reset');

  if (closed === 0) return false;
  const outcome = await delivery.outcome();
  return verifyPosted(t, outcome, isReturned(outcome, { slept: SLEEP_MS }), 'result-lost');
}

function verifyPosted(
  t: TestContext,
  outcome: Outcome | NoOutcome,
  posted: boolean,
  code: 'result-lost' | 'error-lost',
): true {
  t.verify('http.stale-connection-replaced', posted, {
    code,
    expected: 'the result, over a fresh connection',
    actual: outcome.describe(),
  });
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
  t.verify('http.stale-connection-replaced', poll !== undefined, {
    code: 'does-not-poll',
    expected: 'a poll over a fresh connection',
    actual: endOf(sandbox),
  });
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

      const inStep = isServed(t, sandbox, outcome, { n });
      const served = t.verify('http.replies-drained', inStep, {
        code: 'out-of-step',
        expected: 'every event served, also after a 202 with a body of 64 KiB',
        actual: outcome.kind === 'none' ? `invocation ${n}: ${outcome.reason}` : outcome.describe(),
      });
      if (!served) return;
    }
    if (t.smoke.actions.includes('throw')) await judgeLongErrorReply(t, sandbox);
  },
);

/** The same with the reply to an error report. */
async function judgeLongErrorReply(t: TestContext, sandbox: Sandbox): Promise<void> {
  sandbox.runtimeApi.faults.arm('error', [{ fault: 'body', body: LONG_REPLY }]);
  const failed = await sandbox.deliver({ probe: 'throw', type: 'Oops', message: 'm' }).outcome();
  const event = { after: 'a failure' };
  const outcome = await sandbox.deliver(event).outcome();
  sandbox.runtimeApi.faults.clear();
  // Other requirements judge a failure that is not reported.
  if (failed.kind !== 'error') return;
  t.verify('http.replies-drained', isServed(t, sandbox, outcome, event), {
    code: 'out-of-step-error',
    expected: 'the next event served, after a 202 with a body of 64 KiB to an error report',
    actual: outcome.describe(),
  });
}
