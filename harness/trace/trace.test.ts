import { describe, expect, test, vi } from 'vitest';
import { RuntimeGoneError, Trace, WaitExpiredError } from './trace.ts';

const note = (text: string) => ({ kind: 'note', text }) as const;
const exited = { kind: 'runtime-exited', exit: { kind: 'exited', exitCode: 0 } } as const;
const started = { kind: 'runtime-started', pid: 1, command: ['x'] } as const;
const isB = (entry: { kind: string }): boolean => 'text' in entry && entry.text === 'b';

describe('a trace', () => {
  test('finds earlier and later entries', async () => {
    const trace = new Trace();
    trace.record(note('b'));
    await expect(trace.waitFor(isB, { awaited: 'b', limitMs: 1000 })).resolves.toMatchObject({ text: 'b' });

    const later = trace.waitFor(isB, { awaited: 'b', limitMs: 1000, from: trace.length });
    trace.record(note('a'));
    trace.record(note('b'));
    await expect(later).resolves.toBe(trace.entries[2]);
  });

  test('gives up after the limit', async () => {
    await expect(new Trace().waitFor(isB, { awaited: 'b', limitMs: 10 })).rejects.toThrow(WaitExpiredError);
  });

  test('gives up at once when the runtime ends, or has ended and was not restarted', async () => {
    const trace = new Trace();
    const waiting = trace.waitFor(isB, { awaited: 'b', limitMs: 60_000 });
    trace.record(exited);
    await expect(waiting).rejects.toThrow(RuntimeGoneError);
    await expect(trace.waitFor(isB, { awaited: 'b', limitMs: 60_000 })).rejects.toThrow(RuntimeGoneError);

    trace.record(started);
    const again = trace.waitFor(isB, { awaited: 'b', limitMs: 60_000 });
    trace.record(note('b'));
    await expect(again).resolves.toMatchObject({ text: 'b' });
  });

  test('stamps entries with a clock that never goes back', () => {
    const trace = new Trace();
    for (let count = 0; count < 100; count += 1) trace.record(note(String(count)));
    const times = trace.entries.map((entry) => entry.at);

    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('bounds the memory for bodies and output', () => {
    const trace = new Trace();
    const megabyte = Buffer.alloc(1024 * 1024);
    for (let count = 0; count < 120; count += 1) {
      trace.record({ kind: 'output', stream: 'stdout', bytes: megabyte, length: megabyte.length });
    }
    const outputs = trace.entries.filter((entry) => entry.kind === 'output');
    const kept = outputs.reduce((sum, entry) => sum + entry.bytes.length, 0);

    expect(kept).toBeLessThanOrEqual(8 * 1024 * 1024);
    expect(outputs.reduce((sum, entry) => sum + entry.length, 0)).toBe(120 * megabyte.length);
    expect(outputs.length).toBeLessThan(12);
  });

  test('says when there were too many entries to keep', () => {
    const trace = new Trace();
    for (let count = 0; count < 200_001; count += 1) trace.record(note(''));

    expect(trace.overflowed).toBe(true);
    expect(trace.length).toBe(50_000);
  });
});

test.each([
  [2900, undefined],
  [3100, 'too busy'],
])('what came only after %i ms says whether the machine was too busy: %s', async (ms, starved) => {
  vi.useFakeTimers();
  const trace = new Trace();
  trace.measureWaits({ begin: () => ({ cancel: () => {}, expire: () => 'too busy' }) });
  const waiting = trace.waitFor(({ kind }) => kind === 'thawed', { awaited: 'it', limitMs: 10_000 });

  await vi.advanceTimersByTimeAsync(ms);
  trace.record({ kind: 'thawed' });
  await waiting;
  vi.useRealTimers();

  expect(trace.starved).toBe(starved);
});
