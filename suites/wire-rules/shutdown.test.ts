import type { NewEntry } from '../../harness/trace/entry.ts';
import { delivery, exited, judgesAsTabled, poll, post, reply, view } from './testing/hand-made-trace.ts';
import { shutdownRules } from './shutdown.ts';

const started: NewEntry = { kind: 'runtime-started', pid: 1, command: ['bootstrap'] };
const frozen: NewEntry = { kind: 'frozen' };
const thawed: NewEntry = { kind: 'thawed' };

function signal(name = 'SIGTERM'): NewEntry {
  return { kind: 'signal-sent', signal: name, reason: 'the shutdown phase' };
}

/** Entries with the same time. */
function at(
  ms: number,
  ...entries: readonly (NewEntry | readonly NewEntry[])[]
): (NewEntry & { at: number })[] {
  return entries.flat().map((entry) => ({ at: ms, ...entry }));
}

judgesAsTabled(shutdownRules, {
  'shutdown.nothing-new-after-sigterm': {
    holds: [
      ['it ends', view(poll(1), signal(), exited())],
      ['it stays idle', view(poll(1), signal())],
      ['a poll that crosses the signal', view(at(0, poll(1), reply(1, 403), signal(), poll(2)), exited())],
      [
        'the outcome of an earlier event',
        view(poll(1), delivery(1, 'a'), signal(), post(2, 'response', 'a'), reply(2, 202), exited()),
      ],
      [
        'an event that crosses the signal',
        view(
          at(0, poll(1), signal(), delivery(1, 'a', false)),
          post(2, 'response', 'a'),
          reply(2, 202),
          exited(),
        ),
      ],
      [
        'an event that a stopped process receives together with the signal',
        view(
          poll(1),
          frozen,
          signal(),
          at(9000, delivery(1, 'a', false), thawed),
          at(9100, post(2, 'response', 'a')),
          at(9200, exited()),
        ),
      ],
      ['a poll of the next process', view(poll(1), signal(), exited(), started, poll(2))],
    ],
    violates: [
      ['a poll', view(poll(1), reply(1, 403), signal(), poll(2), exited())],
      [
        'a poll after the outcome',
        view(poll(1), delivery(1, 'a'), signal(), post(2, 'response', 'a'), reply(2, 202), poll(3), exited()),
      ],
      [
        'an event that is served',
        view(poll(1), signal(), delivery(1, 'a', false), post(2, 'response', 'a'), reply(2, 202)),
      ],
      ['a poll after the thaw', view(poll(1), reply(1, 403), frozen, signal(), thawed, poll(2))],
    ],
    silent: [
      ['no signal', view(poll(1), delivery(1, 'a'), post(2, 'response', 'a'), reply(2, 202), poll(3))],
      ['another signal', view(poll(1), reply(1, 403), signal('SIGUSR1'), poll(2))],
      ['a signal during the start', view(started, signal(), poll(1))],
      ['an event without an outcome', view(poll(1), signal(), delivery(1, 'a', false), exited())],
      ['a process that never thaws', view(poll(1), reply(1, 403), frozen, signal(), poll(2))],
    ],
  },
});
