import type { Requirement } from '../../harness/run/requirement.ts';

/** The end of the process: signals, exit codes, and what is left behind. */
export const shutdown = {
  'shutdown.no-need-of-sigterm': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime does not rely on SIGTERM: a SIGKILL at any time is harmless.',
    observe: 'Kill and restart; SIGTERM comes only where an extension is registered.',
    deviations: {
      'does-not-restart': 'The runtime does not start and serve again after a SIGKILL.',
    },
    cause:
      'Flushing, releasing locks or last posts are left to a signal handler, but without extensions Lambda sends SIGKILL only. Do this work within each invocation, and let the start cope with an unclean end.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'shutdown.exits-on-sigterm': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'nothing',
    text: 'The runtime ends within 500 ms of a SIGTERM that arrives while it waits in `next`.',
    observe:
      'Send the signal and time the end; where the function has a SIGTERM handler of its own, its output is there within 300 ms.',
    deviations: {
      'does-not-exit':
        'The runtime does not exit within 500 ms of a SIGTERM that arrives while it waits in `next`.',
    },
    cause:
      'The signal waits while a native call blocks in the poll, or its handler only sets a flag that is read after the reply. Let the handler abort the poll (close the socket, cancel the request) or exit directly, or poll on a second thread.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapid/shutdown.go',
    ],
  },
  'shutdown.sigterm-as-pid-1': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'nothing',
    text: 'The runtime obeys SIGTERM also as process 1 of a container.',
    observe: 'Run it as PID 1 of a namespace and send the signal.',
    deviations: {
      'sigterm-ignored': 'The runtime ignores SIGTERM when it is process 1.',
    },
    cause:
      'The kernel gives process 1 no default action for SIGTERM, and a shell that stays as process 1 forwards nothing. Start the runtime with `exec` and install a handler that exits.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'shutdown.nothing-new-after-sigterm': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime starts no new poll and no handler after SIGTERM.',
    observe: 'Look at the requests after the signal.',
    deviations: {
      'polls-after-sigterm': 'The runtime polls again after SIGTERM.',
      'handler-after-sigterm': 'The runtime starts the handler after SIGTERM.',
    },
    cause:
      'Aborting the poll enters the retry path, or the flag of the signal handler is checked in one place only. Check it before each poll, each retry and each call of the handler.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'shutdown.sigterm-exit-code': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'diagnosis',
    text: 'The runtime ends after SIGTERM with 0, 143 or by the signal, without printing an uncaught exception.',
    observe: 'Wait for the process and look at its output.',
    deviations: {
      'looks-like-crash': 'The runtime ends after SIGTERM as if it had crashed.',
    },
    cause:
      'The signal surfaces from the poll as an exception (SignalException, KeyboardInterrupt, a cancellation) and is printed like a crash. Catch it at the top and exit with 0 or 143.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'shutdown.no-orphans': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime leaves no child processes behind.',
    observe: 'List the process group after an exit and after SIGTERM to the top process only.',
    deviations: {
      'children-left': 'The runtime leaves child processes behind.',
    },
    cause:
      'The bootstrap is a shell that neither uses `exec` nor forwards signals, or children run in sessions of their own. Use `exec`, or forward the signal and wait for the children; on Linux PR_SET_PDEATHSIG helps as well.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/supervisor/local_supervisor.go',
    ],
  },
  'shutdown.sigterm-hook': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'function',
    costs: 'nothing',
    text: 'The runtime runs its SIGTERM hook, where it offers one, after registering an internal extension.',
    observe: 'Serve `/2020-01-01/extension/register` and `event/next`, then send the signal.',
    cause:
      'No extension is registered, so Lambda sends no SIGTERM, or the pending poll keeps the hook from running. Register an internal extension before the first `next`, and let signals be delivered during the poll.',
    source: [
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/sigterm.go',
      'https://github.com/aws/aws-lambda-rust-runtime/blob/578bb6a/lambda-runtime/src/runtime.rs',
      'https://github.com/hotsock/voker/blob/59c7289/runtime.go',
    ],
  },
  'shutdown.stays-while-healthy': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime never exits by itself while it is healthy.',
    observe:
      'Leave it idle for 60 s, run 100 invocations, failing ones among them; the process is still there.',
    deviations: {
      'ends-while-idle': 'The runtime ends while it is idle.',
      'stops-serving': 'The runtime ends or stops serving without a failure.',
    },
    cause:
      'The loop has a maximum of invocations or an idle timer, or ends after an error it has handled. Leave the life of the process to the service; if the limit hides a leak, fix the leak.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'shutdown.exits-when-api-gone': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'unseen',
    costs: 'hang',
    text: 'The runtime exits non-zero, without spinning, when the Runtime API is gone permanently.',
    observe: 'Close the server; watch the exit, the CPU time and the rate of connection attempts.',
    deviations: {
      spins: 'The runtime spins when the Runtime API is gone.',
      'does-not-exit': 'The runtime does not exit when the Runtime API is gone.',
      'exits-with-0': 'The runtime exits with code 0 when the Runtime API is gone.',
    },
    cause:
      'The runtime tries to connect endlessly, or returns normally from main with exit code 0. Give up after a few attempts with pauses, and exit non-zero.',
    source: [
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/invoke_loop.go',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/Runtime.js',
    ],
  },
  'shutdown.fatal-errors-readable': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime writes a readable message to stderr or stdout before a fatal exit.',
    observe: 'Provoke the fatal cases and read the output.',
    deviations: {
      'nothing-logged': 'The runtime exits without logging an error.',
    },
    cause:
      'The process ends by a bare exit code or an abort, or its message is still in a buffer. Print one line with the call, the status and the reason to stderr, and flush it, before every fatal exit.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'shutdown.no-lingering-threads': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'function',
    costs: 'hang',
    text: 'The runtime is not kept alive by its own threads after a fatal error.',
    observe: 'Time the end of the process after the last request.',
    deviations: {
      'process-lingers': 'The process does not end after a fatal error.',
    },
    cause:
      'Non-daemon threads, timers or open sockets keep the process alive after main has failed. Mark helpers as daemons, unref timers, or call the exit function directly.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'shutdown.late-bytes-harmless': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'diagnosis',
    text: 'The runtime does not crash when a reply arrives while it shuts down.',
    observe:
      'Send SIGTERM during a poll and deliver the reply right after; the end is orderly, not a signal death.',
    deviations: {
      crashes: 'The runtime crashes when a reply arrives while it shuts down.',
    },
    cause:
      'The reply to a cancelled poll reaches an object that has been freed or completed already. Close the socket and detach its handlers first, and ignore what still arrives.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
} as const satisfies Record<string, Requirement>;
