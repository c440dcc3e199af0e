import type { NewEntry } from '../../harness/trace/entry.ts';
import { snapstartRules } from './snapstart.ts';
import {
  exited,
  fault,
  judgesAsTabled,
  poll,
  reply,
  request,
  view,
  type Table,
} from './testing/hand-made-trace.ts';

const start: NewEntry[] = [
  { kind: 'runtime-started', pid: 1, command: ['bootstrap'] },
  { kind: 'connection-opened', connection: 1 },
];
const underSnapStart: NewEntry[] = [
  {
    kind: 'runtime-started',
    pid: 1,
    command: ['bootstrap'],
    environment: { AWS_LAMBDA_INITIALIZATION_TYPE: 'snap-start' },
  },
  { kind: 'connection-opened', connection: 1 },
];
const restoreCall = request(1, 'restore-next', { target: '/2018-06-01/runtime/restore/next' });

const rows: Table = {
  'snapstart.only-under-snapstart': {
    holds: [['a poll', view(start, poll(1))]],
    violates: [
      ['a call, and an exit', view(start, restoreCall, reply(1, 404), exited(1))],
      ['a call, and a poll', view(start, restoreCall, reply(1, 404), poll(2))],
    ],
    silent: [
      ['a call that succeeds', view(start, restoreCall, reply(1, 200), poll(2))],
      ['a poll under SnapStart', view(underSnapStart, poll(1))],
      ['our fault', view(start, restoreCall, fault(1), reply(1, 404), poll(2))],
      ['no request', view(start, exited(1))],
      ['a warm sandbox', view(start.slice(0, 1), poll(1))],
    ],
  },
};

judgesAsTabled(snapstartRules, rows);
