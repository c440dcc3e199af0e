import { describe, expect, test } from 'vitest';
import { needs } from '../base/testing/needs-tool.ts';
import { processesTagged, startFixture } from './fixtures/start-fixture.ts';

const onLinux = process.platform === 'linux';

/** design.md promises that every exit ends within its limit plus this. */
const PROMISED_MS = 1000;

/** An executable, and what it prints when its processes run; `undefined` if it exits by itself. */
interface Ending {
  readonly name: string;
  readonly text?: string;
  readonly tool?: string;
}

const endings: readonly Ending[] = [
  { name: 'exits-with-1' },
  { name: 'never-ends', text: 'ready' },
  { name: 'ignores-sigterm', text: 'ready' },
  { name: 'forks-and-exits' },
  { name: 'closes-its-outputs', text: 'ready' },
  { name: 'floods-stdout', text: 'line' },
  { name: 'prints-then-dies' },
];
const endingsOnLinux: readonly Ending[] = [
  { name: 'double-forks-away', text: 'ready', tool: 'setsid' },
  { name: 'clears-its-tag', text: 'ready', tool: 'setsid' },
];

describe('leaves no process within a second of', () => {
  for (const { name, text, tool = 'sh' } of [...endings, ...(onLinux ? endingsOnLinux : [])]) {
    test(...needs(tool, name), async () => {
      const { runtime, processTag, printed } = startFixture(name);
      await (text === undefined ? runtime.exited : printed(text));

      const start = performance.now();
      await runtime.terminate();

      expect(performance.now() - start).toBeLessThan(PROMISED_MS);
      expect(processesTagged(processTag)).toEqual([]);
      expect(() => process.kill(runtime.pid, 0)).toThrow('ESRCH');
    });
  }
});

test('ends a frozen bootstrap', async () => {
  const { runtime, printed } = startFixture('obeys-sigterm');
  await printed('ready');
  runtime.freeze();

  // The grace is longer than the test may take: without a thaw the process could not obey.
  await expect(runtime.terminate({ graceMs: 60_000 })).resolves.toEqual({ kind: 'exited', exitCode: 7 });
});

test('kills a bootstrap that ignores SIGTERM after the grace', async () => {
  const { runtime, printed } = startFixture('ignores-sigterm');
  await printed('ready');

  const start = performance.now();
  const exit = await runtime.terminate({ graceMs: 100 });

  expect(exit).toEqual({ kind: 'signalled', signal: 'SIGKILL', forced: true });
  expect(performance.now() - start).toBeGreaterThanOrEqual(99);
});

test('passes on what a bootstrap writes during its grace', async () => {
  const { runtime, printed, output } = startFixture('obeys-sigterm');
  await printed('ready');

  await runtime.terminate({ graceMs: 60_000 });

  expect(output.text('stdout')).toBe('ready\ngoodbye\n');
});

test('calls an exit forced only when the harness sent the signal', async () => {
  const { runtime, printed } = startFixture('never-ends');
  await printed('ready');

  process.kill(runtime.pid, 'SIGKILL');
  await runtime.exited;

  await expect(runtime.terminate()).resolves.toEqual({ kind: 'signalled', signal: 'SIGKILL', forced: false });
});

test('returns the same termination when called again', async () => {
  const { runtime } = startFixture('never-ends');

  const first = runtime.terminate();

  expect(runtime.terminate({ graceMs: 60_000 })).toBe(first);
  await first;
});
