import { expect, test } from 'vitest';
import {
  deviatingRun,
  conformantRun,
  interruptedRun,
  smokeFailureRun,
} from '../../harness/run/testing/sample-run.ts';
import { acquittalOf, faultsOf, isClean } from './acquittal.ts';
import type { Innocent } from './innocent.ts';

const innocent: Innocent = { name: 'an-innocent', freedom: 'Does it in another way.', legal: 'It may.' };

test('a run without deviations acquits', () => {
  const result = acquittalOf(innocent, conformantRun());

  expect(isClean(result)).toBe(true);
  expect(faultsOf([result])).toEqual([]);
});

test('each deviation at MUST or SHOULD accuses; one at MAY, or of an advisory requirement, is a note', () => {
  const result = acquittalOf(innocent, deviatingRun());

  expect(result.accusations.map(({ requirement, level, code }) => [requirement, level, code])).toEqual(
    expect.arrayContaining([
      ['next.no-client-timeout', 'MUST', 'gives-up'],
      ['response.413-survived', 'SHOULD', expect.any(String)],
    ]),
  );
  expect(result.notes).toEqual(expect.arrayContaining(['next.empty-event-survived', 'error.content-type']));
  expect(result.accusations.map(({ requirement }) => requirement)).not.toContain('error.content-type');
  expect(isClean(result)).toBe(false);
  expect(faultsOf([result])).toContain('an-innocent is accused by next.no-client-timeout (gives-up).');
});

test('a known false alarm is no new one, but the innocent is not clean', () => {
  const result = acquittalOf({ ...innocent, alarms: ['next.no-client-timeout'] }, deviatingRun());

  expect(result.accusations.map(({ requirement }) => requirement)).not.toContain('next.no-client-timeout');
  expect(result.known).toEqual(['next.no-client-timeout']);
  expect(isClean(result)).toBe(false);
});

test.each([
  ['was interrupted', interruptedRun()],
  ['could not judge the function', smokeFailureRun()],
])('a run that %s does not acquit', (_what, run) => {
  const result = acquittalOf(innocent, run);

  expect(result.unjudged).toMatch(/\w/);
  expect(isClean(result)).toBe(false);
  expect(faultsOf([result])).toContainEqual(expect.stringContaining('an-innocent was not judged: '));
});

test('a requirement at MUST that stays open acquits only on busy processors, since a gate ends with 3', () => {
  const open = conformantRun({ verdict: 'inconclusive', reason: 'a.b could not be judged.' });

  expect(acquittalOf(innocent, open).unjudged).toBe('a.b could not be judged.');
  expect(acquittalOf(innocent, open, true).unjudged).toBeNull();
});

test('a deviation that was not confirmed is listed and does not accuse', () => {
  const warnings = [
    'loop.order/polls-before-outcome: seen once and not confirmed in a fresh sandbox: Oops',
    'a.b: other',
  ];

  const result = acquittalOf(innocent, conformantRun({ warnings }));

  expect(result.seenOnce).toEqual(['loop.order/polls-before-outcome']);
  expect(isClean(result)).toBe(true);
});
