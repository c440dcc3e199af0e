import type { NewEntry } from '../../harness/trace/entry.ts';
import {
  delivery,
  deliveryThatMayEnd,
  exited,
  fault,
  judgesAsTabled,
  left,
  poll,
  post,
  reply,
  request,
  view,
  type Table,
} from './testing/hand-made-trace.ts';
import { nextRules } from './next.ts';

const register = request(9, 'extension-register', {
  method: 'POST',
  target: '/2020-01-01/extension/register',
});

const killed: NewEntry = { kind: 'signal-sent', signal: 'SIGKILL', reason: 'the sandbox is closed' };

const rows: Table = {
  'next.polls-documented-path': {
    holds: [
      ['the documented poll', view(poll(1))],
      ['after a registration', view(register, poll(1))],
    ],
    violates: [
      ['a trailing slash', view(request(1, 'other', { target: '/2018-06-01/runtime/invocation/next/' }))],
      ['a query', view(poll(1, 1, { target: '/2018-06-01/runtime/invocation/next?x=1' }))],
      ['another method', view(poll(1, 1, { method: 'POST' }))],
      ['another method later', view(poll(1), poll(2, 1, { method: 'POST' }), reply(2, 405))],
    ],
    silent: [
      ['no request', view(exited(1))],
      ['a failed init', view(request(1, 'init-error'))],
      ['a failed init by PUT', view(request(1, 'init-error', { method: 'PUT' }), poll(2))],
    ],
  },
  'next.one-outstanding': {
    holds: [
      ['one after the other', view(poll(1), delivery(1, 'a'), post(2, 'response', 'a'), poll(3, 2))],
      ['after its connection had closed', view(poll(1, 1), left(1), poll(2, 2))],
      ['while its connection closes', view(poll(1, 1), poll(2, 2).slice(0, 1), { ...left(1), at: 2050 })],
      ['of a restarted process', view(poll(1, 1), exited(), poll(2, 2))],
    ],
    violates: [
      ['two open at once', view(poll(1, 1), poll(2, 2), delivery(1, 'a'))],
      ['two open until our signal', view(poll(1, 1), poll(2, 2), killed, { ...left(1), at: 2050 })],
    ],
    silent: [['no poll', view(request(1, 'init-error'))]],
  },
  'next.not-before-outcome': {
    holds: [['outcome, then poll', view(poll(1), delivery(1, 'a'), post(2, 'error', 'a'), poll(3))]],
    violates: [
      [
        'an outcome that was refused',
        view(poll(1), delivery(1, 'a'), post(2, 'response', 'a'), reply(2, 400), poll(3)),
      ],
      [
        'an outcome by PUT',
        view(poll(1), delivery(1, 'a'), post(2, 'response', 'a', { method: 'PUT' }), poll(3)),
      ],
      ['poll, then outcome', view(poll(1), delivery(1, 'a'), poll(2, 2), post(3, 'response', 'a'))],
      ['poll and no outcome', view(poll(1), delivery(1, 'a'), poll(2))],
      ['poll of another worker', view(poll(1), deliveryThatMayEnd(1, 'a'), left(1), poll(2, 2))],
    ],
    silent: [
      ['an end that is allowed', view(poll(1), deliveryThatMayEnd(1, 'a'), left(1), exited(3), poll(2, 2))],
      [
        'an event that a killed worker had not read',
        view(poll(1), deliveryThatMayEnd(1, 'a'), left(1, 'runtime', 'reset'), poll(2, 2)),
      ],
      [
        'a fault of ours in the outcome',
        view(poll(1), delivery(1, 'a'), post(2, 'error', 'a'), fault(2), poll(3)),
      ],
      ['an event that need not be settled', view(poll(1), delivery(1, 'a', false), poll(2))],
      ['a restarted process', view(poll(1), delivery(1, 'a'), exited(1), poll(2, 2))],
      ['an event lost on the way', view(poll(1), delivery(1, 'a'), left(1, 'runtime', 'reset'), poll(2, 2))],
      ['nothing more', view(poll(1), delivery(1, 'a'))],
    ],
  },
  'next.request-id-used': {
    holds: [
      ['its own id', view(poll(1), delivery(1, 'a'), post(2, 'response', 'a'))],
      [
        'two at a time',
        view(
          poll(1),
          delivery(1, 'a'),
          poll(2, 2),
          delivery(2, 'b'),
          post(3, 'error', 'a'),
          post(4, 'error', 'b'),
        ),
      ],
    ],
    violates: [
      [
        'an older id',
        view(
          poll(1),
          delivery(1, 'a'),
          post(2, 'response', 'a'),
          poll(3),
          delivery(3, 'b'),
          post(4, 'response', 'a'),
        ),
      ],
      ['an id of its own', view(poll(1), delivery(1, 'a'), post(2, 'response', 'undefined'))],
    ],
    silent: [
      ['no id given', view(poll(1), delivery(1, '', false), post(2, 'response', 'undefined'))],
      ['no outcome', view(poll(1), delivery(1, 'a'), exited(1))],
      [
        'a delivery with an injected fault',
        view(poll(1), fault(1), delivery(1, 'a'), post(2, 'response', 'b')),
      ],
    ],
  },
  'next.user-agent': {
    holds: [['named', view(poll(1))]],
    violates: [
      ['none', view(poll(1, 1, { headers: [['Host', 'x']] }))],
      ['blank', view(poll(1, 1, { headers: [['user-agent', ' ']] }))],
    ],
    silent: [['no request', view()]],
  },
  'next.get-has-no-body': {
    holds: [
      ['neither', view(poll(1))],
      ['a length of nothing', view(poll(1, 1, { headers: [['Content-Length', '0']] }))],
    ],
    violates: [
      ['a length', view(poll(1, 1, { headers: [['Content-Length', '2']] }))],
      ['chunks', view(poll(1, 1, { headers: [['Transfer-Encoding', 'chunked']] }))],
    ],
    silent: [['a POST', view(post(1, 'error', 'a'), reply(1, 202))]],
  },
};

judgesAsTabled(nextRules, rows);
