import { expect, test } from 'vitest';
import { Recorder, RepeatedError } from './recorder.ts';

const late = { code: 'slow', expected: 'soon', actual: '9 s', at: 0, late: true } as const;
const rule = { requirement: 'init.in-time', judge: () => ({ observations: 1, findings: [late] }) };
const trace = { entries: [], length: 0, overflowed: false };

test('a wire rule does not tell again what follows from a deviation that the test reported', () => {
  const ended = { code: 'no-outcome', expected: 'one', actual: 'none', at: 0, consequence: true } as const;
  const following = { requirement: 'response.one', judge: () => ({ observations: 1, findings: [ended] }) };
  const [silent, told] = [new Recorder(), new Recorder()];
  told.deviates('error.reported', { code: 'lost', expected: 'a', actual: 'b' }, undefined);

  silent.judge(trace, [following], undefined);
  told.judge(trace, [following], undefined);

  expect(silent.record('t', []).findings).toMatchObject([{ requirement: 'response.one' }]);
  expect(told.record('t', []).findings).toMatchObject([{ requirement: 'error.reported' }]);
  expect(told.record('t', []).observations).not.toHaveProperty('response.one');
});

test('a wire rule accuses a runtime of being late only where the machine was not too busy', () => {
  const [idle, busy] = [new Recorder(), new Recorder()];

  idle.judge(trace, [rule], undefined);
  busy.judge({ ...trace, starved: 'The machine was too busy.' }, [rule], undefined);

  expect(idle.record('t', []).findings).toMatchObject([{ requirement: 'init.in-time', code: 'slow' }]);
  expect(busy.record('t', [])).toMatchObject({
    findings: [],
    notJudged: [
      { requirement: 'init.in-time', verdict: 'inconclusive', reason: 'The machine was too busy.' },
    ],
  });
  expect(busy.starved).toBe(true);
});

test('what a busy machine cut short stays open, although some of it was seen to hold', () => {
  const [ended, cut] = [new Recorder(), new Recorder()];
  for (const recorder of [ended, cut]) recorder.holds('next.unchanged', 1, undefined);

  ended.leaveUnjudged(['next.unchanged', 'loop.order'], 'inconclusive', 'no outcome');
  cut.leaveUnjudged(['next.unchanged', 'loop.order'], 'inconclusive', 'no outcome', true);

  expect(openIn(ended)).toEqual(['loop.order']);
  expect(openIn(cut)).toEqual(['next.unchanged', 'loop.order']);
});

function openIn(recorder: Recorder): string[] {
  return recorder.record('t', []).notJudged.map(({ requirement }) => requirement);
}

test('an attempt that repeats deviations ends with the last of them', () => {
  const evidence = { code: 'c', expected: 'e', actual: 'a' };
  const recorder = new Recorder({}, [
    { requirement: 'one', code: 'c' },
    { requirement: 'two', code: 'c' },
  ]);

  recorder.deviates('two', evidence, undefined);
  recorder.deviates('other', evidence, undefined);
  recorder.deviates('one', { ...evidence, code: 'd' }, undefined);

  expect(() => recorder.deviates('one', evidence, undefined)).toThrow(RepeatedError);
});
