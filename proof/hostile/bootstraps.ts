/** The hostile bootstraps, what each does, and the expected result of judging it. Data only. */

/** One of `proof/hostile/fixtures`, with the options and the expected result of its run. */
export interface HostileBootstrap {
  readonly name: string;
  readonly arguments?: readonly string[];
  /** One sentence. */
  readonly does: string;
  /**
   * Options that select what to judge, in addition to `--quick`. Default: one requirement that every working runtime
   * meets.
   */
  readonly options?: readonly string[];
  readonly expected: Expected;
  /** Maximum duration of a run in seconds, on a shared machine. Default: 120. */
  readonly seconds?: number;
  /** Maximum memory of the harness at any time, in MB. Default: 300. */
  readonly megabytes?: number;
}

export interface Expected {
  /** The expected exit code, or the signal that the harness cannot survive. */
  readonly end: 0 | 1 | 3 | 'SIGKILL';
  /** Part of the command's output, ignoring line breaks. */
  readonly says?: string;
  /** Requirements that must deviate; others may deviate too. */
  readonly deviates?: readonly string[];
}

/** It settles its events, so the harness must call it conformant despite its other behaviour. */
const conforms: Expected = { end: 0, says: 'quick, echo function): 1 of 1 MUST hold; 0 deviations' };
const unsettled: Expected = { end: 3, says: 'took the first events but did not settle them' };

/** It never polls, so waiting ten seconds would be pointless. */
const quickly = ['--only', 'next.continues-after-result', '--timeout-scale', '0.3'];

const neverAsks = (says: string): Pick<HostileBootstrap, 'options' | 'expected'> => ({
  options: quickly,
  expected: { end: 3, says: `did not ask for an invocation within 3 s${says}` },
});

const judgedBy = (...deviates: string[]): Pick<HostileBootstrap, 'options' | 'expected'> => ({
  options: [...deviates.flatMap((id) => ['--only', id]), '--fail-on', 'should'],
  expected: { end: 1, deviates },
});

