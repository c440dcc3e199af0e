import type { Mutant, SourceChange } from './mutant.ts';

/** Sends requests of one kind from another thread, and blocks this one until the reply arrives. */
export function blocking(condition: string): readonly SourceChange[] {
  return [
    {
      file: 'exchange.js',
      find: 'async #sendOnce({ body, headers, ...request }) {',
      replace: `async #sendOnce({ body, headers, ...request }) {
        if (${condition}) {
            const shared = new SharedArrayBuffer(8_000_000);
            const state = new Int32Array(shared, 0, 2);
            const address = { host: this.#host, port: this.#port };
            new Worker(\`(\${sendFrom})()\`, {
                eval: true,
                workerData: { shared, body, options: { method: request.method, path: request.path, headers, ...address } },
            }).unref();
            Atomics.wait(state, 0, 0);
            const reply = JSON.parse(Buffer.from(Buffer.from(shared, 8, state[1])).toString());
            return { ...reply, body: Buffer.from(reply.body, 'base64') };
        }`,
    },
    {
      file: 'exchange.js',
      find: 'const MAX_HEADER_BYTES',
      replace: `import { Worker } from 'node:worker_threads';
        function sendFrom() {
            const { workerData: { shared, body, options } } = require('node:worker_threads');
            const headers = body === undefined ? options.headers : { ...options.headers, 'Content-Length': body.length };
            const outgoing = require('node:http').request({ ...options, headers }, async (incoming) => {
                const chunks = [];
                for await (const chunk of incoming) chunks.push(chunk);
                const bytes = Buffer.from(JSON.stringify({
                    status: incoming.statusCode,
                    headers: incoming.headersDistinct,
                    body: Buffer.concat(chunks).toString('base64'),
                    complete: incoming.complete,
                }));
                bytes.copy(new Uint8Array(shared, 8));
                const state = new Int32Array(shared, 0, 2);
                state[1] = bytes.length;
                Atomics.store(state, 0, 1);
                Atomics.notify(state, 0);
            });
            outgoing.end(body);
        }
        const MAX_HEADER_BYTES`,
    },
  ];
}

