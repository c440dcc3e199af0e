import { expect, test } from 'vitest';
import type { Endpoint, NewEntry } from '../../harness/trace/entry.ts';
import type { RawHeaders } from '../../harness/base/headers.ts';
import type { Smoke } from '../../harness/sandbox/limits.ts';
import type { TraceView } from '../../harness/trace/view.ts';
import {
  delivery,
  exited,
  fault,
  judgesAsTabled,
  poll,
  reply,
  request,
  view,
  type Table,
} from './testing/hand-made-trace.ts';
import { initRules } from './init.ts';

const started: NewEntry = { kind: 'runtime-started', pid: 1, command: ['bootstrap'] };
const opened = (connection: number): Extract<NewEntry, { kind: 'connection-opened' }> => ({
  kind: 'connection-opened',
  connection,
});
const start: NewEntry[] = [started, opened(1)];
const startOfWorkers: NewEntry[] = [
  { ...started, environment: { AWS_LAMBDA_MAX_CONCURRENCY: '4' } },
  opened(1),
];
const waitedForItsEnd: NewEntry = { kind: 'wait-expired', awaited: 'the end of the process', limitMs: 3000 };
const killed: NewEntry[] = [
  { kind: 'signal-sent', signal: 'SIGKILL', reason: 'the sandbox is closed' },
  { kind: 'runtime-exited', exit: { kind: 'signalled', signal: 'SIGKILL', forced: true } },
];

const DOCUMENT = '{"errorMessage":"m","errorType":"Oops"}';
const HEADERS: RawHeaders = [
  ['Content-Type', 'application/json'],
  ['lambda-runtime-function-error-type', 'Runtime.NoSuchHandler'],
];

function call(exchange: number, endpoint: Endpoint, target = '/elsewhere'): NewEntry[] {
  return [...request(exchange, endpoint, { target }), ...reply(exchange, 200)];
}

function report(exchange: number, body = DOCUMENT, headers = HEADERS, status = 202): NewEntry[] {
  const bytes = Buffer.from(body);
  const target = '/2018-06-01/runtime/init/error';
  return [
    ...request(exchange, 'init-error', { method: 'POST', target, headers }).map((entry) =>
      entry.kind === 'request-body' ? { ...entry, body: { bytes, length: bytes.length, cut: false } } : entry,
    ),
    ...reply(exchange, status),
  ];
}

/** A failed init, and the entries after it. */
function failed(...after: readonly (NewEntry | readonly NewEntry[])[]): TraceView {
  return view(start, report(1), ...after);
}

const goesOn = [...poll(1), ...delivery(1, 'a')];

/** An init error that is answered with an error. */
function refusedReport(method: string, endpoint: Endpoint, target: string): NewEntry[] {
  return [...request(1, endpoint, { method, target }), ...reply(1, endpoint === 'other' ? 404 : 405)];
}

