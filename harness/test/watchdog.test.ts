import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Watchdog } from './watchdog.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new Promise<never>(() => {});

test('a test that waits while nothing happens is rejected, and so is the next one', async () => {
  const watchdog = new Watchdog(() => 7, 12_000);
  const first = watchdog.guard(never);
  const advanced = vi.advanceTimersByTimeAsync(12_000);

  await expect(first).rejects.toThrow('hung: nothing happened in any sandbox for 12 s');
  await advanced;
  await expect(watchdog.guard(never)).rejects.toThrow('12 s');
});

test('a test may run long while something happens now and then', async () => {
  let progress = 0;
  const watchdog = new Watchdog(() => progress, 12_000);
  const rejected = vi.fn<(reason: unknown) => void>();
  watchdog.guard(never).catch(rejected);

  for (let round = 0; round < 10; round += 1) {
    await vi.advanceTimersByTimeAsync(11_000);
    progress += 1;
  }
  expect(rejected).not.toHaveBeenCalled();

  await vi.advanceTimersByTimeAsync(14_000);
  expect(rejected).toHaveBeenCalledOnce();
});

test('the result or failure of a test that ends is passed on', async () => {
  const watchdog = new Watchdog(() => 7, 12_000);

  await expect(watchdog.guard(Promise.resolve('done'))).resolves.toBe('done');
  await expect(watchdog.guard(Promise.reject(new Error('its own')))).rejects.toThrow('its own');
});
