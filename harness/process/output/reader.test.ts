import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { startFixture } from '../fixtures/start-fixture.ts';
import { readOutput } from './reader.ts';

test('survives a flood in bounded memory and leaves time for others', async () => {
  const { runtime, output } = startFixture('floods-stdout');
  let turns = 0;
  let peakRss = 0;

  await new Promise<void>((resolve) => {
    const end = performance.now() + 3000;
    const timer = setInterval(() => {
      turns++;
      peakRss = Math.max(peakRss, process.memoryUsage.rss());
      if (performance.now() < end) return;
      clearInterval(timer);
      resolve();
    }, 10);
  });
  await runtime.terminate();

  expect(output.received('stdout')).toBeGreaterThan(50 * 1024 * 1024);
  expect(peakRss).toBeLessThan(300 * 1024 * 1024);
  expect(turns).toBeGreaterThan(30); // one in ten, on a machine that may be busy
});

test('holds a bootstrap back while paused, and goes on when resumed', async () => {
  const { runtime, output, printed } = startFixture('floods-stdout');
  await printed('line');

  runtime.pauseOutput();
  const whenPaused = output.received('stdout');
  await new Promise((resolve) => {
    setTimeout(resolve, 100);
  });
  expect(output.received('stdout')).toBe(whenPaused);

  runtime.resumeOutput();
  await expect.poll(() => output.received('stdout')).toBeGreaterThan(whenPaused + 1024 * 1024);
  await runtime.terminate();
});

test('makes writing fail once the outputs are closed', async () => {
  const { runtime, printed } = startFixture('floods-stdout');
  await printed('line');

  runtime.closeOutput();

  // Node starts children with default signal handling, so the first failing write is the last.
  await expect(runtime.exited).resolves.toEqual({ kind: 'signalled', signal: 'SIGPIPE', forced: false });
  await runtime.terminate();
});

test('takes some megabytes in one turn of the event loop at most, however much there is', async () => {
  const piece = Buffer.alloc(64 * 1024);
  let left = 100;
  const endless = new Readable({
    read() {
      this.push(left-- > 0 ? piece : null);
    },
  });
  let thisTurn = 0;
  let most = 0;
  const reader = readOutput({ stdout: endless, stderr: Readable.from([]) }, (_stream, { length }) => {
    if (thisTurn === 0) setImmediate(() => (thisTurn = 0));
    thisTurn += length;
    most = Math.max(most, thisTurn);
  });

  await reader.ended;

  expect(left).toBe(-1);
  // One for this turn, and one for the next if it continues before our own immediate runs.
  expect(most).toBeLessThanOrEqual(2 * 1024 * 1024);
});
