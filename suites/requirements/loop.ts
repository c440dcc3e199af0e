import type { Requirement } from '../../harness/run/requirement.ts';

/** The invoke phase as a whole: one invocation after the other, with freezes between them. */
export const loop = {
  'loop.order': {
    level: 'MUST',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime keeps the order next, handler, response or error, next for every invocation.',
    observe: 'Check the recorded requests and their times.',
    deviations: {
      'two-outcomes': 'The runtime posts more than one outcome for an invocation.',
      'polls-before-outcome': 'The runtime polls before it posts the outcome of the invocation.',
    },
    cause:
      'Steps overlap: the next poll leaves before the result, the result is not waited for, or a handler runs before its event is complete. Write the loop as four steps in sequence, each of them awaited.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'loop.no-resource-growth': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 2,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime serves many invocations in one process without growing in descriptors, threads, children, memory or temporary files.',
    observe:
      'Run hundreds of events in turns of one kind (plain ones, handler errors, refused results, malformed events, big results, dropped connections), and sample the process after each turn (limit of 1,024 descriptors). What grows in every turn of a kind must still grow in eight more. With `--slow` look at the memory over thousands of events of each kind.',
    deviations: {
      'descriptors-grow': 'The number of open descriptors grows from invocation to invocation.',
      'threads-grow': 'The number of threads grows from invocation to invocation.',
      'processes-grow': 'The number of processes grows from invocation to invocation.',
      'temporary-files-grow': 'The number of files in /tmp grows from invocation to invocation.',
      'memory-grows': 'The memory of the runtime grows from invocation to invocation.',
      'too-many-descriptors': 'The runtime needs more descriptors than Lambda allows.',
    },
    cause:
      'Every invocation creates an object that is never released, often on the error path only: a connection, a curl handle, a timer, a thread, a zombie child, a temporary file, an entry in a map. Reuse one HTTP client, release the rest in a finally clause, and reap children.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
    ],
  },
  'loop.state-kept': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:state',
    tier: 2,
    provokedBy: 'service',
    costs: 'result',
    text: 'The runtime keeps state made at load over all invocations of the process.',
    observe: 'Compare boot id and count of `state`.',
    deviations: {
      'state-lost': 'State made at load is missing in the next invocation.',
    },
    cause:
      'Each event gets a new interpreter, a freshly imported module or a new process. Load the function once and call the same handler for every event.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'loop.serial': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:sleep',
    tier: 4,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime works on one invocation at a time in standard mode.',
    observe: 'While `sleep` is running no poll arrives and no second event is taken.',
    deviations: {
      'polls-in-handler': 'The runtime polls while a handler is running.',
    },
    cause:
      'Events are handed to a pool, and the loop polls again at once. Without AWS_LAMBDA_MAX_CONCURRENCY wait until the result has been posted.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'loop.idle-without-cpu': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'nothing',
    text: 'The runtime uses no CPU while it waits for an event.',
    observe:
      'Measure the CPU time over the second half of 6 s of a pending `next`; less than 100 ms. In the first half a just-in-time compiler may still work.',
    deviations: {
      'uses-cpu': 'The runtime uses CPU while it waits for an event.',
    },
    cause:
      'The runtime waits by testing a flag or a socket in a loop, with no pause or a very short one. Block in the read of the reply (or await it), and stop helper threads and timers meanwhile.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip'],
  },
  'loop.background-work-isolated': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:background,context',
    tier: 2,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime does not let work left behind by one invocation change the response, id or context of the next.',
    observe: 'Run `background` with 500 ms, then `context` at once.',
    deviations: {
      'next-invocation-changed': 'Work left behind by an invocation changes the next one.',
    },
    cause:
      'Callbacks left over from one invocation write through globals (current id, current context, current response) that belong to the next by then. Give each invocation its own objects, and ignore what completes after it is settled.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'loop.survives-freeze': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime survives a freeze while it waits in `next`.',
    observe:
      'Stop the process group for 10 to 120 s, answer meanwhile or afterwards, and continue it; no second poll, and the event is processed.',
    deviations: {
      'does-not-resume': 'The runtime does not resume its poll after a freeze.',
    },
    cause:
      'A read timeout counts the frozen time, fires on waking, and leads to a second poll or an exit. Take the time limit off the poll, and put no watchdog on top of it.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html',
      'https://github.com/Nike-Inc/hal/issues/54',
    ],
  },
  'loop.survives-freeze-after-post': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime survives a freeze right after it has posted a result, before the reply is read, and between invocations.',
    observe: 'Stop and continue the process at these points.',
    deviations: {
      'does-not-resume': 'The runtime does not go on after a freeze right after it posted a result.',
    },
    cause:
      'On waking, a short timeout of the result post fires, or a connection broken by the freeze counts as fatal. Give the post a generous limit, and replace a broken connection before you poll.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'loop.no-residue': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'echo',
    tier: 2,
    provokedBy: 'caller',
    costs: 'result',
    text: 'The runtime keeps data of earlier invocations out of later results.',
    observe:
      'Echo a random sequence of 200 good, failing, large and small events, each with its own marker; compare bodies and headers.',
    deviations: {
      'earlier-value': 'A later result contains data of an earlier invocation.',
      'wrong-result': 'In a session of several events, an event gets a wrong result.',
      'wrong-failure': 'In a session of several events, a failure is reported with a wrong text.',
    },
    cause:
      'A shared buffer, header map or stream is not cleared, so a shorter or failing result carries bytes of an earlier one. Allocate per invocation, or reset length and headers before each use and on every error path.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'loop.restart-after-kill': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime starts cleanly after it was killed at any point.',
    observe:
      'Send SIGKILL during init, in the handler and in `next`, and start again (lock files, sockets and children of the old run may be there).',
    deviations: {
      'does-not-restart': 'The runtime does not start again in a sandbox in which it was killed.',
    },
    cause:
      'A killed process cleans up nothing, and the next start fails on its lock, its socket path or a child that still holds a port. Check whether the owner of a lock is alive, unlink socket paths before you bind, and tie the life of children to their parent.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'loop.supervisor-allowed': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime may be a supervisor that starts a worker per invocation, if no event is lost and the top process stays.',
    observe: 'Process tree and recorded requests.',
    deviations: {
      'top-process-ends': 'The top process of the runtime does not stay alive.',
    },
    cause:
      'The supervisor ends together with its worker, or an event is lost when the worker that fetched it dies. Keep the top process alive and have it report /error for an event whose worker is gone.',
    source: ['https://github.com/brefphp/bref/blob/147f375/src/Runtime/LambdaRuntime.php'],
  },
  'loop.cleanup-before-next': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime releases what belongs to an invocation before the next `next`.',
    observe: 'Compare the descriptors at each poll.',
    deviations: {
      'polls-before-cleanup': 'The runtime polls before it has released the resources of the invocation.',
      'descriptors-grow': 'The runtime holds more descriptors at each poll than at the one before.',
    },
    cause:
      'Files, sockets and temporary data of an invocation wait for the garbage collector or a later callback. Release them in a finally clause before the loop polls, as the process may be frozen from then on.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'loop.exit-hooks-not-run': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:exit-hook',
    tier: 4,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime does not run the exit hooks of the function between invocations.',
    observe: 'Register a hook that writes to stdout; nothing appears until the process ends.',
    deviations: {
      'hooks-run': 'The exit hooks of the function run although the process continues.',
    },
    cause:
      'Each event runs in a child process that exits, or the runtime runs the exit hooks itself in order to flush. Flush the output directly, and leave exit hooks to the end of the process.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'loop.survives-interrupt-flag': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:interrupt',
    tier: 4,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime keeps serving after a handler has left its own thread marked as interrupted or cancelled.',
    observe: 'Let the handler set the flag and return; the next event is served by the same process.',
    deviations: {
      'stops-serving': 'The runtime stops serving after a handler has left its thread interrupted.',
    },
    cause:
      'The flag stays on the thread of the loop, and its next blocking call, the poll, is interrupted. Clear the flag when the handler returns, or run handlers on a thread of their own.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'loop.background-runs-while-polling': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:background',
    tier: 4,
    provokedBy: 'function',
    costs: 'nothing',
    text: 'The runtime lets background work of the function run while it waits in `next`.',
    observe:
      'Run `background` with 500 ms and hold the next poll for 2 s; the mark appears on stdout meanwhile.',
    deviations: {
      suspended: 'Background work of the function is suspended while the runtime waits in `next`.',
    },
    cause:
      'The poll is a native call that keeps the interpreter lock, or a synchronous request that stops the only event loop. Release the lock around it (`Py_BEGIN_ALLOW_THREADS`), or use an asynchronous client.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'loop.background-runs-while-posting': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:background',
    tier: 4,
    provokedBy: 'function',
    costs: 'nothing',
    text: 'The runtime lets background work of the function run while it waits for the reply to a result.',
    observe: 'Run `background` with 500 ms and delay the 202 by 2 s; the mark appears before the 202.',
    deviations: {
      suspended: 'Background work of the function is suspended until the result is answered.',
    },
    cause:
      'The poll gives up the interpreter lock but the posts do not, or they are synchronous where the poll is not. Release the lock in every blocking call, /response and /error included.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
} as const satisfies Record<string, Requirement>;
