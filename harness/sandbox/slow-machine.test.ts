import { expect, test } from 'vitest';
import { Slowness } from './slow-machine.ts';
import { Trace } from '../trace/trace.ts';

const rests = (): Promise<boolean> => Promise.resolve(true);
const works = (): Promise<boolean> => Promise.resolve(false);

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
  ['has nothing to do', rests, 1, false],
  ['is at work', works, 1, true],
  ['is at work, and has sent many requests meanwhile', works, 20, false],
])('a runtime that %s', async (_, atRest, requests, suspected) => {
  const slowness = new Slowness(atRest);
  slowness.lookAfter(traceWith(requests), 60_000);

  await expect(slowness.suspected()).resolves.toBe(suspected);
});

test('requests from before the wait say nothing', async () => {
  const trace = traceWith(20);
  await expect.poll(() => trace.now() - (trace.entries.at(-1)?.at ?? 0)).toBeGreaterThan(2);
  const slowness = new Slowness(works);
  slowness.lookAfter(trace, 1);

  await expect(slowness.suspected()).resolves.toBe(true);
});

test('what was on its way when the wait was over makes the machine suspect', async () => {
  const trace = traceWith(1);
  const slowness = new Slowness(() => {
    trace.record({ kind: 'note', text: 'late' });
    return rests();
  });
  slowness.lookAfter(trace, 1000);

  await expect(slowness.suspected()).resolves.toBe(true);
});

test('one wait is enough, until all are forgotten', async () => {
  const answers = [true, false, true];
  const slowness = new Slowness(() => Promise.resolve(answers.pop() ?? true));
  for (let wait = 0; wait < 3; wait += 1) slowness.lookAfter(traceWith(1), 1000);

  await expect(slowness.suspected()).resolves.toBe(true);
  slowness.forget();
  await expect(slowness.suspected()).resolves.toBe(false);
});
