/** Long streams, and readers that are slower than the handler. */
import { createGate } from '../../harness/runtime-api/invocations/faults.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { limitFor } from '../support/limit-for.ts';
import { covers, test, type TestContext } from '../support/test.ts';
import { countsUp, freshStreaming, ordinaryStream, stream } from './streamed.ts';

const MIB = 1024 * 1024;
const WRITE = 256 * 1024;
/** The limit until 2025, and a little more; and, with --slow, as many writes as 200 MB, the limit since then, allow. */
const LONG = 21 * MIB;
const LONGEST = Math.floor(200_000_000 / WRITE) * WRITE;
/** How Lambda reads a stream: the first 6 MB as fast as they come. */
const LAMBDA_READS = { fault: 'read-slowly', bytesPerSecond: 2 * MIB, burstBytes: 6 * MIB } as const;
/** What a slow reader leaves unread, and how much of it a runtime may hold: the buffers of the kernel are not in it. */
const UNREAD = 96 * MIB;
const HELD = 48 * MIB;
/** How long the reader stands still. A runtime that buffers takes that much in far less time. */
const STALL_MS = 2000;
const SAMPLE_MS = STALL_MS / 2;

test('streams more than 20 MB', covers('streaming.above-6-mb').against(ordinaryStream), async (t) => {
  const sandbox = await freshStreaming(t);
  const slow = t.pace === 'slow';
  const length = slow ? LONGEST : LONG;
  if (slow) sandbox.runtimeApi.faults.arm('response', [LAMBDA_READS]);

  const streamed = await stream(
    sandbox,
    { probe: 'stream', chunks: [WRITE], times: length / WRITE },
    { limitMs: limitFor(t, length) + (slow ? (length / LAMBDA_READS.bytesPerSecond) * 1000 : 0) },
  );

  t.verify('streaming.above-6-mb', countsUp(streamed, length), {
    code: 'stream-incomplete',
    expected: `${length} bytes that count up, modulo 251`,
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
