import { expect, test } from 'vitest';
import { SlowMachine } from './slow-machine.ts';
import { Trace } from '../trace/trace.ts';

const idle = (): Promise<boolean> => Promise.resolve(true);
const busy = (): Promise<boolean> => Promise.resolve(false);

function traceWith(requests: number): Trace {
  const trace = new Trace();
  for (let exchange = 1; exchange <= requests; exchange += 1) {
    trace.record({
      kind: 'request',
      exchange,
      connection: 1,
      endpoint: 'next',
      method: 'GET',
      target: '/2018-06-01/runtime/invocation/next',
      version: 'HTTP/1.1',
      headers: [],
      headBytes: 0,
      pipelined: false,
    });
  }
  return trace;
}

test.each([
  ['is idle', idle, 1, false],
  ['is busy', busy, 1, true],
  ['is busy, and has sent many requests meanwhile', busy, 20, false],
])('a runtime that %s', async (_, isIdle, requests, suspected) => {
  const slowMachine = new SlowMachine(isIdle);
  slowMachine.checkAfter(traceWith(requests), 60_000);

  await expect(slowMachine.suspected()).resolves.toBe(suspected);
});

test('requests before the wait do not count', async () => {
  const trace = traceWith(20);
  await expect.poll(() => trace.now() - (trace.entries.at(-1)?.at ?? 0)).toBeGreaterThan(2);
  const slowMachine = new SlowMachine(busy);
  slowMachine.checkAfter(trace, 1);

  await expect(slowMachine.suspected()).resolves.toBe(true);
});

test('traffic right after the wait makes a slow machine possible', async () => {
  const trace = traceWith(1);
  const slowMachine = new SlowMachine(() => {
    trace.record({ kind: 'note', text: 'late' });
    return idle();
  });
  slowMachine.checkAfter(trace, 1000);

  await expect(slowMachine.suspected()).resolves.toBe(true);
});

test('one wait is enough, until a new trace forgets it', async () => {
  const answers = [true, false, true];
  const slowMachine = new SlowMachine(() => Promise.resolve(answers.pop() ?? true));
  for (let wait = 0; wait < 3; wait += 1) slowMachine.checkAfter(traceWith(1), 1000);

  await expect(slowMachine.suspected()).resolves.toBe(true);
  slowMachine.watch(new Trace());
  await expect(slowMachine.suspected()).resolves.toBe(false);
});
