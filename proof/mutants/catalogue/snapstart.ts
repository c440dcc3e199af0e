import type { Mutant, SourceChange } from './mutant.ts';

const waits = 'await api.waitForRestore(stop);';
const fails = "(error) => api.reportInitError(error, 'Runtime.BeforeSnapshotError')";
const failsAfter = '(error) => api.reportRestoreError(error)';
const refuses = 'throw new RuntimeApiFailure(`restore/next was answered with ${describe(reply)}`);';
const ends = 'throw thrown;';
const typed = "headers: { ...report.headers, 'Lambda-Runtime-Function-Error-Type': type }";
const hangs = 'await new Promise(() => setInterval(() => {}, 1000));';

/** Defects of the restore from a snapshot. */
export const snapstartMutants: readonly Mutant[] = [
  {
    requirement: 'snapstart.only-under-snapstart',
    defect: 'Calls restore/next before its first poll, without SnapStart as well.',
    changes: [
      {
        file: 'main.js',
        find: 'await serve({ api, handler, guard, env, log, stop });',
        replace:
          "await fetch(`http://${env['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/restore/next`).then(() => serve({ api, handler, guard, env, log, stop }));",
      },
    ],
    code: 'called-without-snapstart',
    says: 'GET /2018-06-01/runtime/restore/next (404)',
  },
  {
    requirement: 'snapstart.restore-next-before-next',
    defect: 'Misspells the initialization type, and polls at once.',
    changes: [inSnapStart("=== 'snap-start'", "=== 'snapstart'")],
    code: 'polls-without-restore',
  },
  {
    requirement: 'snapstart.restore-next-before-next',
    variant: 'while-waiting',
    defect: 'Polls while its call to restore/next is unanswered.',
    changes: [
      inSnapStart(
        waits,
        'void api.forWorker().waitForRestore(stop).catch(() => {}); await new Promise((resolve) => setTimeout(resolve, 100));',
      ),
    ],
    code: 'polls-while-waiting',
  },
  {
    requirement: 'snapstart.restore-next-before-next',
    variant: 'before-init',
    defect: 'Calls restore/next before it loads the function.',
    changes: [
      inMain(
        'handler = await guard.run(() => loadHandler(env));',
        'if (isSnapStart(env)) await api.waitForRestore(stop); handler = await guard.run(() => loadHandler(env));',
      ),
      inSnapStart(waits, ''),
    ],
    code: 'called-before-init',
  },
  {
    requirement: 'snapstart.restore-next-before-next',
    variant: 'method',
    defect: 'Calls restore/next with POST.',
    changes: [inClient("{ method: 'GET', path, signal,", "{ method: 'POST', path, signal,")],
    code: 'wrong-call',
  },
  {
    requirement: 'snapstart.restore-next-before-next',
    variant: 'credentials',
    defect: 'Needs credentials in variables, which SnapStart does not set.',
    changes: [
      inMain(
        'const stop = abortOnSigterm();',
        "const stop = abortOnSigterm(); if (env['AWS_ACCESS_KEY_ID'] === undefined) throw new Error('no credentials');",
      ),
    ],
    code: 'does-not-start',
  },
  {
    requirement: 'snapstart.restore-next-before-next',
    variant: 'hangs',
    defect: 'Hangs after restore/next has returned.',
    changes: [inSnapStart(waits, `${waits} ${hangs}`)],
    code: 'does-not-go-on',
  },
  {
    requirement: 'snapstart.before-hooks-first',
    defect: 'Does not wait for the hooks before the snapshot.',
    changes: [
      inSnapStart('await runOrReport(() => hooks.before', 'void runOrReport(() => hooks.before'),
      inSnapStart(fails, fails.replace('api', 'api.forWorker()')),
    ],
    code: 'restore-before-hook',
  },
  {
    requirement: 'snapstart.before-hooks-first',
    variant: 'twice',
    defect: 'Runs each hook before the snapshot twice.',
    changes: [
      inSnapStart('this.#beforeSnapshot.toReversed()', '[...this.#beforeSnapshot, ...this.#beforeSnapshot]'),
    ],
    code: 'not-run-once',
  },
  {
    requirement: 'snapstart.restore-next-untimed',
    defect: 'Gives up restore/next after 300 ms.',
    changes: [
      inClient("{ method: 'GET', path, signal,", "{ method: 'GET', path, signal: AbortSignal.timeout(300),"),
    ],
    code: 'call-abandoned',
  },
  {
    requirement: 'snapstart.restore-next-untimed',
    variant: 'late-reply',
    defect: 'Takes an answer that comes after 3 s for a failure.',
    changes: [
      inClient(
        'const path = `${BASE}/restore/next`;',
        'const path = `${BASE}/restore/next`; const began = Date.now();',
      ),
      inClient(
        'this.#exchange.disconnect();',
        "{ this.#exchange.disconnect(); if (Date.now() - began > 3000) throw new RuntimeApiFailure('too late'); }",
      ),
    ],
    code: 'late-reply-lost',
  },
  {
    requirement: 'snapstart.after-hooks-before-next',
    defect: 'Does not wait for the hooks after the restore.',
    changes: [
      inSnapStart('await runOrReport(() => hooks.after', 'void runOrReport(() => hooks.after'),
      inSnapStart(failsAfter, failsAfter.replace('api', 'api.forWorker()')),
    ],
    code: 'polls-before-hook',
  },
  {
    requirement: 'snapstart.after-hooks-before-next',
    variant: 'never',
    defect: 'Never runs the hooks after the restore.',
    changes: [inSnapStart('of this.#afterRestore)', 'of [])')],
    code: 'not-run-once',
  },
  {
    requirement: 'snapstart.before-hook-failure-reported',
    defect: 'Ends silently when a hook before the snapshot fails.',
    changes: [inSnapStart(fails, 'async () => {}')],
    code: 'not-reported',
  },
  {
    requirement: 'snapstart.before-hook-failure-reported',
    variant: 'goes-on',
    defect: 'Reports a hook before the snapshot that fails, and goes on.',
    changes: [inSnapStart(ends, '')],
    code: 'goes-on',
  },
  {
    requirement: 'snapstart.before-hook-failure-reported',
    variant: 'endpoint',
    defect: 'Reports a hook before the snapshot as a failed restore.',
    changes: [inSnapStart(fails, failsAfter)],
    code: 'wrong-endpoint',
  },
  {
    requirement: 'snapstart.before-hook-failure-reported',
    variant: 'header',
    defect: 'Sends no error type with the report of a hook before the snapshot.',
    changes: [withoutTypeOf('BeforeSnapshot')],
    code: 'no-type-header',
  },
  {
    requirement: 'snapstart.before-hook-failure-reported',
    variant: 'type',
    defect: 'Sends the error type of a hook before the snapshot without a category.',
    changes: [inSnapStart("'Runtime.BeforeSnapshotError'", "'BeforeSnapshotError'")],
    code: 'malformed-type-header',
  },
  {
    requirement: 'snapstart.before-hook-failure-reported',
    variant: 'body',
    defect: 'Reports a hook before the snapshot with an empty document.',
    changes: [withEmptyBodyOf('BeforeSnapshot')],
    code: 'malformed-body',
  },
  {
    requirement: 'snapstart.before-hook-failure-reported',
    variant: 'hangs',
    defect: 'Hangs after the report of a failed hook.',
    changes: [inSnapStart(ends, hangs)],
    code: 'does-not-exit',
  },
  {
    requirement: 'snapstart.before-hook-failure-reported',
    variant: 'exit-code',
    defect: 'Exits with 0 after the report of a failed hook.',
    changes: [inSnapStart(ends, 'process.exit(0);')],
    code: 'exits-with-0',
  },
  {
    requirement: 'snapstart.after-hook-failure-reported',
    defect: 'Ends silently when a hook after the restore fails.',
    changes: [inSnapStart(failsAfter, 'async () => {}')],
    code: 'not-reported',
  },
  {
    requirement: 'snapstart.after-hook-failure-reported',
    variant: 'goes-on',
    defect: 'Reports a hook after the restore that fails, and polls.',
    changes: [inSnapStart(ends, '')],
    code: 'goes-on',
  },
  {
    requirement: 'snapstart.after-hook-failure-reported',
    variant: 'endpoint',
    defect: 'Reports a hook after the restore as a failed init.',
    changes: [inSnapStart(failsAfter, failsAfter.replace('reportRestoreError', 'reportInitError'))],
    code: 'wrong-endpoint',
  },
  {
    requirement: 'snapstart.after-hook-failure-reported',
    variant: 'header',
    defect: 'Sends no error type with the report of a hook after the restore.',
    changes: [withoutTypeOf('AfterRestore')],
    code: 'no-type-header',
  },
  {
    requirement: 'snapstart.after-hook-failure-reported',
    variant: 'type',
    defect: 'Sends the error type of a hook after the restore without a category.',
    changes: [inClient("'Runtime.AfterRestoreError'", "'AfterRestoreError'")],
    code: 'malformed-type-header',
  },
  {
    requirement: 'snapstart.after-hook-failure-reported',
    variant: 'body',
    defect: 'Reports a hook after the restore with an empty document.',
    changes: [withEmptyBodyOf('AfterRestore')],
    code: 'malformed-body',
  },
  {
    requirement: 'snapstart.after-hook-failure-reported',
    variant: 'hangs',
    defect: 'Hangs after the report of a hook that failed after the restore.',
    changes: [inSnapStart(ends, hangs)],
    code: 'does-not-exit',
  },
  {
    requirement: 'snapstart.refused-restore-fatal',
    defect: 'Polls after a refused restore/next.',
    changes: [inClient(refuses, ';')],
    code: 'polls-after-refusal',
  },
  {
    requirement: 'snapstart.refused-restore-fatal',
    variant: 'hangs',
    defect: 'Hangs after a refused restore/next.',
    changes: [inClient(refuses, hangs)],
    code: 'does-not-end',
  },
  {
    requirement: 'snapstart.connections-renewed',
    defect: 'Keeps the one connection that it opened at its start.',
    changes: [
      {
        file: 'exchange.js',
        find: '#agent = new http.Agent({ keepAlive: true, maxSockets: 1 });',
        replace: `#agent = Object.assign(new http.Agent({ keepAlive: true, maxSockets: 1 }), {
        createConnection: (options) => (this.only ??= http.globalAgent.createConnection(options)),
    });`,
      },
      inClient('this.#exchange.disconnect();', ';'),
    ],
    code: 'relies-on-old-connections',
  },
  {
    requirement: 'snapstart.hooks-in-time',
    defect: 'Takes 11 s after the restore.',
    changes: [inSnapStart(waits, `${waits} await new Promise((resolve) => setTimeout(resolve, 11_000));`)],
    code: 'over-budget',
  },
  {
    requirement: 'snapstart.restore-body-ignored',
    defect: 'Reads the body of the reply to restore/next as JSON.',
    changes: [
      inClient(
        'this.#exchange.disconnect();',
        '{ this.#exchange.disconnect(); if (reply.body.length > 0) JSON.parse(reply.body.toString()); }',
      ),
    ],
    code: 'body-breaks-restore',
  },
  {
    requirement: 'snapstart.with-concurrency',
    defect: 'Lets each worker call restore/next as well.',
    changes: [
      {
        file: 'workers.js',
        find: 'await serve({ ...runtime, api: apiOf() });',
        replace: `const api = apiOf();
                if (runtime.env['AWS_LAMBDA_INITIALIZATION_TYPE'] === 'snap-start')
                    await api.waitForRestore(runtime.stop).catch(() => {});
                await serve({ ...runtime, api });`,
      },
    ],
    code: 'restores-again',
  },
  {
    requirement: 'snapstart.with-concurrency',
    variant: 'early-workers',
    defect: 'Starts its workers beside the call to restore/next.',
    changes: [
      inMain(
        'if (isSnapStart(env))\n            await passSnapshot({ api, hooks, guard, stop });',
        `const passed = isSnapStart(env) ? passSnapshot({ api, hooks, guard, stop }) : undefined;
        if (env['AWS_LAMBDA_MAX_CONCURRENCY'] === undefined) await passed;
        else if (passed !== undefined) await new Promise((resolve) => setTimeout(resolve, 100));`,
      ),
    ],
    code: 'polls-before-restore',
  },
];

function inMain(find: string, replace: string): SourceChange {
  return { file: 'main.js', find, replace };
}

function inSnapStart(find: string, replace: string): SourceChange {
  return { file: 'snapstart.js', find, replace };
}

function inClient(find: string, replace: string): SourceChange {
  return { file: 'runtime-api-client.js', find, replace };
}

/** Leaves the error type header out of reports of this type. */
function withoutTypeOf(type: string): SourceChange {
  return inClient(
    typed,
    `headers: Object.fromEntries(Object.entries(report.headers).filter(([name]) => !type.includes('${type}') || !/error-type/i.test(name)))`,
  );
}

/** Sends an empty document with reports of this type. */
function withEmptyBodyOf(type: string): SourceChange {
  return inClient(typed, `${typed}, body: type.includes('${type}') ? Buffer.from('{}') : report.body`);
}
