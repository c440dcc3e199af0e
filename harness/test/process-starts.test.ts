import { expect, test } from 'vitest';
import type { Entry, NewEntry } from '../trace/entry.ts';
import { startsIn } from './process-starts.ts';

const began = { kind: 'runtime-started', pid: 1, command: ['./bootstrap'] } as const;
const ended = { kind: 'runtime-exited', exit: { kind: 'exited', exitCode: 1 } } as const;

function call(endpoint: 'next' | 'init-error' | 'restore-next', method = 'GET'): NewEntry {
  return {
    kind: 'request',
    exchange: 1,
    connection: 1,
    method,
    target: `/${endpoint}`,
    endpoint,
    headers: [],
    version: 'HTTP/1.1',
    headBytes: 100,
    pipelined: false,
  };
}

function entriesOf(...steps: readonly (readonly [at: number, entry: NewEntry])[]): Entry[] {
  return steps.map(([at, entry]) => ({ ...entry, at }));
}

test('a start lasts until the first poll of its process; a later one is a restart', () => {
  const entries = entriesOf(
    [10, began],
    [56.04, call('next')],
    [60, call('next')],
    [90, ended],
    [100, began],
    [103.27, call('next')],
  );

  expect(startsIn(entries, 'fresh')).toEqual([
    { why: 'fresh', firstPollMs: 46 },
    { why: 'restart', firstPollMs: 3.3 },
  ]);
  expect(startsIn(entries, 'control', 'control').map(({ why }) => why)).toEqual(['control', 'control']);
});

test('a sandbox that an earlier test opened counts only its restarts', () => {
  const entries = entriesOf([0, began], [5, call('next')], [10, ended], [20, began], [30, call('next')]);

  expect(startsIn(entries, undefined)).toEqual([{ why: 'restart', firstPollMs: 10 }]);
});

test('a process that only reports a failed init, or calls next with a wrong method, never polled', () => {
  const entries = entriesOf(
    [0, began],
    [5, call('init-error', 'POST')],
    [6, call('next', 'POST')],
    [7, ended],
  );

  expect(startsIn(entries, 'fresh')).toEqual([{ why: 'fresh', firstPollMs: null }]);
});

test('under SnapStart a start ends with the call for the restore', () => {
  const entries = entriesOf([0, began], [5, call('restore-next')], [900, call('next')]);

  expect(startsIn(entries, 'settings')).toEqual([{ why: 'settings', firstPollMs: 5 }]);
});
