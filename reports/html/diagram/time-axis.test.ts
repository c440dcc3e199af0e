import { describe, expect, it } from 'vitest';
import type { Deviation, ExchangeStep } from '../../../harness/run/run.ts';
import { drawnRun } from '../fixtures/drawn-run.ts';
import { stretchesOf } from './stretches.ts';
import { timeAxis } from './time-axis.ts';

type Given = Partial<ExchangeStep> & Pick<ExchangeStep, 'kind' | 'at'>;

function steps(...given: readonly Given[]): ExchangeStep[] {
  return given.map((step, line) => ({ label: step.kind, line, decisive: false, ...step }));
}

function summary(...given: readonly Given[]): string[] {
  return stretchesOf(steps(...given)).map(({ what, from, to }) => `${what} ${from}-${to}`);
}

const poll = { kind: 'request', label: 'GET …/invocation/next' } as const;
const post = { kind: 'request', label: 'POST …/invocation/1/response' } as const;

describe('the stretches of an excerpt', () => {
  it('are the life of the process, its polls, its work and its posts', () => {
    expect(
      summary(
        { kind: 'start', at: 0 },
        { ...poll, at: 10, request: 1 },
        { kind: 'reply', at: 20, request: 1, label: '200' },
        { ...post, at: 50, request: 2 },
        { kind: 'reply', at: 60, request: 2, label: '202' },
        { kind: 'exit', at: 70 },
        { kind: 'note', at: 100 },
      ),
    ).toEqual(['running 0-70', 'polling 10-20', 'working 20-50', 'posting 50-60']);
  });

  it('show a freeze, and begin frozen where the excerpt does', () => {
    expect(
      summary(
        { kind: 'note', at: 0 },
        { kind: 'thaw', at: 5 },
        { kind: 'freeze', at: 20 },
        { kind: 'thaw', at: 30 },
        { kind: 'note', at: 40 },
      ),
    ).toEqual(['frozen 0-5', 'running 5-20', 'frozen 20-30', 'running 30-40']);
  });

  it('begin with a process that runs, and leave open what has not ended', () => {
    expect(summary({ ...poll, at: 0, request: 1 }, { kind: 'note', at: 40 })).toEqual([
      'running 0-40',
      'polling 0-40',
    ]);
  });

  it('end the work on an event with the process', () => {
    expect(
      summary(
        { ...poll, at: 0, request: 1 },
        { kind: 'reply', at: 1, request: 1, label: '200' },
        { kind: 'exit', at: 9 },
        { kind: 'note', at: 30 },
      ),
    ).toEqual(['running 0-9', 'polling 0-1', 'working 1-9']);
  });

  it('take a refused poll for no event', () => {
    expect(
      summary(
        { ...poll, at: 0, request: 1 },
        { kind: 'reply', at: 1, request: 1, label: '500' },
        { kind: 'note', at: 9 },
      ),
    ).toEqual(['running 0-9', 'polling 0-1']);
  });
});

function drawn(exchange: Deviation['exchange']): string | undefined {
  const [sample] = drawnRun().deviations;
  if (sample === undefined) throw new Error('the sample is empty');
  return timeAxis({ ...sample, exchange })?.text;
}

describe('the time axis', () => {
  it('is to scale', () => {
    const text = drawn(
      steps({ kind: 'start', at: 100 }, { kind: 'exit', at: 300, decisive: true }, { kind: 'note', at: 500 }),
    );

    expect(text).toContain('Time axis, 400 ms');
    // From 96 to 888 units: the process runs for the first half.
    expect(text).toMatch(/class="running"\s+x="96"\s+y="6"\s+width="396"/);
    expect(text).toContain('class="decisive" d="M492 ');
  });

  it('has no lane without anything on it', () => {
    const text = drawn(steps({ kind: 'start', at: 0 }, { kind: 'note', at: 10 })) ?? '';

    expect(text).toContain('>process<');
    expect(text).not.toContain('>posts<');
    expect(text).not.toContain('>harness<');
  });

  it('is left out where nothing took time', () => {
    expect(drawn([])).toBeUndefined();
    expect(drawn(steps({ kind: 'start', at: 7 }))).toBeUndefined();
  });
});
