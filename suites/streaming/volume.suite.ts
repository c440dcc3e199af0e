/** Long streams, and readers that are slower than the handler. */
import { createGate } from '../../harness/runtime-api/invocations/faults.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { limitFor } from '../support/limit-for.ts';
import { covers, test, type TestContext } from '../support/test.ts';
import { bytesOf, freshStreaming, isWhole, ordinaryStream, stream } from './streamed.ts';

const MIB = 1024 * 1024;
const WRITE = 256 * 1024;
/** The limit until 2025, and a little more. */
const LONG = 21 * MIB;
/** What a slow reader leaves unread, and how much of it a runtime may hold: the buffers of the kernel are not in it. */
const UNREAD = 96 * MIB;
const HELD = 48 * MIB;
/** How long the reader stands still. A runtime that buffers takes that much in far less time. */
const STALL_MS = 2000;
const SAMPLE_MS = STALL_MS / 2;

test('streams more than 20 MB', covers('streaming.above-6-mb').against(ordinaryStream), async (t) => {
  const sandbox = await freshStreaming(t);
  const times = LONG / WRITE;

  const streamed = await stream(
    sandbox,
    { probe: 'stream', chunks: [WRITE], times },
    { limitMs: limitFor(t, LONG) },
  );

  const expected = bytesOf(Array.from({ length: times }, () => WRITE));
  t.verify('streaming.above-6-mb', isWhole(streamed, expected), {
    code: 'stream-incomplete',
    expected: `${LONG} bytes that count up, modulo 251`,
    actual: streamed.text,
  });
});

test(
  'keeps its memory bounded while the reader is slow',
  { ...covers('streaming.back-pressure').against(ordinaryStream), concurrency: 'unbounded' },
  async (t) => {
    const sandbox = await freshStreaming(t);
    const before = await sandbox.process.sample();
    if (before === undefined)
      return t.notTestable('This platform does not report the resources of a process.');
    const gate = createGate();
    sandbox.runtimeApi.faults.arm('response', [{ fault: 'stall', bodyBytes: WRITE, gate }]);

    const limitMs = limitFor(t, UNREAD) + STALL_MS;
    const streaming = stream(
      sandbox,
      { probe: 'stream', chunks: [WRITE], times: UNREAD / WRITE },
      { limitMs },
    );
    const most = (await mostMemory(t, sandbox, before.rssBytes + HELD)) - before.rssBytes;
    gate.open();
    const streamed = await streaming;

    if (most <= HELD && streamed.kind !== 'whole')
      return t.inconclusive(`The stream did not end: ${streamed.text}.`);
    t.verifyAbsence('streaming.back-pressure', most <= HELD, {
      code: 'memory-grows',
      expected: `at most ${HELD / MIB} MiB more while ${UNREAD / MIB} MiB wait for a reader that stands still`,
      actual: `${Math.round(most / MIB)} MiB more`,
    });
  },
);

/** The most memory that is seen while the reader stands still, or the first above the limit. */
async function mostMemory(t: TestContext, sandbox: Sandbox, limit: number): Promise<number> {
  let most = 0;
  const until = sandbox.trace.now() + STALL_MS * (t.limits.outcomeMs / 3000);
  while (sandbox.trace.now() < until && most <= limit) {
    await sandbox.trace.waitForOptional(({ kind }) => kind === 'runtime-exited', {
      awaited: 'the next sample of its memory',
      from: sandbox.trace.length,
      limitMs: SAMPLE_MS,
      endsWithRuntime: false,
    });
    most = Math.max(most, (await sandbox.process.sample())?.rssBytes ?? 0);
  }
  return most;
}
