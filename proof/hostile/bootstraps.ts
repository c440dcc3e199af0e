/** The hostile bootstraps, what each does, and the expected result of judging it. Data only. */
import { escapes } from './attacks/escapes.ts';
import { fileAttacks } from './attacks/files.ts';
import { networkAttacks } from './attacks/network.ts';
import { processAttacks } from './attacks/processes.ts';
import { attacksOfStrangers } from './attacks/strangers.ts';
import { textAttacks } from './attacks/text.ts';
import {
  conforms,
  judgedBy,
  neverAsks,
  quickly,
  unsettled,
  type HostileBootstrap,
} from './hostile-bootstrap.ts';

/** The name says what each one does; the arguments are those of the bootstrap. */
export const hostileBootstraps: readonly HostileBootstrap[] = [
  // Heads.
  {
    name: 'sends-a-million-headers',
    does: 'Sends a million header fields with each poll.',
    attacks: 'memory',
    ...neverAsks(': it sent bytes that are not an HTTP/1.1 request (headers-too-large)'),
  },
  {
    name: 'sends-two-megabytes-of-headers',
    does: 'Polls with the maximum number of short header fields, and aborts.',
    attacks: 'memory',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'sends-broken-header-lines',
    does: 'Polls with hundreds of thousands of malformed header lines, and aborts.',
    attacks: 'memory',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'sends-a-header-of-100-megabytes',
    does: 'Sends one endless header on four connections.',
    attacks: 'memory',
    ...neverAsks(': it sent bytes that are not an HTTP/1.1 request (headers-too-large)'),
  },
  {
    name: 'never-ends-its-head',
    does: 'Sends endless header fields on eight connections.',
    attacks: 'memory',
    ...neverAsks(': it sent bytes that are not an HTTP/1.1 request (headers-too-large)'),
  },
  {
    name: 'sends-a-request-line-of-a-megabyte',
    does: 'Requests a path of a megabyte repeatedly.',
    attacks: 'memory',
    ...neverAsks(': it sent GET /xxx'),
  },
  {
    name: 'calls-paths-of-a-megabyte',
    does: 'Calls a path of a megabyte three times for each event, and serves it.',
    attacks: 'memory',
    ...judgedBy('http.only-known-paths', 'http.request-headers-small'),
  },
  {
    name: 'sends-odd-requests',
    does: 'Sends NUL bytes, CONNECT, OPTIONS, absolute URLs, folded and nameless headers beside each result.',
    attacks: 'memory',
    ...judgedBy('http.only-known-paths', 'http.plain-http11'),
  },

  // Bodies.
  {
    name: 'sends-an-endless-body',
    does: 'Answers each event with an endless chunked body.',
    attacks: 'memory',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'answers-with-100-megabytes',
    does: 'Answers each event with 100 MB.',
    attacks: 'memory',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'answers-with-7-megabytes',
    does: 'Posts 16 results of 7 MB under another id for each event, then the right one.',
    attacks: 'memory',
    options: ['--only', 'next.continues-after-result', '--timeout-scale', '6'],
    expected: conforms,
  },
  {
    name: 'nests-a-million-arrays',
    does: 'Answers with JSON that is nested a million levels deep.',
    attacks: 'memory',
    expected: { end: 3, says: 'function behind the runtime is opaque' },
  },
  {
    name: 'reports-huge-errors',
    does: 'Reports each event as an error of 20 MB full of escapes.',
    attacks: 'memory',
    expected: { end: 3, says: 'function behind the runtime is opaque' },
  },
  {
    name: 'overstates-its-length',
    does: 'Announces a longer body than it sends, and waits.',
    attacks: 'end',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'understates-its-length',
    does: 'Sends a longer body than it announces.',
    attacks: 'verdict',
    ...judgedBy('response.framing'),
  },
  {
    name: 'sends-odd-framing',
    does: 'Sends negative, conflicting and overflowing lengths and chunk sizes beside each result.',
    attacks: 'verdict',
    ...judgedBy('response.framing'),
  },
  {
    name: 'expects-100-continue-for-ever',
    does: 'Expects 100-continue and never sends the body.',
    attacks: 'end',
    options: quickly,
    expected: unsettled,
  },

  // Connections.
  {
    name: 'drips-on-500-connections',
    does: 'Sends a byte a second on 500 connections (slow loris).',
    attacks: 'end',
    ...neverAsks(': it opened connections but sent no complete request'),
  },
  {
    name: 'opens-10000-connections',
    does: 'Opens 10,000 connections and sends nothing.',
    attacks: 'end',
    ...neverAsks(': it opened connections but sent no complete request'),
  },
  {
    name: 'resets-every-connection',
    does: 'Resets each connection a few milliseconds after its poll.',
    attacks: 'end',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'half-closes-half-a-request',
    does: 'Sends half of a request and closes its side of the connection.',
    attacks: 'end',
    ...neverAsks(': it opened connections but sent no complete request'),
  },
  {
    name: 'speaks-http2',
    does: 'Sends the preface of HTTP/2.',
    attacks: 'end',
    ...neverAsks(': it sent bytes that are not an HTTP/1.1 request (http2-preface)'),
  },
  {
    name: 'speaks-tls',
    does: 'Begins a TLS handshake.',
    attacks: 'end',
    ...neverAsks(': it sent bytes that are not an HTTP/1.1 request (tls-hello)'),
  },
  {
    name: 'sends-seeded-noise',
    does: 'Sends random bytes, the same in each run.',
    attacks: 'end',
    ...neverAsks(': it sent bytes that are not an HTTP/1.1 request'),
  },

  // Floods.
  {
    name: 'pipelines-1000-polls',
    does: 'Sends 1000 polls in one write, and settles nothing.',
    attacks: 'memory',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'pipelines-and-answers',
    does: 'Sends 1000 further requests in one write beside each result.',
    attacks: 'verdict',
    ...judgedBy('http.no-pipelining'),
  },
  {
    name: 'floods-with-polls',
    does: 'Polls as fast as it can on four connections, and settles nothing.',
    attacks: 'memory',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'floods-with-unknown-paths',
    does: 'Settles one event, and then requests unknown paths as fast as it can.',
    attacks: 'memory',
    ...judgedBy('http.only-known-paths'),
  },
  {
    name: 'floods-with-small-posts',
    does: 'Posts unsolicited results as fast as it can.',
    attacks: 'memory',
    ...neverAsks(': it sent POST /2018-06-01/runtime/invocation/another/response'),
  },
  {
    name: 'posts-200-times',
    does: 'Posts each result 200 times.',
    attacks: 'verdict',
    ...judgedBy('loop.order', 'response.exactly-one-outcome'),
  },
  {
    name: 'answers-other-ids',
    does: 'Posts responses and errors under ids that it never received.',
    attacks: 'verdict',
    options: quickly,
    expected: unsettled,
  },

  // Text.
  {
    name: 'writes-without-a-newline',
    arguments: ['1'],
    does: 'Floods stdout without a newline, and serves.',
    attacks: 'text',
    expected: conforms,
  },
  {
    name: 'writes-without-a-newline',
    arguments: ['2'],
    does: 'Floods stderr without a newline, and serves.',
    attacks: 'text',
    expected: conforms,
  },
  {
    name: 'writes-no-utf8',
    does: 'Sends bytes that are not UTF-8 in bodies, headers and output.',
    attacks: 'text',
    ...judgedBy('error.json-shape'),
  },
  {
    name: 'escapes-from-its-report',
    does: 'Reports a failed init full of terminal escapes, XML, HTML and Markdown.',
    attacks: 'text',
    expected: { end: 3, says: 'reported a failed init' },
  },
  {
    name: 'escapes-from-everything',
    does: 'Puts terminal escapes, XML, HTML and Markdown into errors, headers, paths, output and its process title.',
    attacks: 'text',
    ...judgedBy('error.stack-trace-is-strings', 'error.content-type', 'http.only-known-paths'),
  },
  {
    name: 'prints-a-huge-environment',
    does: 'Restarts itself with an environment of a megabyte, prints it, and serves.',
    attacks: 'memory',
    expected: conforms,
  },

  // The process.
  ...(['7', 'SIGKILL'] as const).flatMap((how): HostileBootstrap[] => {
    const ended = how === '7' ? 'exited with code 7' : `was killed by ${how}`;
    const after = (when: string): string => `Ends ${when}: ${how === '7' ? 'code 7' : how}.`;
    return [
      {
        name: 'exits',
        arguments: ['before-poll', how],
        does: after('before its first poll'),
        attacks: 'processes',
        expected: {
          end: 3,
          says: `${ended} before it asked`,
        },
      },
      {
        name: 'exits',
        arguments: ['in-poll', how],
        does: after('during its poll'),
        attacks: 'processes',
        expected: { end: 3, says: ended },
      },
      {
        name: 'exits',
        arguments: ['after-receipt', how],
        does: after('after receiving the event'),
        attacks: 'processes',
        expected: { end: 3, says: ended },
      },
      {
        name: 'exits',
        arguments: ['in-post', how],
        does: after('during its post'),
        attacks: 'processes',
        expected: { end: 3, says: ended },
      },
      {
        name: 'exits',
        arguments: ['after-post', how],
        does: after('after its post'),
        attacks: 'processes',
        ...judgedBy('next.continues-after-result'),
      },
    ];
  }),
  {
    name: 'stops-itself',
    does: 'Stops itself after receiving the event.',
    attacks: 'processes',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'stops-its-group-at-start',
    does: 'Stops its process group at start.',
    attacks: 'processes',
    ...neverAsks(': it sent no request'),
  },
  {
    name: 'signals-its-group',
    arguments: ['SIGTERM'],
    does: 'Sends SIGTERM to its process group.',
    attacks: 'processes',
    expected: { end: 3, says: 'was killed by SIGTERM' },
  },
  {
    name: 'signals-its-group',
    arguments: ['SIGKILL'],
    does: 'Sends SIGKILL to its process group.',
    attacks: 'processes',
    expected: { end: 3, says: 'was killed by SIGKILL' },
  },
  {
    name: 'signals-its-parent',
    protection: 'marks',
    arguments: ['SIGTERM', 'command'],
    does: 'Sends SIGTERM to the command, which counts as an interruption.',
    attacks: 'processes',
    expected: { end: 3, says: 'was interrupted' },
  },
  {
    name: 'signals-its-parent',
    protection: 'marks',
    arguments: ['SIGKILL', 'command'],
    does: 'Sends SIGKILL to the command, which ends it; nothing is left behind.',
    attacks: 'processes',
    expected: { end: 'SIGKILL' },
  },
  {
    name: 'signals-its-parent',
    protection: 'marks',
    arguments: ['SIGTERM', 'worker'],
    does: 'Sends SIGTERM to the process that runs the tests.',
    attacks: 'processes',
    expected: { end: 3, says: 'The test worker died unexpectedly' },
  },
  {
    name: 'signals-its-parent',
    protection: 'marks',
    arguments: ['SIGKILL', 'worker'],
    does: 'Sends SIGKILL to the process that runs the tests.',
    attacks: 'processes',
    expected: { end: 3, says: 'The test worker died unexpectedly' },
  },
  {
    name: 'ignores-every-signal',
    does: 'Ignores every signal that can be ignored, and serves.',
    attacks: 'processes',
    expected: conforms,
  },
  {
    name: 'changes-its-title',
    does: 'Sets a process title that looks like a line of /proc, and serves.',
    attacks: 'text',
    expected: conforms,
  },
  {
    name: 'forks-into-other-sessions',
    does: 'Forks twice into other sessions, with and without its environment, and serves.',
    attacks: 'processes',
    expected: conforms,
  },
  {
    name: 'forks-200-sessions',
    does: 'Forks 200 children that ignore signals, each in its own session, and serves.',
    attacks: 'processes',
    expected: conforms,
  },
  {
    name: 'nests-50-sessions',
    does: 'Makes a chain of 50 children, each in its own session, and serves.',
    attacks: 'processes',
    expected: conforms,
  },
  {
    name: 'hops-from-process-to-process',
    does: 'Has a child that forks and ends ten times a second, always in a new session, and serves.',
    attacks: 'processes',
    expected: conforms,
  },
  ...escapes,
  {
    name: 'leaves-zombies',
    does: 'Leaves 100 zombie children, and serves.',
    attacks: 'processes',
    expected: conforms,
  },
  {
    name: 'closes-its-descriptors',
    does: 'Closes every descriptor that it inherited, and serves.',
    attacks: 'end',
    expected: conforms,
  },
  {
    name: 'writes-to-every-descriptor',
    does: 'Writes noise to every descriptor that it finds, and serves.',
    attacks: 'isolation',
    expected: conforms,
  },
  {
    name: 'talks-to-itself',
    does: 'Listens on a port of its own, connects to it 100 times, and serves.',
    attacks: 'verdict',
    expected: conforms,
  },
  {
    name: 'deletes-its-folder',
    does: 'Deletes its own folder with the first event, so that it cannot be started again.',
    attacks: 'end',
    expected: { end: 3, says: 'could not be started' },
  },
  {
    name: 'fills-its-temporary-folder',
    does: 'Leaves deep folders, odd names and a link to / in its temporary folder.',
    attacks: 'files',
    expected: conforms,
  },
  ...fileAttacks,
  ...processAttacks,
  ...networkAttacks,
  ...textAttacks,
  ...attacksOfStrangers,
];
