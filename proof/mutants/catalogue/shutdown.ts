import { blocking } from './loop.ts';
import type { Mutant } from './mutant.ts';

const client = 'runtime-api-client.js';
const onSigterm = "process.on('SIGTERM', () => {";

/** Defects of the shutdown, expected and unexpected. */
export const shutdownMutants: readonly Mutant[] = [
  {
    requirement: 'shutdown.stays-while-healthy',
    defect: 'Ends after 50 invocations, for a fresh start.',
    changes: [
      {
        file: 'loop.js',
        find: 'while (!stop.aborted) {',
        replace: 'for (let count = 0; count < 50; count += 1) {',
      },
    ],
    code: 'stops-serving',
  },
  {
    requirement: 'shutdown.exits-when-api-gone',
    defect: 'Ends with exit code 0 when it gives up.',
    changes: [{ file: 'shutdown.js', find: 'process.exit(1);', replace: 'process.exit(0);' }],
    code: 'exits-with-0',
  },
  {
    requirement: 'shutdown.no-need-of-sigterm',
    defect: 'Takes a lock at start, and releases it only on SIGTERM.',
    changes: [
      {
        file: 'main.js',
        find: 'surviveClosedOutput();',
        replace:
          "surviveClosedOutput(); const fs = await import('node:fs'); const lock = import.meta.filename + '.' + env.AWS_LAMBDA_RUNTIME_API; fs.closeSync(fs.openSync(lock, 'wx')); process.on('SIGTERM', () => fs.unlinkSync(lock));",
      },
    ],
    code: 'does-not-restart',
  },
  {
    requirement: 'shutdown.exits-on-sigterm',
    defect: 'Listens for SIGTERM and does nothing.',
    changes: [{ file: 'shutdown.js', find: onSigterm, replace: `${onSigterm} return;` }],
    code: 'does-not-exit',
  },
  {
    requirement: 'shutdown.sigterm-as-pid-1',
    defect: 'Leaves SIGTERM to its default action.',
    changes: [{ file: 'shutdown.js', find: "process.on('SIGTERM'", replace: "process.on('SIGUSR2'" }],
    code: 'sigterm-ignored',
  },
  {
    requirement: 'shutdown.nothing-new-after-sigterm',
    defect: 'Handles the signal only in the timer that ends the process at the last moment.',
    changes: [
      // The test waits for 200 ms; with only 300 a busy machine might see neither a poll nor its absence.
      { file: 'shutdown.js', find: 'const GRACE_MS = 300;', replace: 'const GRACE_MS = 450;' },
      { file: 'loop.js', find: 'while (!stop.aborted)', replace: 'for (;;)' },
      { file: 'loop.js', find: 'api.next(stop)', replace: 'api.next(new AbortController().signal)' },
    ],
    code: 'polls-after-sigterm',
  },
  {
    requirement: 'shutdown.sigterm-exit-code',
    defect: 'Lets the cancelled poll surface as a failure.',
    changes: [{ file: 'main.js', find: 'if (stop.aborted)\n            return;', replace: '' }],
    code: 'looks-like-crash',
    says: 'it exited with code 1',
  },
  {
    requirement: 'shutdown.no-orphans',
    defect: 'Leaves a helper process running.',
    changes: [
      {
        file: 'main.js',
        find: 'surviveClosedOutput();',
        replace:
          "surviveClosedOutput(); (await import('node:child_process')).spawn('sleep', ['60'], { stdio: 'ignore' }).unref();",
      },
    ],
    code: 'children-left',
  },
  {
    requirement: 'shutdown.fatal-errors-readable',
    defect: 'Does not write its log.',
    changes: [{ file: 'output.js', find: 'process.stderr.write(`[', replace: 'void (`[' }],
    code: 'nothing-logged',
  },
  {
    requirement: 'shutdown.no-lingering-threads',
    defect: 'Sets an exit code and waits for the process to end.',
    changes: [
      {
        file: 'shutdown.js',
        find: 'process.exit(1);',
        replace: 'process.exitCode = 1; setInterval(() => {}, 1000);',
      },
    ],
    code: 'process-lingers',
  },
  {
    requirement: 'shutdown.late-bytes-harmless',
    defect: 'Crashes when a reply arrives for an abandoned poll.',
    changes: [
      {
        file: client,
        find: 'const answer = await this.#poll(signal);',
        replace:
          "const answer = await this.#poll(signal); await setImmediate(); await setImmediate(); if (signal.aborted && typeof answer !== 'string') process.abort();",
      },
    ],
    code: 'crashes',
    says: 'the process was ended by SIGABRT',
  },
  {
    requirement: 'shutdown.exits-on-sigterm',
    variant: 'blocking-poll',
    defect: 'Polls in a call that blocks signal handlers.',
    changes: blocking("request.method === 'GET'"),
    code: 'does-not-exit',
  },
  {
    requirement: 'shutdown.exits-when-api-gone',
    variant: 'spins',
    defect: 'Retries after every failure, without a pause or a limit.',
    changes: [
      {
        file: client,
        find: 'for (const pauseMs of pollPausesMs) {',
        replace: 'for (const pauseMs = 0; ; ) {',
      },
    ],
    code: 'spins',
  },
];