/** Defects of the invoke phase as a whole. */
export const loopMutants: readonly Mutant[] = [
  {
    requirement: 'loop.order',
    defect: 'Posts an error after every response.',
    changes: [
      {
        file: 'loop.js',
        find: 'await api.respond(invocation, outcome.result);',
        replace:
          "{ await api.respond(invocation, outcome.result); await api.reportError(invocation, { errorType: 'None', errorMessage: '', stackTrace: [] }); }",
      },
    ],
    code: 'two-outcomes',
  },
  {
    requirement: 'loop.no-resource-growth',
    defect: 'Creates an HTTP agent, and so a kept-alive connection, for every request.',
    changes: [
      {
        file: 'exchange.js',
        find: 'agent: this.#agent,',
        replace: 'agent: new http.Agent({ keepAlive: true }),',
      },
    ],
    code: 'descriptors-grow',
    says: 'for each event',
  },
  {
    requirement: 'loop.state-kept',
    defect: 'Loads the function again for every event.',
    changes: [
      {
        file: 'main.js',
        find: 'await serve({ api, handler,',
        replace: 'await serve({ api, handler: async (...args) => (await loadHandler(env))(...args),',
      },
      {
        file: 'handler.js',
        find: 'pathToFileURL(file).href',
        replace: '`${pathToFileURL(file).href}?${performance.now()}`',
      },
    ],
    code: 'state-lost',
  },
  {
    requirement: 'loop.idle-without-cpu',
    defect: 'Polls the clock in a loop while it waits.',
    changes: [
      {
        file: 'main.js',
        find: 'const stop = abortOnSigterm();',
        replace:
          'const stop = abortOnSigterm(); setInterval(() => { const end = Date.now() + 40; while (Date.now() < end); }, 200).unref();',
      },
    ],
    code: 'uses-cpu',
  },
  {
    requirement: 'loop.background-work-isolated',
    defect: 'Keeps the context of the invocation that left work behind.',
    changes: [
      {
        file: 'loop.js',
        find: 'contextFor(invocation, env, log)',
        replace: 'contextOf(invocation, env, log)',
      },
      {
        file: 'loop.js',
        find: 'async function run(invocation,',
        replace: `function contextOf(invocation, env, log) {
          const busy = process.getActiveResourcesInfo().includes('Timeout');
          if (!busy) contextOf.kept = undefined;
          return (contextOf.kept ??= contextFor(invocation, env, log));
        }
        async function run(invocation,`,
      },
    ],
    code: 'next-invocation-changed',
  },
  {
    requirement: 'loop.survives-freeze',
    // A real one is 30 s or more; this one is short enough for every pace.
    defect: 'Aborts a request without a reply after 0.7 s, and retries.',
    changes: [
      {
        file: 'exchange.js',
        find: 'outgoing.end(body);',
        replace:
          'outgoing.setTimeout(700, () => outgoing.destroy(new Error("timeout"))); outgoing.end(body);',
      },
    ],
    code: 'does-not-resume',
  },
  {
    requirement: 'loop.no-residue',
    defect: 'Writes every result into one buffer, and posts its largest filled part.',
    changes: [
      {
        file: 'result.js',
        find: 'body: Buffer.from(toJson(result ?? null))',
        replace: 'body: reuse(toJson(result ?? null))',
      },
      {
        file: 'result.js',
        find: 'function toJson(result) {',
        replace: `const buffer = Buffer.alloc(8e6, ' ');
        let filled = 0;
        function reuse(text) {
          filled = Math.max(filled, buffer.write(text));
          return buffer.subarray(0, filled);
        }
        function toJson(result) {`,
      },
    ],
    code: 'earlier-value',
  },
  {
    requirement: 'loop.serial',
    defect: 'Serves in two parallel loops.',
    changes: [
      {
        file: 'main.js',
        find: 'await serve({ api, handler, guard, env, log, stop });',
        replace:
          '{ const runtime = { api, handler, guard, env, log, stop }; await Promise.all([serve(runtime), serve(runtime)]); }',
      },
      { file: 'exchange.js', find: 'keepAlive: true, maxSockets: 1', replace: 'keepAlive: true' },
    ],
    code: 'polls-in-handler',
    says: 'a poll while the handler slept',
  },
  {
    requirement: 'loop.survives-freeze-after-post',
    defect: 'Ends when the reply to a result takes longer than 2 s.',
    changes: [
      {
        file: 'exchange.js',
        find: 'outgoing.end(body);',
        replace:
          'if (body !== undefined) outgoing.setTimeout(2000, () => process.exit(1)); outgoing.end(body);',
      },
    ],
    code: 'does-not-resume',
    // The process may be frozen before it has read the reply.
    says: /(?:before the reply is (?:sent|read)|behind the reply): no poll, and the runtime exited/,
  },
  {
    requirement: 'loop.restart-after-kill',
    defect: 'Treats a lock file as a sign of another running process.',
    changes: [
      {
        file: 'main.js',
        find: 'surviveClosedOutput();',
        replace: `surviveClosedOutput();
            const { rmSync, writeFileSync } = await import('node:fs');
            const lock = new URL(env['AWS_LAMBDA_LOG_STREAM_NAME'].replaceAll(/\\W/g, '-') + '.lock', import.meta.url);
            try { writeFileSync(lock, '', { flag: 'wx' }); } catch { process.exit(1); }
            process.on('exit', () => rmSync(lock));`,
      },
    ],
    code: 'does-not-restart',
    says: 'after a SIGKILL in the handler the runtime exited',
  },
  {
    requirement: 'loop.cleanup-before-next',
    variant: 'closed-late',
    defect: 'Closes a file of the invocation some time after the next poll.',
    changes: [
      {
        file: 'loop.js',
        find: 'const invocation = await api.next(stop);',
        replace: `const { closeSync, openSync } = await import('node:fs');
            const poll = api.next(stop);
            // Like the harness, it waits longer after a slow start.
            runtime.whileMs ??= Math.max(200, 0.7 * performance.now());
            if (runtime.file !== undefined) setTimeout(closeSync, runtime.whileMs, runtime.file);
            const invocation = await poll;
            runtime.file = openSync(process.execPath, 'r');`,
      },
    ],
    code: 'polls-before-cleanup',
  },
  {
    requirement: 'loop.cleanup-before-next',
    variant: 'never-closed',
    defect: 'Leaves a file of every invocation open.',
    changes: [
      {
        file: 'loop.js',
        find: 'const outcome = await run(invocation, runtime);',
        replace: `(await import('node:fs')).openSync(process.execPath, 'r');
            const outcome = await run(invocation, runtime);`,
      },
    ],
    code: 'descriptors-grow',
  },
  {
    requirement: 'loop.background-runs-while-polling',
    defect: 'Polls in a call that blocks the whole process.',
    changes: blocking("request.method === 'GET'"),
    code: 'suspended',
  },
  {
    requirement: 'loop.background-runs-while-posting',
    defect: 'Posts in a call that blocks the whole process.',
    changes: blocking("request.method === 'POST'"),
    code: 'suspended',
  },
  {
    requirement: 'loop.no-resource-growth',
    variant: 'leaks-when-refused',
    defect: 'Leaves a handle open whenever a result is refused.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'if (!isSuccess(reply))\n                    this.#log(`${request.path} was',
        replace:
          "if (!isSuccess(reply)) (await import('node:fs')).openSync(process.execPath, 'r');\n                if (!isSuccess(reply))\n                    this.#log(`${request.path} was",
      },
    ],
    code: 'descriptors-grow',
    says: /^one descriptor for each refused result/,
  },
  {
    requirement: 'loop.exit-hooks-not-run',
    defect: 'Runs the exit hooks after every invocation.',
    changes: [
      {
        file: 'loop.js',
        find: 'await flushOutput();',
        replace: "await flushOutput(); process.emit('exit', 0);",
      },
    ],
    code: 'hooks-run',
    says: 'the mark of the hook',
  },
  {
    requirement: 'loop.no-resource-growth',
    variant: 'by-failures',
    defect: 'Opens a descriptor for each failure, and does not close it.',
    changes: [
      {
        file: 'loop.js',
        find: 'const error = toErrorDocument(thrown);',
        replace:
          "const error = toErrorDocument(thrown); process.getBuiltinModule('node:fs').openSync('/dev/null');",
      },
    ],
    code: 'descriptors-grow',
    says: /^one descriptor for each handler error/,
  },
  {
    requirement: 'loop.no-resource-growth',
    variant: 'by-dropped-connections',
    defect: 'Opens a descriptor for each connection that drops, and does not close it.',
    changes: [
      {
        file: 'exchange.js',
        find: 'const again =',
        replace: "process.getBuiltinModule('node:fs').openSync('/dev/null'); const again =",
      },
    ],
    code: 'descriptors-grow',
    says: /^one descriptor for each dropped connection/,
  },
  {
    requirement: 'loop.no-resource-growth',
    variant: 'by-big-results',
    defect: 'Writes a result of more than 256 KiB to a temporary file, and does not remove it.',
    changes: [
      {
        file: 'result.js',
        find: 'json = JSON.stringify(result);',
        replace:
          "json = JSON.stringify(result); if (json?.length > 262_144) process.getBuiltinModule('node:fs').writeFileSync(`/tmp/${crypto.randomUUID()}`, json);",
      },
    ],
    code: 'temporary-files-grow',
    says: /^one temporary file for each big result$/,
  },
  {
    requirement: 'loop.no-resource-growth',
    variant: 'threads-by-failures',
    defect: 'Starts a thread for each failure, and does not end it.',
    changes: [
      {
        file: 'loop.js',
        find: 'const error = toErrorDocument(thrown);',
        replace:
          "const error = toErrorDocument(thrown); new (process.getBuiltinModule('node:worker_threads').Worker)('setInterval(() => {}, 1e9)', { eval: true });",
      },
    ],
    code: 'threads-grow',
    says: /^one thread for each handler error/,
  },
];
