import type { NewEntry } from '../../harness/trace/entry.ts';
import {
  delivery,
  fault,
  judgesAsTabled,
  poll,
  post,
  reply,
  request,
  view,
  type Table,
} from './testing/hand-made-trace.ts';
import { httpRules } from './http.ts';

const elsewhere = request(2, 'other', { target: '/2018-06-01/elsewhere' });
const tls: NewEntry = {
  kind: 'protocol-problem',
  connection: 1,
  problem: 'tls-hello',
  sample: Buffer.from([22]),
};

const rows: Table = {
  'http.plain-http11': {
    holds: [['HTTP/1.1 with a Host', view(poll(1))]],
    violates: [
      ['HTTP/1.0', view(poll(1, 1, { version: 'HTTP/1.0' }))],
      ['no Host', view(poll(1, 1, { headers: [] }))],
      ['TLS', view(tls)],
    ],
    silent: [
      [
        'an offer to upgrade',
        view(
          poll(1, 1, {
            headers: [
              ['Host', 'x'],
              ['Upgrade', 'h2c'],
            ],
          }),
        ),
      ],
    ],
  },
  'http.no-compression': {
    holds: [
      ['none', view(post(1, 'response', 'a'))],
      ['said to be none', view(post(1, 'response', 'a', { headers: [['Content-Encoding', 'identity']] }))],
    ],
    violates: [['gzip', view(post(1, 'response', 'a', { headers: [['content-encoding', 'gzip']] }))]],
    silent: [['no request', view()]],
  },
  'http.no-pipelining': {
    holds: [['in turn', view(poll(1), delivery(1, 'a'), post(2, 'response', 'a'))]],
    violates: [['early', view(poll(1), post(2, 'response', 'a', { pipelined: true }))]],
    silent: [['behind our fault', view(poll(1), fault(1), post(2, 'response', 'a', { pipelined: true }))]],
  },
  'http.only-known-paths': {
    holds: [
      ['documented', view(poll(1), reply(1, 403))],
      ['metadata', view(request(1, 'metadata', { target: '/2026-01-15/metadata/execution-environment' }))],
    ],
    violates: [['another', view(poll(1), elsewhere)]],
    silent: [
      ['behind a redirect', view(poll(1), reply(1, 302), elsewhere)],
      ['without an id', view(poll(1), delivery(1, '', false), elsewhere)],
    ],
  },
  'http.request-headers-small': {
    holds: [['a small one', view(post(1, 'error', 'a', { headBytes: 65_535 }))]],
    violates: [
      ['a large one', view(post(1, 'error', 'a', { headBytes: 65_536 }))],
      ['of a poll', view(poll(1, 1, { headBytes: 100_000 }))],
    ],
    silent: [['nothing that failed', view(poll(1), delivery(1, 'a'), post(2, 'response', 'a'))]],
  },
};

judgesAsTabled(httpRules, rows);
