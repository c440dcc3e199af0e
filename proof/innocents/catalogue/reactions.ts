import type { SourceChange } from '../../variants/variant.ts';
import type { Innocent } from '../innocent.ts';

/** Freedoms in the reaction to refusals, lost connections, signals and failed starts. */
export const reactionInnocents: readonly Innocent[] = [
  {
    name: 'exits-on-refused-poll',
    freedom: 'Exits with 1 at the first poll that is refused.',
    legal: '`next.403-no-hot-loop`: "it exits non-zero or retries with a bound and a delay".',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'if (reply.status !== 200)\n            return describe(reply);',
        replace:
          'if (reply.status !== 200)\n            throw new RuntimeApiFailure(`next was answered with ${describe(reply)}`);',
      },
    ],
  },
  {
    name: 'slow-retries-of-polls',
    freedom: 'Repeats a refused or lost poll six times, with pauses of 300 ms to 1 s.',
    legal:
      '`next.403-no-hot-loop`: "retries with a bound and a delay"; `http.drop-while-polling` says the same.',
    changes: [pauses('POLL_PAUSES_MS', '[0, 100, 250, 500]', '[0, 300, 400, 600, 800, 1000, 1000]')],
  },
  {
    name: 'exits-on-lost-poll',
    freedom: 'Exits with 1 when its poll is lost.',
    legal: '`http.drop-while-polling`: "exits non-zero or polls again within a bound".',
    changes: [pauses('POLL_PAUSES_MS', '[0, 100, 250, 500]', '[0]')],
  },
  {
    name: 'exits-on-refused-post',
    freedom: 'Exits with 1 when an outcome is refused, except with 413.',
    legal:
      '`response.400-bounded`: "it continues or exits non-zero"; `error.refusal-bounded` allows an exit too.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'if (!isSuccess(reply))\n                    this.#log(`${request.path} was refused: ${describe(reply)}`);',
        replace: `if (!isSuccess(reply)) this.#log(\`\${request.path} was refused: \${describe(reply)}\`);
                if (!isSuccess(reply) && reply.status !== 413) throw new RuntimeApiFailure('the outcome was refused');`,
      },
    ],
  },
  {
    name: 'reports-413-as-error',
    freedom: 'Posts an error for the invocation when its result is refused with 413.',
    legal:
      '`response.413-survived` and `response.403-after-413-tolerated` allow it; several clients of AWS do so.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: "headers: headers({ 'Content-Type': contentType }), body });",
        replace: `headers: headers({ 'Content-Type': contentType }), body }, async () => this.reportError(to, {
            errorType: 'Function.ResponseSizeTooLarge', errorMessage: 'the result exceeds the quota', stackTrace: [],
        }));`,
      },
      {
        file: 'runtime-api-client.js',
        find: 'async #post(delivery, outcome) {',
        replace: 'async #post(delivery, outcome, tooLarge = async () => {}) {',
      },
      {
        file: 'runtime-api-client.js',
        find: 'was refused: ${describe(reply)}`);\n                return;',
        replace:
          'was refused: ${describe(reply)}`);\n                if (reply.status === 413) await tooLarge();\n                return;',
      },
    ],
  },
  {
    name: 'patient-posts',
    freedom: 'Repeats a lost post three times, with pauses of 50, 150 and 400 ms.',
    legal: '`http.drop-while-posting`: "repeats a result POST at most a few times".',
    changes: [pauses('POST_PAUSES_MS', '[0, 250]', '[0, 50, 150, 400]')],
  },
  {
    name: 'exits-on-lost-post',
    freedom: 'Exits with 1 when a post is lost on a fresh connection.',
    legal: '`http.drop-while-posting`: "then it goes on over a fresh connection, or exits".',
    changes: [pauses('POST_PAUSES_MS', '[0, 250]', '[0]')],
  },
  {
    name: 'sigterm-exits-with-0',
    freedom: 'Exits with 0 at once on SIGTERM.',
    legal: '`shutdown.sigterm-exit-code` allows 0, 143 and the signal.',
    changes: [onSigterm('process.exit(0);')],
  },
  {
    name: 'sigterm-exits-with-143',
    freedom: 'Exits with 143 at once on SIGTERM.',
    legal: '`shutdown.sigterm-exit-code` allows 0, 143 and the signal.',
    changes: [onSigterm('process.exit(143);')],
  },
  {
    name: 'dies-of-sigterm',
    freedom: 'Does not handle SIGTERM.',
    legal:
      '`shutdown.sigterm-exit-code` allows the signal. A runtime in Go, Rust or C++ has no handler by default.',
    changes: [
      {
        file: 'shutdown.js',
        find: "process.on('SIGTERM', () => {",
        replace: "process.on('lambdaspec-innocent', () => {",
      },
    ],
  },
  {
    name: 'init-failure-exits-with-255',
    freedom: 'Exits with 255 after a failed init.',
    legal: '`init.failure-exit-code`: "only zero or non-zero counts".',
    changes: [
      {
        file: 'main.js',
        find: 'await api.reportInitError(error);\n        return giveUp();',
        replace: 'await api.reportInitError(error);\n        process.exit(255);',
      },
    ],
  },
  {
    name: 'init-failure-exits-a-little-later',
    freedom: 'Closes its resources for 200 ms after it has reported a failed init, and then exits.',
    legal: '`init.exits-after-report` allows about 2 s.',
    changes: [
      {
        file: 'main.js',
        find: 'await api.reportInitError(error);\n        return giveUp();',
        replace:
          'await api.reportInitError(error);\n        await new Promise((go) => setTimeout(go, 200));\n        return giveUp();',
      },
    ],
  },
  {
    name: 'reports-own-timeout-and-exits',
    freedom: 'Reports an invocation at its deadline as failed, and exits with 1.',
    legal: '`error.own-timeout-uses-error`; the service resets the environment after a timeout anyway.',
    changes: ownTimeout('process.exit(1)', 0),
  },
  {
    name: 'reports-own-timeout-before-deadline',
    freedom: 'Reports an invocation 50 ms before its deadline as failed, and exits with 1.',
    legal: '`deadline.no-early-abort` rules out only an abort well before the deadline.',
    changes: ownTimeout('process.exit(1)', 50),
  },
];

function pauses(name: string, from: string, to: string): SourceChange {
  return {
    file: 'runtime-api-client.js',
    find: `const ${name} = ${from};`,
    replace: `const ${name} = ${to};`,
  };
}

function onSigterm(statement: string): SourceChange {
  return { file: 'shutdown.js', find: 'controller.abort();', replace: statement };
}

/** Ends an invocation that reaches its deadline. Without a readable deadline there is no limit. */
function ownTimeout(end: string, earlierMs: number): readonly SourceChange[] {
  return [
    {
      file: 'loop.js',
      find: 'const outcome = await run(invocation, runtime);',
      replace: `const left = (invocation.deadlineMs ?? Infinity) - Date.now() - ${earlierMs};
        // A deadline that has passed on arrival still gets its run.
        const timer = left > 0 && left < 2 ** 31 ? setTimeout(async () => {
            await api.reportError(invocation, {
                errorType: 'Runtime.HandlerTimeout', errorMessage: 'the invocation reached its deadline', stackTrace: [],
            });
            runtime.log('an invocation reached its deadline');
            ${end};
        }, left) : undefined;
        timer?.unref();
        const outcome = await run(invocation, runtime);
        clearTimeout(timer);`,
    },
  ];
}