const rows: Table = {
  'init.settings-from-environment': {
    holds: [],
    violates: [
      ['a poll at the built-in address', view(started, { ...opened(1), atFixedPort: true }, poll(1))],
    ],
    silent: [
      ['a poll at the named address', view(started, opened(1), poll(1))],
      ['another connection', view(started, { ...opened(2), atFixedPort: true }, opened(1), poll(1))],
    ],
  },
  'init.reports-failure': {
    holds: [],
    violates: [
      [
        'another method',
        view(start, refusedReport('PUT', 'init-error', '/2018-06-01/runtime/init/error'), exited(1)),
      ],
      [
        'another version of the API',
        view(start, refusedReport('POST', 'other', '/2015-03-31/runtime/init/error'), exited(1)),
      ],
    ],
    silent: [
      ['a report', failed(exited(1))],
      ['an exit', view(start, exited(1))],
      ['a good start', view(start, goesOn)],
      [
        'an error after the first poll',
        view(start, poll(2), refusedReport('PUT', 'init-error', '/2018-06-01/runtime/init/error')),
      ],
    ],
  },
  'init.exits-after-report': {
    holds: [
      ['an exit', failed(exited(1))],
      ['the second start as well', view(start, report(1), exited(1), start, report(2), exited(1))],
    ],
    violates: [['no exit within the limit', failed(waitedForItsEnd, killed)]],
    silent: [
      ['ended by us, unasked', failed(killed)],
      ['unfinished', failed()],
      ['a report that was refused', view(start, report(1, DOCUMENT, HEADERS, 403), waitedForItsEnd)],
      ['a report with an injected fault', view(start, report(1), fault(1), waitedForItsEnd)],
      ['a late report', view(start, poll(1), report(2), waitedForItsEnd)],
    ],
  },
  'init.failure-exit-code': {
    holds: [
      ['1', failed(exited(1))],
      [
        'a signal',
        failed({ kind: 'runtime-exited', exit: { kind: 'signalled', signal: 'SIGABRT', forced: false } }),
      ],
    ],
    violates: [['0', failed(exited(0))]],
    silent: [
      ['still running', failed()],
      ['ended by us', failed(killed)],
      ['an end without a report', view(start, exited(0))],
    ],
  },
  'init.no-next-after-failure': {
    holds: [['nothing more', failed(exited(1))]],
    violates: [['a poll', failed(poll(2), reply(2, 403))]],
    silent: [
      ['a good start', view(start, goesOn)],
      ['a poll of the second process', view(start, report(1), exited(1), start, poll(2))],
      ['a poll of another worker', view(startOfWorkers, report(1), poll(2))],
    ],
  },
  'init.one-report': {
    holds: [['one', failed(exited(1))]],
    violates: [['two', failed(report(2, DOCUMENT, HEADERS, 403), exited(1))]],
    silent: [
      ['again after our fault', view(start, report(1), fault(1), report(2))],
      ['again after a refusal', view(start, report(1, DOCUMENT, HEADERS, 500), report(2))],
      ['one of each process', view(start, report(1), exited(1), start, report(2), exited(1))],
      ['one of each worker', view(startOfWorkers, report(1), report(2, DOCUMENT, HEADERS, 403))],
    ],
  },
  'init.error-shape': {
    holds: [['a document', failed()]],
    violates: [
      ['bare text', view(start, report(1, 'Oops'))],
      ['an array', view(start, report(1, '[]'))],
      ['no type', view(start, report(1, '{"errorMessage":"m"}'))],
      ['a message that is not a string', view(start, report(1, '{"errorMessage":{},"errorType":"t"}'))],
      ['no Content-Type', view(start, report(1, DOCUMENT, []))],
    ],
    silent: [['no body yet', view(start, report(1).slice(0, 1))]],
  },
  'init.error-type-header': {
    holds: [
      ['a category and a reason', failed()],
      [
        'any category',
        view(start, report(1, DOCUMENT, [['Lambda-Runtime-Function-Error-Type', 'Init.Odd_1']])),
      ],
      [
        'letters beyond ASCII',
        view(start, report(1, DOCUMENT, [['Lambda-Runtime-Function-Error-Type', 'Function.\xd0\x96']])),
      ],
    ],
    violates: [
      ['none', view(start, report(1, DOCUMENT, []))],
      ['a class', view(start, report(1, DOCUMENT, [['Lambda-Runtime-Function-Error-Type', 'Oops']]))],
    ],
    silent: [['a good start', view(start, goesOn)]],
  },
  'init.error-only-before-next': {
    holds: [
      ['an end after a poll', view(start, poll(1), exited(1))],
      ['a poll that failed', view(start, poll(1), fault(1), reply(1, 500), poll(2))],
    ],
    violates: [
      ['after a poll that failed', view(start, poll(1), fault(1), reply(1, 500), report(2), exited(1))],
    ],
    silent: [
      ['a failed init', failed(exited(1))],
      ['no failure', view(start, goesOn)],
      ['the second process', view(start, poll(1), killed, start, report(2))],
    ],
  },
  'init.no-other-calls': {
    holds: [
      ['a poll', view(start, goesOn)],
      ['an extension', view(start, call(1, 'extension-register'), call(2, 'extension-next'), poll(3))],
      ['a restore', view(start, call(1, 'restore-next'), poll(2))],
      ['something after the first event', view(start, goesOn, call(2, 'ping'))],
    ],
    violates: [
      ['a ping', view(start, call(1, 'ping'), poll(2))],
      ['an unknown path', view(start, call(1, 'other'), poll(2))],
      ['the next event of an unregistered extension', view(start, call(1, 'extension-next'), poll(2))],
    ],
    silent: [
      ['a failed init', view(start, call(1, 'ping'), report(2))],
      ['no poll', view(start, call(1, 'ping'))],
      ['a failed restore', view(start, call(1, 'restore-next'), call(2, 'restore-error'), poll(3))],
      ['a warm process', view(started, call(1, 'ping'), poll(2))],
    ],
  },
  'init.extensions-registered-before-next': {
    holds: [['before', view(start, call(1, 'extension-register'), poll(2))]],
    violates: [['after', view(start, poll(1), call(2, 'extension-register'))]],
    silent: [
      ['no extension', view(start, goesOn)],
      ['a warm process', view(started, poll(1), call(2, 'extension-register'))],
    ],
  },
};

judgesAsTabled(initRules, rows);

const smoke: Omit<Smoke, 'coldStartMs'> = { grade: 'echo', language: null, actions: [] };

test.each([
  ['soon', 300, 200, 0],
  ['late now and when it was measured', 6000, 6000, 1],
  ['late on a machine that is busy now', 6000, 200, 0],
])('init.first-next-in-time: %s', (_name, tookMs, coldStartMs, findings) => {
  const late = poll(1).map((entry) => ({ ...entry, at: tookMs }));
  const rule = initRules.find(({ requirement }) => requirement === 'init.first-next-in-time');

  const judged = rule?.judge(view({ ...started, at: 0 }, start.slice(1), late), { ...smoke, coldStartMs });

  expect(judged?.findings).toHaveLength(findings);
});
