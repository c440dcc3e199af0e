import { EventEmitter } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { Interruption } from './interruption.ts';

class OwnProcess extends EventEmitter {
  readonly pid = 1234;
  readonly sent: unknown[] = [];

  kill(pid: number, signal: string): true {
    this.sent.push([pid, signal, this.listenerCount(signal)]);
    return true;
  }
}

function hearing(): { own: OwnProcess; interruption: Interruption } {
  const own = new OwnProcess();
  const interruption = new Interruption(own);
  interruption.hear();
  return { own, interruption };
}

afterEach(() => void vi.useRealTimers());

test.for(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s aborts', (signal) => {
  const { own, interruption } = hearing();

  own.emit(signal, signal);

  expect(interruption.signal.reason).toBe(signal);
  expect(own.sent).toEqual([]);
});

test('does not hear signals before it is told to', () => {
  const own = new OwnProcess();
  expect(new Interruption(own).signal.aborted).toBe(false);
  expect(own.listenerCount('SIGINT')).toBe(0);
});

test('a later signal of any kind ends the process by its default effect', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const { own } = hearing();

  own.emit('SIGINT', 'SIGINT');
  vi.advanceTimersByTime(600);
  own.emit('SIGTERM', 'SIGTERM');

  expect(own.sent).toEqual([[1234, 'SIGTERM', 0]]);
});

test('the copy that npx passes on is the same signal', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const { own } = hearing();

  own.emit('SIGINT', 'SIGINT');
  vi.advanceTimersByTime(50);
  own.emit('SIGINT', 'SIGINT');

  expect(own.sent).toEqual([]);
});
