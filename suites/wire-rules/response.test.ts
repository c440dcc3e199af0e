import type { NewEntry, ProtocolProblem } from '../../harness/trace/entry.ts';
import type { RawHeaders } from '../../harness/base/headers.ts';
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
  view,
  type Table,
} from './testing/hand-made-trace.ts';
import { responseRules } from './response.ts';

const JSON_LABEL: RawHeaders = [['content-type', 'application/json; charset=utf-8']];
const delivered = [poll(1), delivery(1, 'a')].flat();
const taken = [post(2, 'response', 'a'), reply(2, 202)].flat();
const ended: NewEntry = { kind: 'signal-sent', signal: 'SIGKILL', reason: 'the sandbox is closed' };
const expired: NewEntry = { kind: 'wait-expired', awaited: 'the outcome', limitMs: 3000, invocation: 1 };

/** A complete result with this body for the event `{}`. */
function result(body: string | Buffer, headers: RawHeaders = JSON_LABEL): NewEntry[] {
  return [...eventOf('{}'), ...bodied(post(2, 'response', 'a', { headers }), Buffer.from(body))];
}

/** A delivery whose event has this text. */
function eventOf(text: string): NewEntry[] {
  const bytes = Buffer.from(text);
  return delivered.map((entry) =>
    entry.kind === 'reply' ? { ...entry, body: { length: bytes.length, bytes, cut: false } } : entry,
  );
}

/** The 400 of the Runtime API with this error type. */
function refusedFor(errorType: string): NewEntry[] {
  const bytes = Buffer.from(JSON.stringify({ errorMessage: 'm', errorType }));
  return reply(2, 400).map((entry) =>
    entry.kind === 'reply' ? { ...entry, body: { length: bytes.length, bytes, cut: false } } : entry,
  );
}

function bodied(entries: readonly NewEntry[], bytes: Buffer): NewEntry[] {
  return entries.map((entry) =>
    entry.kind === 'request-body'
      ? { ...entry, framing: { kind: 'content-length' }, body: { length: bytes.length, bytes, cut: false } }
      : entry,
  );
}

/** A JSON result without a label. */
const unlabelled = bodied(post(2, 'response', 'a'), Buffer.from('{}'));

function problem(kind: ProtocolProblem, connection = 1): NewEntry {
  return { kind: 'protocol-problem', connection, problem: kind, sample: Buffer.from('x') };
}

/** The head of a post without its body. */
const begun = post(2, 'response', 'a', { headers: [['Content-Length', '9']] }).slice(0, 1);
const brokenOff: NewEntry = { kind: 'request-aborted', exchange: 2, received: 8 };

