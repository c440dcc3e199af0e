import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { FailureGuard } from './failure-guard.ts';

/** A guard that listens to a stand-in for `process`, so that a test can let failures surface. */
function guardWith(log = vi.fn<(text: string) => void>()) {
  const events = new EventEmitter();
  const guard = new FailureGuard(events, log);
  return { events, guard, log };
}

const forever = (): Promise<never> => new Promise(() => {});

test('settles as the work does', async () => {
  const { guard } = guardWith();

  await expect(guard.run(async () => 1)).resolves.toBe(1);
  await expect(guard.run(() => Promise.reject(new Error('own')))).rejects.toThrow('own');
});

test.each(['uncaughtException', 'unhandledRejection'])('fails the work on an %s', async (event) => {
  const { events, guard } = guardWith();

  const work = guard.run(async () => {
    setImmediate(() => events.emit(event, new Error('escaped')));
    return forever();
  });

  await expect(work).rejects.toThrow('escaped');
});

test('fails work that can no longer finish', async () => {
  const { events, guard } = guardWith();

  const work = guard.run(forever);
  events.emit('beforeExit');

  await expect(work).rejects.toMatchObject({ name: 'Runtime.NeverSettled' });
});

test('only logs a failure of finished work', async () => {
  const { events, guard, log } = guardWith();

  await guard.run(async () => {
    setImmediate(() => events.emit('uncaughtException', new Error('too late')));
  });
  await delay(5);

  expect(log).toHaveBeenCalledWith(expect.stringContaining('Error: too late'));
});

test('does not blame the current work for a failure of earlier work', async () => {
  const { events, guard, log } = guardWith();

  await guard.run(async () => {
    setTimeout(() => events.emit('uncaughtException', new Error('of the first')), 5);
  });
  const second = guard.run(async () => {
    await vi.waitFor(() => expect(log).toHaveBeenCalled());
    return 'served';
  });

  await expect(second).resolves.toBe('served');
});
