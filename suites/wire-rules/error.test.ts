import type { NewEntry } from '../../harness/trace/entry.ts';
import type { RawHeaders } from '../../harness/base/headers.ts';
import { errorRules } from './error.ts';
import {
  delivery,
  fault,
  judgesAsTabled,
  poll,
  post,
  reply,
  view,
  type Table,
} from './testing/hand-made-trace.ts';

const delivered = [poll(1), delivery(1, 'a')].flat();
const DOCUMENT = { errorMessage: 'm', errorType: 'T' };
const TYPE = 'Lambda-Runtime-Function-Error-Type';
const CAUSE = 'Lambda-Runtime-Function-XRay-Error-Cause';

/** A report with this document, or this text, as its body. */
function report(body: unknown, headers: RawHeaders = []): NewEntry[] {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return [...delivered, ...post(2, 'error', 'a', { headers })].map((entry) =>
    entry.kind === 'request-body' && entry.exchange === 2
      ? { ...entry, body: { length: bytes.length, bytes, cut: false } }
      : entry,
  );
}

const labelled = (type: string): NewEntry[] => report(DOCUMENT, [['content-type', type]]);
const typed = (type: string): NewEntry[] => report(DOCUMENT, [[TYPE, type]]);
const caused = (cause: unknown): NewEntry[] => report(DOCUMENT, [[CAUSE, JSON.stringify(cause)]]);
const answered = [...delivered, ...post(2, 'response', 'a'), ...reply(2, 202)];
const silent: Table[string]['silent'] = [['no report', view(answered)]];

const rows: Table = {
  'error.posted-to-invocation': {
    holds: [],
    violates: [
      ['another method', view(delivered, post(2, 'error', 'a', { method: 'PUT' }), reply(2, 405))],
      [
        'another version of the API',
        view(
          delivered,
          post(2, 'error', 'a', { endpoint: 'other', target: '/2015-03-31/runtime/invocation/a/error' }),
        ),
      ],
    ],
    silent: [
      ['a report', view(report(DOCUMENT))],
      ['a response by PUT', view(delivered, post(2, 'response', 'a', { method: 'PUT' }))],
      ['after the result', view(answered, post(3, 'error', 'a', { method: 'PUT' }))],
      ['our fault', view(delivered, fault(1), post(2, 'error', 'a', { method: 'PUT' }))],
    ],
  },
  'error.json-shape': {
    holds: [['both members', view(report(DOCUMENT))]],
    violates: [
      ['no body', view(report(''))],
      ['JSON in a string', view(report(JSON.stringify(JSON.stringify(DOCUMENT))))],
      ['a list', view(report([DOCUMENT]))],
      ['no type', view(report({ errorMessage: 'm' }))],
      ['a message that is not a string', view(report({ errorMessage: null, errorType: 'T' }))],
    ],
    silent,
  },
  'error.stack-trace-is-strings': {
    holds: [
      ['strings', view(report({ ...DOCUMENT, stackTrace: ['at f', 'at g'] }))],
      ['none', view(report(DOCUMENT))],
      ['null', view(report({ ...DOCUMENT, stackTrace: null }))],
    ],
    violates: [
      ['one text', view(report({ ...DOCUMENT, stackTrace: 'at f\nat g' }))],
      ['objects', view(report({ ...DOCUMENT, stackTrace: [{ path: 'f' }] }))],
      ['another name', view(report({ ...DOCUMENT, trace: ['at f'] }))],
    ],
    silent: [...silent, ['no document', view(report('text'))]],
  },
  'error.content-type': {
    holds: [
      ['the documented type', view(labelled('application/vnd.aws.lambda.error+json; charset=utf-8'))],
      ['the type with a cause', view(labelled('application/vnd.aws.lambda.error.cause+json'))],
    ],
    violates: [
      ['ordinary JSON', view(labelled('application/json'))],
      ['none', view(report(DOCUMENT))],
    ],
    silent,
  },
  'error.type-header-sent': {
    holds: [['any value', view(typed('unhandled'))]],
    violates: [
      ['none', view(report(DOCUMENT))],
      ['an empty one', view(typed(''))],
    ],
    silent,
  },
  'error.type-header-form': {
    holds: [
      ['of the runtime', view(typed('Runtime.NoSuchHandler'))],
      ['of the function', view(typed('Function.Oops'))],
      ['a class of one letter', view(typed('Function.Z'))],
      ['another category', view(typed('Bun.TypeError'))],
    ],
    violates: [
      ['no category', view(typed('unhandled'))],
      ['another form', view(typed('Function<UserException>'))],
    ],
    silent: [...silent, ['no header', view(report(DOCUMENT))]],
  },
  'error.not-after-response': {
    holds: [
      ['a response', view(answered, poll(3))],
      ['an error', view(report(DOCUMENT), poll(3))],
    ],
    violates: [
      ['an error behind a response', view(answered, post(3, 'error', 'a'))],
      ['a response behind an error', view(report(DOCUMENT), reply(2, 202), post(3, 'response', 'a'))],
    ],
    silent: [
      ['a trace that ends at the outcome', view(answered)],
      [
        'a report about a 413',
        view(delivered, post(2, 'response', 'a'), fault(2), reply(2, 413), post(3, 'error', 'a')),
      ],
      ['the same twice', view(answered, post(3, 'response', 'a'))],
      [
        'a report about a 400',
        view(delivered, post(2, 'response', 'a'), reply(2, 400), post(3, 'error', 'a')),
      ],
      ['our fault', view(delivered, post(2, 'response', 'a'), fault(2), post(3, 'error', 'a'))],
    ],
  },
  'error.xray-cause-well-formed': {
    holds: [
      ['none', view(report(DOCUMENT))],
      [
        'the known fields',
        view(
          caused({ working_directory: '/', exceptions: [{ message: 'm', type: 'T', stack: [] }], paths: [] }),
        ),
      ],
    ],
    violates: [
      ['a list', view(caused(['at f']))],
      ['an exception without a type', view(caused({ exceptions: [{ message: 'm', stack: [] }] }))],
      ['no exceptions', view(caused({ working_directory: '/' }))],
    ],
    silent,
  },
  'error.request-id-in-body': {
    holds: [['its own', view(report({ ...DOCUMENT, requestId: 'a' }))]],
    violates: [
      ['none', view(report(DOCUMENT))],
      ['another', view(report({ ...DOCUMENT, requestId: 'b' }))],
    ],
    silent,
  },
};

judgesAsTabled(errorRules, rows);