const rows: Table = {
  'response.posted-to-invocation': {
    holds: [['the documented path', view(delivered, taken)]],
    violates: [
      [
        'a query',
        view(delivered, post(2, 'response', 'a', { target: '/2018-06-01/runtime/invocation/a/response?x' })),
      ],
      ['another method', view(delivered, post(2, 'response', 'a', { method: 'PUT' }))],
      [
        'a path of its own',
        view(
          delivered,
          post(2, 'response', 'a', { endpoint: 'other', target: '/2018-06-01/runtime/invocation/a/result' }),
        ),
      ],
      [
        'another version of the API',
        view(
          delivered,
          post(2, 'response', 'a', {
            endpoint: 'other',
            target: '/2015-03-31/runtime/invocation/a/response',
          }),
          reply(2, 404),
        ),
      ],
      [
        'a request that the API refuses',
        view(delivered, post(2, 'response', 'a'), refusedFor('InvalidFunctionResponseMode')),
      ],
    ],
    silent: [
      ['an error', view(delivered, post(2, 'error', 'a'))],
      ['an error by PUT', view(delivered, post(2, 'error', 'a', { method: 'PUT' }))],
      ['another id', view(delivered, post(2, 'response', 'b'), refusedFor('InvalidRequestID'))],
      ['a second post', view(delivered, post(2, 'error', 'a'), post(3, 'response', 'a'), reply(3, 403))],
      [
        'another API',
        view(post(1, 'response', '', { endpoint: 'other', target: '/2020-01-01/extension/init/error' })),
      ],
    ],
  },
  'response.exactly-one-outcome': {
    holds: [
      ['one response', view(delivered, taken, poll(3))],
      [
        'a second try at what was refused',
        view(delivered, post(2, 'response', 'a'), reply(2, 400), post(3, 'error', 'a'), poll(4)),
      ],
    ],
    violates: [
      ['a poll of another worker', view(poll(1), deliveryThatMayEnd(1, 'a'), left(1), poll(2, 2))],
      [
        'a poll after our signal to a worker',
        view(poll(1), deliveryThatMayEnd(1, 'a'), ended, left(1), poll(2, 2)),
      ],
      ['two accepted ones', view(delivered, taken, post(3, 'response', 'a'), reply(3, 403))],
      ['a poll instead', view(delivered, poll(2))],
      ['an end instead', view(delivered, exited(0))],
      ['nothing', view(delivered, expired)],
    ],
    silent: [
      ['a trace that ends at the outcome', view(delivered, taken)],
      [
        'a report about a 413',
        view(delivered, post(2, 'response', 'a'), fault(2), reply(2, 413), post(3, 'error', 'a')),
      ],
      ['an end that is allowed', view(poll(1), deliveryThatMayEnd(1, 'a'), left(1), exited(3))],
      ['a wait for a function that ended', view(poll(1), deliveryThatMayEnd(1, 'a'), expired)],
      ['ended by the harness', view(delivered, ended, exited(1))],
      ['an event that may end the process', view(poll(1), delivery(1, 'a', false), exited(1))],
      [
        'sent again after our fault',
        view(delivered, post(2, 'response', 'a'), fault(2), post(3, 'response', 'a')),
      ],
      ['an upload that broke off', view(delivered, begun, brokenOff, left(1), poll(3, 2))],
      ['an unfinished trace', view(delivered)],
      ['frozen meanwhile', view(delivered, { kind: 'frozen' }, expired)],
      ['another poller', view(poll(1), poll(2, 2), delivery(1, 'a'), poll(3, 3))],
      [
        'the same id, delivered again',
        view(delivered, taken, poll(3), delivery(3, 'a'), post(4, 'response', 'a')),
      ],
    ],
  },
  'response.valid-json': {
    holds: [
      ['a document', view(result('{"a":1}\n'))],
      ['a document without a label', view(result('{"a":1}', []))],
    ],
    violates: [
      ['no JSON', view(result('[object Object]'))],
      ['a byte order mark', view(result('\uFEFF{}'))],
      ['another encoding', view(result(Buffer.from('"\u00E9"', 'latin1')))],
    ],
    silent: [
      ['an empty body', view(result(''))],
      ['raw by its label', view(result('text', [['Content-Type', 'text/plain']]))],
      [
        'an echo of invalid JSON',
        view(eventOf('{'), bodied(post(2, 'response', 'a', { headers: JSON_LABEL }), Buffer.from('{'))),
      ],
      [
        'bytes that the event asks for',
        view(
          eventOf('{"probe":"binary","base64":"AP8="}'),
          bodied(post(2, 'response', 'a', { headers: JSON_LABEL }), Buffer.from([0, 255])),
        ),
      ],
      [
        'a stream',
        view(result('text', [...JSON_LABEL, ['Lambda-Runtime-Function-Response-Mode', 'streaming']])),
      ],
    ],
  },
  'response.json-content-type': {
    holds: [['labelled, with a parameter', view(result('{}'))]],
    violates: [
      ['no label', view(result('{}', []))],
      ['an object with the label of a text', view(result('{}', [['Content-Type', 'text/plain']]))],
      ['the label of a form', view(result('{}', [['Content-Type', 'application/x-www-form-urlencoded']]))],
    ],
    silent: [
      ['a raw text that looks like a number', view(result('5', [['Content-Type', 'text/plain']]))],
      [
        'a raw text that looks like an object, as the event has it',
        view(
          eventOf(JSON.stringify({ value: '{}' })),
          bodied(post(2, 'response', 'a', { headers: [['Content-Type', 'text/plain']] }), Buffer.from('{}')),
        ),
      ],
      ['no JSON', view(result('text', []))],
      ['an empty body', view(result('', []))],
      [
        'an event of another type',
        view(poll(1), delivery(1, 'a', true, [['Content-Type', 'text/plain']]), unlabelled),
      ],
      ['an event without a type', view(poll(1), delivery(1, 'a', true, []), unlabelled)],
    ],
  },
  'response.no-mode-header-when-buffered': {
    holds: [['no such header', view(result('{}'))]],
    violates: [
      ['a buffer', view(result('{}', [['lambda-runtime-function-response-mode', 'streaming']]))],
      ['another mode', view(result('{}', [['Lambda-Runtime-Function-Response-Mode', 'buffered']]))],
    ],
    silent: [['no response', view(delivered, post(2, 'error', 'a'))]],
  },
  'response.framing': {
    holds: [['a length', view(result('{}'))]],
    violates: [
      ['bytes left over', view(result('{}'), problem('bad-request-line'))],
      ['both framings', view(result('{}'), problem('length-and-chunked', 2))],
      ['too few bytes, then another request', view(delivered, begun, brokenOff, left(1), poll(3, 2))],
      ['too few bytes, then nothing', view(delivered, begun, expired)],
    ],
    silent: [
      ['an invalid head', view(poll(1), problem('bad-header-name'))],
      ['no HTTP from the start', view(problem('not-http'))],
      ['ended by us', view(delivered, begun, ended, brokenOff)],
      ['ended with the process', view(delivered, begun, brokenOff, exited(1))],
      ['our fault', view(delivered, begun, fault(2), brokenOff, poll(3, 2))],
    ],
  },
};

judgesAsTabled(responseRules, rows);
