import type { Mutant } from './mutant.ts';

/** Defects of the invoke phase as a whole. */
export const loop: readonly Mutant[] = [
  {
    requirement: 'loop.order',
    defect: 'Posts an error behind every response.',
    changes: [
      {
        file: 'loop.js',
        find: 'await api.respond(invocation.requestId, outcome.result);',
        replace:
          "{ await api.respond(invocation.requestId, outcome.result); await api.reportError(invocation.requestId, { errorType: 'None', errorMessage: '', stackTrace: [] }); }",
      },
    ],
    message: 'more than one outcome',
  },
  {
    requirement: 'loop.no-resource-growth',
    defect: 'Makes an HTTP agent, and so a kept connection, for every request.',
    changes: [
      {
        file: 'exchange.js',
        find: 'agent: this.#agent,',
        replace: 'agent: new http.Agent({ keepAlive: true }),',
      },
    ],
    message: 'more and more descriptors',
  },
  {
    requirement: 'loop.state-kept',
    defect: 'Loads the function anew for every event.',
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
  },
  {
    requirement: 'loop.idle-without-cpu',
    defect: 'Keeps looking at the clock while it waits.',
    changes: [
      {
        file: 'main.js',
        find: 'const stop = abortOnSigterm();',
        replace:
          'const stop = abortOnSigterm(); setInterval(() => { const end = Date.now() + 40; while (Date.now() < end); }, 200).unref();',
      },
    ],
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
  },
  {
    requirement: 'loop.survives-freeze',
    // A real one is 30 s or more; this one is short enough for every pace.
    defect: 'Gives up a request without a reply after 0.7 s, and tries again.',
    changes: [
      {
        file: 'exchange.js',
        find: 'outgoing.end(body);',
        replace:
          'outgoing.setTimeout(700, () => outgoing.destroy(new Error("timeout"))); outgoing.end(body);',
      },
    ],
  },
  {
    requirement: 'loop.no-residue',
    defect: 'Writes every result into one buffer, and posts as much of it as was ever filled.',
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
    message: 'shows in a later result',
  },
];
