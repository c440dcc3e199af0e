import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchForStall } from './watchdog.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new Promise<never>(() => {});

test('a test that waits while nothing happens is rejected, and so is the next one', async () => {
  const unlessStalled = watchForStall(() => 7, 12_000);
  const first = unlessStalled(never);
  const advanced = vi.advanceTimersByTimeAsync(12_000);

  await expect(first).rejects.toThrow('nothing had happened in any sandbox for 12 s');
  await advanced;
  await expect(unlessStalled(never)).rejects.toThrow('12 s');
});

test('as long as something happens now and then, a test may take its time', async () => {
  let signs = 0;
  const unlessStalled = watchForStall(() => signs, 12_000);
  const rejected = vi.fn<(reason: unknown) => void>();
  unlessStalled(never).catch(rejected);

  for (let round = 0; round < 10; round += 1) {
    await vi.advanceTimersByTimeAsync(11_000);
    signs += 1;
  }
  expect(rejected).not.toHaveBeenCalled();

  await vi.advanceTimersByTimeAsync(14_000);
  expect(rejected).toHaveBeenCalledOnce();
});

test('a test that ends is passed on, whether it fails or not', async () => {
  const unlessStalled = watchForStall(() => 7, 12_000);

  await expect(unlessStalled(Promise.resolve('done'))).resolves.toBe('done');
  await expect(unlessStalled(Promise.reject(new Error('its own')))).rejects.toThrow('its own');
});
