import { describe, expect, test } from 'vitest';
import type { Run } from '../run.ts';
import { conformantRun, sampleRun } from '../testing/sample-run.ts';
import { historyRows, stateIn, type JudgedRelease } from './spans.ts';

const id = 'trace.variable-set';
const holds = conformantRun();
const deviates = sampleRun({ [id]: { verdict: 'deviates', found: [{}] } });
const code = deviates.deviations[0]?.code ?? '';
const unknown = sampleRun({ [id]: { verdict: 'inconclusive' } });

/** Releases 1, 2, 3, … with these runs, given the oldest first. */
function releases(...runs: readonly (Run | undefined)[]): JudgedRelease[] {
  return runs.map((run, n) => ({ version: String(n + 1), run })).toReversed();
}

const spansOf = (...runs: readonly (Run | undefined)[]): unknown => historyRows(releases(...runs))[0]?.spans;

describe('a deviation', () => {
  test('comes after a release that holds, and goes with the next that holds', () => {
    expect(spansOf(holds, deviates, deviates, holds)).toEqual([
      { after: '1', since: '2', until: '3', fixedIn: '4', replacedIn: null },
    ]);
  });

  test('may be as old as the oldest release, and still be there', () => {
    expect(spansOf(deviates, deviates)).toEqual([
      { after: null, since: '1', until: '2', fixedIn: null, replacedIn: null },
    ]);
  });

  test('may come twice', () => {
    expect(spansOf(deviates, holds, deviates)).toEqual([
      { after: null, since: '1', until: '1', fixedIn: '2', replacedIn: null },
      { after: '2', since: '3', until: '3', fixedIn: null, replacedIn: null },
    ]);
  });

  test('neither comes nor goes with a release that was not judged', () => {
    expect(spansOf(holds, undefined, deviates, unknown, deviates, undefined, holds)).toEqual([
      { after: '1', since: '3', until: '5', fixedIn: '7', replacedIn: null },
    ]);
  });

  test('has a state for each release', () => {
    const [row] = historyRows(releases(holds, deviates, unknown, undefined));

    expect(row).toMatchObject({ requirement: id, code, level: 'MUST' });
    expect(row?.states).toEqual({ '4': 'unknown', '3': 'unknown', '2': 'deviates', '1': 'holds' });
  });
});

test('releases without a deviation have no rows', () => {
  expect(historyRows(releases(holds, undefined, holds))).toEqual([]);
});

test('a deviation may give way to another of the same requirement', () => {
  const other = sampleRun({ [id]: { verdict: 'deviates', found: [{ code: 'another' }] } });

  expect(spansOf(deviates, other, other)).toEqual([
    { after: '1', since: '2', until: '3', fixedIn: null, replacedIn: null },
  ]);
  expect(historyRows(releases(deviates, other))[1]).toMatchObject({
    code,
    spans: [{ after: null, since: '1', until: '1', fixedIn: null, replacedIn: '2' }],
    states: { '1': 'deviates', '2': 'otherwise' },
  });
});

test('a requirement deviates, in this way or in another', () => {
  expect(stateIn(deviates, id)).toBe('deviates');
  expect(stateIn(deviates, id, code)).toBe('deviates');
  expect(stateIn(deviates, id, 'another')).toBe('otherwise');
  expect(stateIn(holds, id, code)).toBe('holds');
  expect(stateIn(holds, 'no.such')).toBe('unknown');
});
