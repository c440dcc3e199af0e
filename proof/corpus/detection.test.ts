import { expect, test } from 'vitest';
import { detectionOf, totalsOf } from './detection.ts';
import type { RealBug } from './bugs/bug.ts';

const facts = { id: 'BUG-001', runtime: 'R', reference: 'a/b#1', bug: 'It broke.' } as const;
const caught: RealBug = { ...facts, mutants: ['next.user-agent', 'next.event-unchanged/cut'] };
const excluded: RealBug = { ...facts, outOfScope: 'jvm-only' };
const missed: RealBug = { ...facts, undetected: 'no test reads it' };

const both = new Map([
  ['next.user-agent', true],
  ['next.event-unchanged/cut', true],
]);

test('a bug is detected when all of its mutants were caught', () => {
  expect(detectionOf(caught, both)).toEqual({ kind: 'detected' });
  expect(detectionOf(caught, new Map([...both, ['next.event-unchanged/cut', false]]))).toEqual({
    kind: 'undetected',
    why: 'survived: next.event-unchanged/cut',
  });
});

test('a mutant that was not judged detects nothing', () => {
  expect(detectionOf(caught, new Map([['next.user-agent', true]]))).toEqual({
    kind: 'undetected',
    why: 'not judged yet: next.event-unchanged/cut',
  });
});

test('a bug that is out of scope or known to be missed keeps its reason', () => {
  expect(detectionOf(excluded, both)).toEqual({ kind: 'out-of-scope', reason: 'jvm-only' });
  expect(detectionOf(missed, both)).toEqual({ kind: 'undetected', why: 'no test reads it' });
});

test('bugs out of scope do not count', () => {
  const classes = [
    { title: 'One', bugs: [caught, excluded] },
    { title: 'Other', bugs: [missed] },
  ];

  expect(totalsOf(classes, both)).toEqual({ rows: 3, inScope: 2, detected: 1 });
  expect(totalsOf([], both)).toEqual({ rows: 0, inScope: 0, detected: 0 });
});
