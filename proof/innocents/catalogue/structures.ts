import type { Innocent } from '../innocent.ts';

/** The parts of the runtimes in Python, all but the bootstrap. */
export const pythonFiles = {
  'client.py': 'python-client.py',
  'records.py': 'python-records.py',
  'runtime.py': 'python-runtime.py',
};

/** Runtimes of another structure than the reference runtime. They need python3 and a shell. */
export const structureInnocents: readonly Innocent[] = [
  {
    name: 'calls-from-a-thread',
    freedom: 'Makes all calls from a second thread.',
    legal:
      'AWS documents the calls of a runtime, not its threads. The Node.js and Python clients of AWS do so.',
    files: { 'thread-exchange.js': 'thread-exchange.js', 'exchange-worker.js': 'exchange-worker.js' },
    changes: [
      { file: 'runtime-api-client.js', find: "from './exchange.js'", replace: "from './thread-exchange.js'" },
    ],
  },
  {
    name: 'handler-in-child',
    freedom:
      'Runs the function in a child process, replaces a dead child and reports its invocation as failed.',
    legal: '`loop.supervisor-allowed`: "if no event is lost and the top process stays".',
    bootstrap: 'handler-in-child',
  },
  {
    name: 'supervisor',
    freedom: 'Keeps a process on top of the runtime that passes SIGTERM on and ends with it.',
    legal: '`loop.supervisor-allowed`: "if no event is lost and the top process stays".',
    bootstrap: 'supervisor',
  },
  {
    name: 'shell-wrapper',
    freedom: 'Keeps a shell on top of the runtime that passes SIGTERM on and ends with its exit code.',
    legal:
      'The tutorial of AWS has a shell as bootstrap; `shutdown.no-orphans` asks that signals are passed on.',
    bootstrap: 'shell-wrapper',
  },
  {
    name: 'python',
    freedom: 'Is a small runtime in Python with one blocking thread and a socket of its own.',
    legal: 'AWS documents no language.',
    bootstrap: 'python',
    files: pythonFiles,
  },
  {
    name: 'python-client-thread',
    freedom: 'Is a small runtime in Python whose second thread makes all calls.',
    legal: 'AWS documents neither a language nor the threads.',
    bootstrap: 'python-client-thread',
    files: pythonFiles,
  },
];
