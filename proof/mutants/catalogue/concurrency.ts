import type { Mutant, SourceChange } from './mutant.ts';

const runs = 'const outcome = await run(invocation, runtime);';
const polls = 'const invocation = await api.next(stop);';
const starts = 'const stop = abortOnSigterm();';

/** Defects of concurrent mode. */
export const concurrencyMutants: readonly Mutant[] = [
  {
    requirement: 'concurrency.parallel-processing',
    defect: 'Runs the handlers one after the other, behind one lock.',
    changes: [
      inLoop(
        runs,
        `const running = (globalThis.busy ?? Promise.resolve()).then(() => run(invocation, runtime));
        globalThis.busy = running;
        const outcome = await running;`,
      ),
    ],
    code: 'one-at-a-time',
  },
  {
    requirement: 'concurrency.results-not-mixed',
    defect: 'Sends every result to the id of the latest event.',
    changes: [
      inLoop(polls, `${polls} globalThis.latest = invocation;`),
      inLoop('await api.respond(invocation,', 'await api.respond(globalThis.latest,'),
    ],
    code: 'result-of-another',
  },
  {
    requirement: 'concurrency.results-not-mixed',
    variant: 'shared-result',
    defect:
      'Keeps the result of a handler in one place for all workers until the reply to the result before it has come.',
    changes: [
      inLoop(
        "if ('result' in outcome)\n            await api.respond(invocation, outcome.result);",
        `if ('result' in outcome) {
            globalThis.kept ??= outcome.result;
            await api.respond(invocation, globalThis.kept);
            globalThis.kept = undefined;
        }`,
      ),
    ],
    code: 'result-of-another',
  },
  {
    requirement: 'concurrency.context-per-invocation',
    defect: 'Gives all handlers one context object, which each event overwrites.',
    changes: [
      inLoop(
        'contextFor(invocation, env, log)',
        'Object.assign((globalThis.context ??= {}), contextFor(invocation, env, log))',
      ),
    ],
    code: 'value-of-another',
  },
  {
    requirement: 'concurrency.workers-independent',
    defect: 'Lets no worker poll again while a handler of another runs.',
    changes: [
      inLoop(polls, `await globalThis.busy; ${polls}`),
      inLoop(
        runs,
        `const running = run(invocation, runtime);
        globalThis.busy = Promise.all([globalThis.busy, running]);
        const outcome = await running;`,
      ),
    ],
    code: 'blocked-by-busy-worker',
  },
  {
    requirement: 'concurrency.failure-contained',
    defect: 'Drops the results of all events in work when one fails.',
    changes: [
      inLoop(polls, `${polls} (globalThis.inWork ??= new Set()).add(invocation);`),
      inLoop(
        "if ('result' in outcome)",
        "if (globalThis.cancelled?.has(invocation)) ; else if ('result' in outcome)",
      ),
      inLoop(
        'await api.reportError(invocation, outcome.error);',
        '{ globalThis.cancelled = new Set(globalThis.inWork); await api.reportError(invocation, outcome.error); }',
      ),
    ],
    code: 'others-disturbed',
  },
  {
    requirement: 'concurrency.failure-contained',
    variant: 'not-reported',
    defect: 'Does not report a failure in concurrent mode.',
    changes: [
      inLoop(
        'await api.reportError(invocation, outcome.error);',
        "if (runtime.env['AWS_LAMBDA_MAX_CONCURRENCY'] === undefined) await api.reportError(invocation, outcome.error);",
      ),
    ],
    code: 'not-reported',
  },
  {
    requirement: 'concurrency.one-poll-without-variable',
    defect: 'Starts four workers when the variable is not set.',
    changes: [{ file: 'workers.js', find: 'return undefined;', replace: 'return 4;' }],
    code: 'several-polls',
  },
  {
    requirement: 'concurrency.invalid-limit',
    defect: 'Ends with 0 when the variable is not a positive number.',
    changes: [{ file: 'workers.js', find: 'return 1;', replace: 'process.exit(0);' }],
    code: 'exits-with-0',
  },
  {
    requirement: 'concurrency.init-failure-reported',
    defect: 'Does not report a failed init in concurrent mode.',
    changes: [
      {
        file: 'main.js',
        find: 'await api.reportInitError(error);',
        replace: "if (env['AWS_LAMBDA_MAX_CONCURRENCY'] === undefined) await api.reportInitError(error);",
      },
    ],
    code: 'not-reported',
  },
  {
    requirement: 'concurrency.ends-non-zero',
    defect: 'Ends with 0 after a failed init in concurrent mode.',
    changes: [
      {
        file: 'main.js',
        find: 'return giveUp();',
        replace: "return env['AWS_LAMBDA_MAX_CONCURRENCY'] === undefined ? giveUp() : process.exit(0);",
      },
    ],
    code: 'exits-with-0',
    says: 'exited with code 0',
  },
  {
    requirement: 'concurrency.ends-non-zero',
    variant: 'last-worker',
    defect: 'Returns normally when no worker is left.',
    changes: [
      { file: 'workers.js', find: "throw new RuntimeApiFailure('no worker is left');", replace: 'return;' },
    ],
    code: 'exits-with-0',
  },
  {
    requirement: 'concurrency.init-once-per-process',
    defect: 'Loads the function again for every event in concurrent mode.',
    changes: [
      {
        file: 'handler.js',
        find: 'pathToFileURL(file).href)',
        replace: '`${pathToFileURL(file).href}?${Math.random()}`)',
      },
      inLoop(
        'await handler(decodeEvent(invocation),',
        `await (env['AWS_LAMBDA_MAX_CONCURRENCY'] === undefined
                ? handler
                : await (await import('./handler.js')).loadHandler(env))(decodeEvent(invocation),`,
      ),
    ],
    code: 'loaded-again',
  },
  {
    requirement: 'concurrency.dead-worker-contained',
    defect: 'Serves with worker processes, and ends when one of them ends.',
    changes: [
      {
        file: 'main.js',
        find: 'main(process.env).catch(',
        replace: `const workers = Number(process.env['AWS_LAMBDA_MAX_CONCURRENCY'] ?? 1);
if (workers > 1) {
    const { fork } = process.getBuiltinModule('node:child_process');
    for (let worker = 0; worker < workers; worker += 1)
        fork(process.argv[1], { env: { ...process.env, AWS_LAMBDA_MAX_CONCURRENCY: '1' } }).on('exit', () => process.exit(1));
} else main(process.env).catch(`,
      },
    ],
    code: 'ends-with-one',
  },
  {
    requirement: 'concurrency.refused-result-contained',
    defect: 'Ends a worker whose result is answered with 410.',
    changes: [
      inClient(
        'refuseToGoOnAfter500(reply, request.path);',
        "refuseToGoOnAfter500(reply, request.path);\n                else if (reply.status === 410) throw new RuntimeApiFailure('the result came too late');",
      ),
    ],
    code: 'ends',
  },
  {
    requirement: 'concurrency.stuck-poll-contained',
    defect: 'Takes the replies to its polls in the order of the polls.',
    changes: [
      inLoop(
        polls,
        `const earlier = globalThis.earlier;
        const reply = api.next(stop);
        globalThis.earlier = reply.catch(() => {});
        await earlier;
        const invocation = await reply;`,
      ),
    ],
    code: 'others-blocked',
  },
  {
    requirement: 'concurrency.failed-poll-backs-off',
    defect: 'Gives up a worker after one failed poll.',
    changes: [pauses('[0]')],
    code: 'gives-up',
  },
  {
    requirement: 'concurrency.failed-poll-backs-off',
    variant: 'spins',
    defect: 'Repeats a failed poll of a worker at once.',
    changes: [pauses('Array.from({ length: 1000 }, () => 0)')],
    code: 'without-a-pause',
  },
  {
    requirement: 'concurrency.empty-headers-accepted',
    defect: 'Fails at empty headers in concurrent mode.',
    changes: [
      inLoop(
        polls,
        `${polls}
        if (runtime.env['AWS_LAMBDA_MAX_CONCURRENCY'] !== undefined && invocation.traceId === undefined) continue;`,
      ),
    ],
    code: 'not-served',
  },
  {
    requirement: 'concurrency.idle-workers-use-no-cpu',
    defect: 'Looks after its workers in a busy loop.',
    changes: [
      {
        file: 'workers.js',
        find: 'logPool(workers, runtime);',
        replace: `logPool(workers, runtime);
    setInterval(() => { for (const end = Date.now() + 3; Date.now() < end;); }, 10);`,
      },
    ],
    code: 'uses-cpu',
  },
  {
    requirement: 'concurrency.first-burst',
    defect: 'Prepares something at the first event, and loses the events that come meanwhile.',
    changes: [
      inLoop(
        polls,
        `${polls}
        if (globalThis.ready === undefined) {
            globalThis.ready = false;
            await new Promise((resolve) => setTimeout(resolve, 50));
            globalThis.ready = true;
        } else if (!globalThis.ready) continue;`,
      ),
    ],
    code: 'not-served',
  },
  {
    requirement: 'concurrency.any-positive-limit',
    defect: 'Ends when the limit exceeds a maximum of its own.',
    changes: [
      {
        file: 'workers.js',
        find: 'return Math.min(Number(text), MOST_WORKERS);',
        replace: 'return Number(text) > MOST_WORKERS ? 0 : Number(text);',
      },
    ],
    code: 'not-served',
    says: 'exited with code 1',
  },
  {
    requirement: 'concurrency.internal-extension-no-events',
    defect: 'Registers an internal extension for INVOKE.',
    changes: [
      {
        file: 'main.js',
        find: starts,
        replace: `${starts}
    await fetch(\`http://\${env['AWS_LAMBDA_RUNTIME_API']}/2020-01-01/extension/register\`, {
        method: 'POST',
        headers: { 'Lambda-Extension-Name': 'own' },
        body: '{"events":["INVOKE"]}',
    });`,
      },
    ],
    code: 'registers-events',
  },
  {
    requirement: 'concurrency.log-lines-separable',
    defect: 'Keeps the ids for its logger in one place, which each event overwrites.',
    changes: [
      inLogger('return inWork.run(invocation, work);', 'globalThis.latest = invocation; return work();'),
      inLogger('requestId: inWork.getStore()?.requestId,', 'requestId: globalThis.latest?.requestId,'),
    ],
    code: 'no-request-id',
  },
  {
    requirement: 'concurrency.log-lines-separable',
    variant: 'in-two-pieces',
    defect: 'Writes the record of a failure in two pieces, one after the other.',
    changes: [
      inLogger(
        "(text) => write('ERROR', [text])",
        `(text) => {
            const line = \`\${jsonRecord('ERROR', [text])}\\n\`;
            process.stdout.write(line.slice(0, 150));
            setTimeout(() => process.stdout.write(line.slice(150)), 50);
        }`,
      ),
    ],
    code: 'lines-mixed',
  },
  {
    requirement: 'concurrency.streams-not-mixed',
    defect: 'Keeps the open stream in one place, and writes to the one that was opened last.',
    changes: [
      {
        file: 'upload.js',
        find: 'this.#outgoing = outgoing;',
        replace: 'this.#outgoing = outgoing; globalThis.latest = this;',
      },
      {
        file: 'upload.js',
        find: 'async write(piece) {',
        replace: `async write(piece) {
        const { latest } = globalThis;
        if (latest !== this && latest.#over === false) return latest.write(piece);`,
      },
    ],
    code: 'bytes-of-another',
  },
];

function inLogger(find: string, replace: string): SourceChange {
  return { file: 'logger.js', find, replace };
}

function inLoop(find: string, replace: string): SourceChange {
  return { file: 'loop.js', find, replace };
}

function inClient(find: string, replace: string): SourceChange {
  return { file: 'runtime-api-client.js', find, replace };
}

function pauses(list: string): SourceChange {
  return inClient('WORKER_POLL_PAUSES_MS = [0, 100, 200, 400, 800, 1600]', `WORKER_POLL_PAUSES_MS = ${list}`);
}
