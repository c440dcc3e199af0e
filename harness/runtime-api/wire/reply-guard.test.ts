import { expect, test } from 'vitest';
import { HarnessError } from '../../base/errors.ts';
import { deploymentOf } from '../../base/deployment.ts';
import { InvocationBuilder } from '../invocations/invocation-builder.ts';
import { seededRandom } from '../../base/random.ts';
import { Trace } from '../../trace/trace.ts';
import type { Fault } from '../invocations/faults.ts';
import type { Invocation } from '../invocations/invocation.ts';
import { RawClient } from '../testing/raw-client.ts';
import { RuntimeApiServer } from '../server.ts';

const NEXT = 'GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: api\r\n\r\n';
const PING = 'GET /2018-06-01/ping HTTP/1.1\r\nHost: api\r\n\r\n';

/** A server whose invocation a saboteur changes before delivery, and the error when it is closed. */
async function sabotaged(
  sabotage: (invocation: { -readonly [K in keyof Invocation]: Invocation[K] }) => void,
  faults: readonly Fault[] = [],
): Promise<unknown> {
  const trace = new Trace();
  const server = await RuntimeApiServer.listen({ trace: () => trace });
  await using client = await RawClient.connect(server.port);
  const invocation = {
    ...new InvocationBuilder(seededRandom(1), deploymentOf(seededRandom(1))).build({ n: 1 }, { faults }),
  };
  // The reply is framed by then, but its head is not sent.
  trace.subscribe((entry) => {
    if (entry.kind === 'invocation-delivered') sabotage(invocation);
  });
  client.send(NEXT);
  server.invoke(invocation);
  client.send(PING);
  await trace.waitFor((entry) => entry.kind === 'reply-completed' && entry.exchange === 2, {
    awaited: 'two replies',
    limitMs: 5000,
  });
  return server[Symbol.asyncDispose]().then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

function changeEvent(invocation: { event: Buffer }): void {
  invocation.event = Buffer.from('{"n":2}');
}

test('a correct server closes without an error', async () => {
  expect(await sabotaged(() => {})).toBeUndefined();
});

test('a server that delivers another event than the queued one reports a fault of the harness', async () => {
  const fault = await sabotaged(changeEvent);

  expect(fault).toBeInstanceOf(HarnessError);
  expect(fault).toMatchObject({ code: 'ENGINE_FAILED', exitCode: 70 });
  expect(String(fault)).toContain(
    'request 1 (GET /2018-06-01/runtime/invocation/next) delivers another event',
  );
});

test('a reply with an injected fault is not judged', async () => {
  expect(await sabotaged(changeEvent, [{ fault: 'reason', reason: '' }])).toBeUndefined();
});

test('a deadline in the past is a fault of the harness, unless a test chose it', async () => {
  const trace = new Trace();
  const server = await RuntimeApiServer.listen({ trace: () => trace });
  const builder = new InvocationBuilder(seededRandom(1), deploymentOf(seededRandom(1)));
  server.invoke(builder.build({}, { deadlineMs: 1 }));
  server.invoke({ ...builder.build({}, { deadlineMs: 1 }), usual: true });

  await expect(server[Symbol.asyncDispose]()).rejects.toThrow(/invocation 2 has the deadline 1$/);
});