/** The name says what each one does; the arguments are those of the bootstrap. */
export const hostileBootstraps: readonly HostileBootstrap[] = [
  // Heads.
  {
    name: 'sends-a-million-headers',
    does: 'Sends a million header fields with each poll.',
    ...neverAsks(': it sent bytes that are not an HTTP/1.1 request (headers-too-large)'),
  },
  {
    name: 'sends-two-megabytes-of-headers',
    does: 'Polls with the maximum number of short header fields, and aborts.',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'sends-broken-header-lines',
    does: 'Polls with hundreds of thousands of malformed header lines, and aborts.',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'sends-a-header-of-100-megabytes',
    does: 'Sends one endless header on four connections.',
    ...neverAsks(': it sent bytes that are not an HTTP/1.1 request (headers-too-large)'),
  },
  {
    name: 'never-ends-its-head',
    does: 'Sends endless header fields on eight connections.',
    ...neverAsks(': it sent bytes that are not an HTTP/1.1 request (headers-too-large)'),
  },
  {
    name: 'sends-a-request-line-of-a-megabyte',
    does: 'Requests a path of a megabyte repeatedly.',
    ...neverAsks(': it sent GET /xxx'),
  },
  {
    name: 'calls-paths-of-a-megabyte',
    does: 'Calls a path of a megabyte three times for each event, and serves it.',
    ...judgedBy('http.only-known-paths', 'http.request-headers-small'),
  },
  {
    name: 'sends-odd-requests',
    does: 'Sends NUL bytes, CONNECT, OPTIONS, absolute URLs, folded and nameless headers beside each result.',
    ...judgedBy('http.only-known-paths', 'http.plain-http11'),
  },

  // Bodies.
  {
    name: 'sends-an-endless-body',
    does: 'Answers each event with an endless chunked body.',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'answers-with-100-megabytes',
    does: 'Answers each event with 100 MB.',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'answers-with-7-megabytes',
    does: 'Posts 16 results of 7 MB under another id for each event, then the right one.',
    options: ['--only', 'next.continues-after-result', '--timeout-scale', '6'],
    expected: conforms,
    // A trace keeps up to 96 MB of bodies, so that tests can compare results of the maximum size.
    megabytes: 450,
  },
  {
    name: 'nests-a-million-arrays',
    does: 'Answers with JSON that is nested a million levels deep.',
    expected: { end: 3, says: 'function behind the runtime is opaque' },
  },
  {
    name: 'reports-huge-errors',
    does: 'Reports each event as an error of 20 MB full of escapes.',
    expected: { end: 3, says: 'function behind the runtime is opaque' },
  },
  {
    name: 'overstates-its-length',
    does: 'Announces a longer body than it sends, and waits.',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'understates-its-length',
    does: 'Sends a longer body than it announces.',
    ...judgedBy('response.framing'),
  },
  {
    name: 'sends-odd-framing',
    does: 'Sends negative, conflicting and overflowing lengths and chunk sizes beside each result.',
    ...judgedBy('response.framing'),
  },
  {
    name: 'expects-100-continue-for-ever',
    does: 'Expects 100-continue and never sends the body.',
    options: quickly,
    expected: unsettled,
  },

  // Connections.
  {
    name: 'drips-on-500-connections',
    does: 'Sends a byte a second on 500 connections (slow loris).',
    ...neverAsks(': it opened connections but sent no complete request'),
  },
  {
    name: 'opens-10000-connections',
    does: 'Opens 10,000 connections and sends nothing.',
    ...neverAsks(': it opened connections but sent no complete request'),
  },
  {
    name: 'resets-every-connection',
    does: 'Resets each connection a few milliseconds after its poll.',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'half-closes-half-a-request',
    does: 'Sends half of a request and closes its side of the connection.',
    ...neverAsks(': it opened connections but sent no complete request'),
  },
  {
    name: 'speaks-http2',
    does: 'Sends the preface of HTTP/2.',
    ...neverAsks(': it sent bytes that are not an HTTP/1.1 request (http2-preface)'),
  },
  {
    name: 'speaks-tls',
    does: 'Begins a TLS handshake.',
    ...neverAsks(': it sent bytes that are not an HTTP/1.1 request (tls-hello)'),
  },
  {
    name: 'sends-seeded-noise',
    does: 'Sends random bytes, the same in each run.',
    ...neverAsks(': it sent bytes that are not an HTTP/1.1 request'),
  },

  // Floods.
  {
    name: 'pipelines-1000-polls',
    does: 'Sends 1000 polls in one write, and settles nothing.',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'pipelines-and-answers',
    does: 'Sends 1000 further requests in one write beside each result.',
    ...judgedBy('http.no-pipelining'),
  },
  {
    name: 'floods-with-polls',
    does: 'Polls as fast as it can on four connections, and settles nothing.',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'floods-with-unknown-paths',
    does: 'Settles one event, and then requests unknown paths as fast as it can.',
    ...judgedBy('http.only-known-paths'),
  },
  {
    name: 'floods-with-small-posts',
    does: 'Posts unsolicited results as fast as it can.',
    ...neverAsks(': it sent POST /2018-06-01/runtime/invocation/another/response'),
  },
  {
    name: 'posts-200-times',
    does: 'Posts each result 200 times.',
    ...judgedBy('loop.order', 'response.exactly-one-outcome'),
  },
  {
    name: 'answers-other-ids',
    does: 'Posts responses and errors under ids that it never received.',
    options: quickly,
    expected: unsettled,
  },

  // Text.
  {
    name: 'writes-without-a-newline',
    arguments: ['1'],
    does: 'Floods stdout without a newline, and serves.',
    expected: conforms,
  },
  {
    name: 'writes-without-a-newline',
    arguments: ['2'],
    does: 'Floods stderr without a newline, and serves.',
    expected: conforms,
  },
  {
    name: 'writes-no-utf8',
    does: 'Sends bytes that are not UTF-8 in bodies, headers and output.',
    ...judgedBy('error.json-shape'),
  },
  {
    name: 'escapes-from-its-report',
    does: 'Reports a failed init full of terminal escapes, XML, HTML and Markdown.',
    expected: { end: 3, says: 'reported a failed init' },
  },
  {
    name: 'escapes-from-everything',
    does: 'Puts terminal escapes, XML, HTML and Markdown into errors, headers, paths, output and its process title.',
    ...judgedBy('error.stack-trace-is-strings', 'error.content-type', 'http.only-known-paths'),
  },
  {
    name: 'prints-a-huge-environment',
    does: 'Restarts itself with an environment of a megabyte, prints it, and serves.',
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
        expected: {
          end: 3,
          says: `${ended} before it asked`,
        },
      },
      {
        name: 'exits',
        arguments: ['in-poll', how],
        does: after('during its poll'),
        expected: { end: 3, says: ended },
      },
      {
        name: 'exits',
        arguments: ['after-receipt', how],
        does: after('after receiving the event'),
        expected: { end: 3, says: ended },
      },
      {
        name: 'exits',
        arguments: ['in-post', how],
        does: after('during its post'),
        expected: { end: 3, says: ended },
      },
      {
        name: 'exits',
        arguments: ['after-post', how],
        does: after('after its post'),
        ...judgedBy('next.continues-after-result'),
      },
    ];
  }),
  {
    name: 'stops-itself',
    does: 'Stops itself after receiving the event.',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'stops-its-group-at-start',
    does: 'Stops its process group at start.',
    ...neverAsks(': it sent no request'),
  },
  {
    name: 'signals-its-group',
    arguments: ['SIGTERM'],
    does: 'Sends SIGTERM to its process group.',
    expected: { end: 3, says: 'was killed by SIGTERM' },
  },
  {
    name: 'signals-its-group',
    arguments: ['SIGKILL'],
    does: 'Sends SIGKILL to its process group.',
    expected: { end: 3, says: 'was killed by SIGKILL' },
  },
  {
    name: 'signals-its-parent',
    arguments: ['SIGTERM', 'command'],
    does: 'Sends SIGTERM to the command, which counts as an interruption.',
    expected: { end: 3, says: 'was interrupted' },
  },
  {
    name: 'signals-its-parent',
    arguments: ['SIGKILL', 'command'],
    does: 'Sends SIGKILL to the command, which ends it; nothing is left behind.',
    expected: { end: 'SIGKILL' },
  },
  {
    name: 'signals-its-parent',
    arguments: ['SIGTERM', 'worker'],
    does: 'Sends SIGTERM to the process that runs the tests.',
    expected: { end: 3, says: 'The test worker died unexpectedly' },
  },
  {
    name: 'signals-its-parent',
    arguments: ['SIGKILL', 'worker'],
    does: 'Sends SIGKILL to the process that runs the tests.',
    expected: { end: 3, says: 'The test worker died unexpectedly' },
  },
  {
    name: 'ignores-every-signal',
    does: 'Ignores every signal that can be ignored, and serves.',
    expected: conforms,
  },
  {
    name: 'changes-its-title',
    does: 'Sets a process title that looks like a line of /proc, and serves.',
    expected: conforms,
  },
  {
    name: 'forks-into-other-sessions',
    does: 'Forks twice into other sessions, with and without its environment, and serves.',
    expected: conforms,
  },
  {
    name: 'forks-200-sessions',
    does: 'Forks 200 children that ignore signals, each in its own session, and serves.',
    expected: conforms,
  },
  {
    name: 'nests-50-sessions',
    does: 'Makes a chain of 50 children, each in its own session, and serves.',
    expected: conforms,
  },
  {
    name: 'hops-from-process-to-process',
    does: 'Has a child that forks and ends ten times a second, always in a new session, and serves.',
    expected: conforms,
  },
  {
    name: 'leaves-zombies',
    does: 'Leaves 100 zombie children, and serves.',
    expected: conforms,
  },
  {
    name: 'closes-its-descriptors',
    does: 'Closes every descriptor that it inherited, and serves.',
    expected: conforms,
  },
  {
    name: 'writes-to-every-descriptor',
    does: 'Writes noise to every descriptor that it finds, and serves.',
    expected: conforms,
  },
  {
    name: 'talks-to-itself',
    does: 'Listens on a port of its own, connects to it 100 times, and serves.',
    expected: conforms,
  },
  {
    name: 'deletes-its-folder',
    does: 'Deletes its own folder with the first event, so that it cannot be started again.',
    expected: { end: 3, says: 'could not be started' },
  },
  {
    name: 'fills-its-temporary-folder',
    does: 'Leaves deep folders, odd names and a link to / in its temporary folder.',
    expected: conforms,
  },
];
