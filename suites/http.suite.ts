/** Connections that behave as they may: closed, kept, died meanwhile. */
import { createGate } from '../harness/runtime-api/faults.ts';
import type { Sandbox } from '../harness/sandbox.ts';
import type { Entry } from '../harness/trace/entry.ts';
import { isPoll } from './requests.ts';
import { covers, test, type Scene } from './support.ts';

test('speaks plain HTTP/1.1 with the API address as `Host`', covers('http.plain-http11'), async (scene) => {
  const sandbox = await scene.warm();
  await sandbox.invoke({ host: true });

  for (const request of sandbox.trace.entries) {
    if (request.kind !== 'request') continue;
    const host = request.headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? '';
    scene.verify('http.plain-http11', host.trim().toLowerCase() === sandbox.runtimeApi.address, {
      deviation: 'The Host header does not name the Runtime API.',
      expected: `Host: ${sandbox.runtimeApi.address}`,
      actual: `Host: ${host}`,
    });
  }
});

test(
  'reconnects after `Connection: close` or after a connection that is simply closed behind a reply',
  covers('http.close-handled'),
  async (scene) => {
    const sandbox = await scene.warm();

    for (const announced of [true, false]) {
      sandbox.runtimeApi.faults.arm('any', [{ fault: 'close-after-reply', announced, closing: 'end' }], {
        times: Infinity,
      });
      for (const n of [1, 2, 3]) {
        const outcome = await sandbox.deliver({ n, announced }).outcome();
        const served = scene.verify('http.close-handled', outcome.kind !== 'none', {
          deviation: announced
            ? 'The runtime does not go on after `Connection: close`.'
            : 'The runtime does not go on after a connection that is closed behind a reply.',
          expected: 'every event is served, over a new connection',
          actual: outcome.kind === 'none' ? `invocation ${n}: ${outcome.reason}` : outcome.describe(),
        });
        if (!served) return;
      }
      sandbox.runtimeApi.faults.clear();
    }
  },
);

test(
  'replaces a kept connection that died while idle, without losing the invocation',
  covers('http.stale-connection-replaced'),
  async (scene) => {
    const sandbox = await scene.warm();

    const died = [await diesBeforePost(scene, sandbox), await diesBeforePoll(scene, sandbox)];

    if (!died.includes(true)) scene.notTestable('The runtime keeps no connection, so none of them can die.');
  },
);

/** The connection on which the event came dies in a freeze, before the result goes out. */
async function diesBeforePost(scene: Scene, sandbox: Sandbox): Promise<boolean> {
  sandbox.freeze();
  const delivery = sandbox.deliver({ dies: 'before the post' });
  const delivered = await delivery.delivered();
  await replied(sandbox, delivered.exchange);
  const closed = sandbox.runtimeApi.closeIdleConnections('end');
  sandbox.thaw();

  const outcome = await delivery.outcome();

  if (closed === 0) return false;
  scene.verify('http.stale-connection-replaced', outcome.kind !== 'none', {
    deviation: 'The runtime lost a result because its kept connection had died.',
    expected: 'the result, over a fresh connection',
    actual: outcome.kind === 'none' ? outcome.reason : outcome.describe(),
  });
  return true;
}

/** The connection on which the result was taken dies in a freeze, before the next poll. */
async function diesBeforePoll(scene: Scene, sandbox: Sandbox): Promise<boolean> {
  if (!sandbox.running) return false;
  await sandbox.rest();
  const gate = createGate();
  const from = sandbox.trace.length;
  sandbox.runtimeApi.faults.arm('any', [{ fault: 'hold', gate }], {
    when: ({ requestId }) => requestId !== undefined,
  });
  const outcome = await sandbox.invoke({ dies: 'before the poll' });
  sandbox.freeze();
  gate.open();
  await replied(sandbox, outcome.request.exchange);
  const closed = sandbox.runtimeApi.closeIdleConnections('end');
  sandbox.thaw();

  const poll = await sandbox.see((entry) => isPoll(entry) && entry.exchange > outcome.request.exchange, {
    awaited: 'the next poll',
    from,
    limitMs: scene.limits.outcomeMs,
  });

  if (closed === 0) return false;
  scene.verify('http.stale-connection-replaced', poll !== undefined, {
    deviation: 'The runtime did not poll again because its kept connection had died.',
    expected: 'a poll over a fresh connection',
    actual: sandbox.running ? 'no poll' : 'the process ended',
  });
  return true;
}

async function replied(sandbox: Sandbox, exchange: number): Promise<void> {
  const sent = (entry: Entry): boolean => entry.kind === 'reply-completed' && entry.exchange === exchange;
  await sandbox.wait(sent, { awaited: 'the end of our reply', limitMs: sandbox.limits.outcomeMs });
}

/** More than any buffer between the runtime and us takes by itself. */
const LONG_REPLY = Buffer.from(`{"status":"OK","padding":"${'x'.repeat(64 * 1024)}"}\n`);

test(
  'reads the replies to its POSTs to the end, so that a reused connection stays in step',
  covers('http.replies-drained'),
  async (scene) => {
    const sandbox = await scene.warm();
    sandbox.runtimeApi.faults.arm('any', [{ fault: 'body', body: LONG_REPLY }], {
      times: 2,
      when: ({ requestId }) => requestId !== undefined,
    });

    for (const n of [1, 2, 3]) {
      const outcome = await sandbox.deliver({ n }).outcome();

      const inStep =
        outcome.kind !== 'none' && (scene.smoke.grade === 'opaque' || outcome.object?.['n'] === n);
      const served = scene.verify('http.replies-drained', inStep, {
        deviation: 'The runtime falls out of step behind a long reply to its POST.',
        expected: 'every event is served, also after a 202 with a body of 64 KiB',
        actual: outcome.kind === 'none' ? `invocation ${n}: ${outcome.reason}` : outcome.describe(),
      });
      if (!served) return;
    }
  },
);
