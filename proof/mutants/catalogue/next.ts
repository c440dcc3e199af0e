import type { Mutant, SourceChange } from './mutant.ts';

/** Defects of polling. */
export const nextMutants: readonly Mutant[] = [
  {
    requirement: 'next.polls-documented-path',
    defect: 'Adds a query to the path.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'path: `${BASE}/invocation/next`',
        replace: 'path: `${BASE}/invocation/next?wait=1`',
      },
    ],
    code: 'wrong-first-request',
  },
  {
    requirement: 'next.no-client-timeout',
    // A real one is 30 s or more; this one is short enough for every pace.
    defect: 'Aborts a request without a reply after 1.5 s, and retries.',
    changes: [
      {
        file: 'exchange.js',
        find: 'outgoing.end(body);',
        replace:
          'outgoing.setTimeout(1500, () => outgoing.destroy(new Error("timeout"))); outgoing.end(body);',
      },
    ],
    code: 'poll-abandoned',
  },
  {
    requirement: 'next.continues-after-result',
    defect: 'Ends after its first invocation, with exit code 0.',
    changes: [{ file: 'loop.js', find: 'while (!stop.aborted) {', replace: '{' }],
    code: 'does-not-go-on',
  },
  {
    requirement: 'next.continues-after-result',
    variant: 'moves-to-background',
    defect:
      'Moves into the background after its third result: the started process ends, and its child goes on.',
    changes: [
      {
        file: 'main.js',
        find: 'main(process.env).catch',
        replace:
          'if (!process.send) { const { fork } = await import("node:child_process"); fork(process.argv[1], process.argv.slice(2), { detached: true }).on("message", () => process.exit(0)); } else main(process.env).catch',
      },
      {
        file: 'loop.js',
        find: 'await flushOutput();',
        replace:
          'await flushOutput(); globalThis.served = (globalThis.served ?? 0) + 1; if (globalThis.served === 3) process.send("served");',
      },
    ],
    code: 'started-process-ends',
  },
  {
    requirement: 'next.one-outstanding',
    defect: 'Runs two loops in parallel.',
    changes: [
      {
        file: 'main.js',
        find: 'await serve({ api, handler, guard, env, log, stop });',
        replace:
          '{ const runtime = { api, handler, guard, env, log, stop }; await Promise.all([serve(runtime), serve(runtime)]); }',
      },
      { file: 'exchange.js', find: 'maxSockets: 1', replace: 'maxSockets: 2' },
    ],
    code: 'two-polls',
  },
  {
    requirement: 'next.not-before-outcome',
    defect: 'Polls ahead, to save a round trip.',
    changes: [
      {
        file: 'loop.js',
        find: 'const invocation = await api.next(stop);',
        replace:
          // It delays the event: an immediate result might overtake the poll.
          'const invocation = await (runtime.ahead ?? api.next(stop)); runtime.ahead = api.next(stop); await new Promise((resolve) => { setTimeout(resolve, 50); });',
      },
      { file: 'exchange.js', find: 'maxSockets: 1', replace: 'maxSockets: 2' },
    ],
    code: 'polls-before-outcome',
  },
  {
    requirement: 'next.request-id-used',
    defect: 'Keeps the id of the first invocation.',
    changes: [
      {
        file: 'loop.js',
        find: 'await api.respond(invocation, outcome.result);',
        replace:
          'await api.respond({ requestId: (runtime.requestId ??= invocation.requestId) }, outcome.result);',
      },
    ],
    code: 'other-id',
  },
  {
    requirement: 'next.event-unchanged',
    defect: 'Leaves out members that are null.',
    changes: [
      {
        file: 'invocation.js',
        find: 'return JSON.parse(text);',
        replace:
          'return JSON.parse(text, (key, value) => (key !== "" && value === null ? undefined : value));',
      },
    ],
    code: 'event-altered',
    says: 'with body {"b":[null],"c":{}}',
  },
  {
    requirement: 'next.event-unchanged',
    variant: 'shallow',
    defect: 'Refuses events with 100 levels of nesting.',
    changes: [nesting(99)],
    code: 'event-altered',
  },
  {
    requirement: 'next.deep-nesting',
    defect: 'Refuses events with 128 levels of nesting, as serde_json does.',
    changes: [nesting(127)],
    code: 'not-unchanged',
  },
  {
    requirement: 'next.any-json-value',
    defect: 'Accepts only objects and arrays as events.',
    changes: [
      {
        file: 'invocation.js',
        find: 'return JSON.parse(text);',
        replace:
          'const event = JSON.parse(text); if (Object(event) === event) return event; throw new TypeError();',
      },
    ],
    code: 'value-rejected',
    says: 'the event is not valid JSON',
  },
  {
    requirement: 'next.malformed-event-is-reported',
    defect: 'Calls the handler without an event if the event is not JSON.',
    changes: [
      {
        file: 'invocation.js',
        find: 'throw new MalformedEvent(`the event is not valid JSON',
        replace: 'return undefined; throw new MalformedEvent(`the event is not valid JSON',
      },
    ],
    code: 'not-reported',
    says: 'POST …/response with body null',
  },
  {
    requirement: 'next.500-is-fatal',
    defect: 'Ends with exit code 0 after a 500.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: "refuseToGoOnAfter500(reply, 'next');",
        replace: 'if (reply.status === 500) process.exit(0);',
      },
    ],
    code: 'exits-with-0',
  },
  {
    requirement: 'next.403-no-hot-loop',
    defect: 'Polls again at once after every 403, without a limit.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'if (reply.status !== 200)',
        replace: 'if (reply.status === 403) return this.#poll(signal); if (reply.status !== 200)',
      },
    ],
    code: 'spins',
  },
  {
    requirement: 'next.refusal-body-is-no-event',
    defect: 'Ignores the status of a reply that has a request id.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'if (reply.status !== 200)',
        replace: 'if (reply.status !== 200 && invocationFrom(reply) === undefined)',
      },
    ],
    code: 'event-from-403',
  },
  {
    requirement: 'next.missing-request-id',
    defect: 'Uses the last id if there is none.',
    changes: [
      {
        file: 'invocation.js',
        find: "const requestId = header('lambda-runtime-aws-request-id');",
        replace:
          "const requestId = (invocationFrom.last = header('lambda-runtime-aws-request-id') ?? invocationFrom.last);",
      },
    ],
    code: 'posts-result',
  },
  {
    requirement: 'next.user-agent',
    defect: 'Sends no User-Agent.',
    changes: [{ file: 'runtime-api-client.js', find: "'User-Agent': USER_AGENT, ", replace: '' }],
    code: 'no-user-agent',
  },
  {
    requirement: 'next.get-has-no-body',
    defect: 'Sends an empty object with its poll.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'headers: headers(),',
        replace: "headers: headers(), body: Buffer.from('{}'),",
      },
    ],
    code: 'poll-with-body',
    says: 'Content-Length: 2 and 2 bytes',
  },
  {
    requirement: 'next.bad-event-keeps-loop',
    defect: 'Decodes the event without a guard, so that a failure ends the process.',
    changes: [
      {
        file: 'loop.js',
        find: 'exportTraceId(invocation, env);',
        replace: 'exportTraceId(invocation, env); decodeEvent(invocation);',
      },
    ],
    code: 'next-not-served',
  },
  {
    requirement: 'next.blank-event-gets-outcome',
    defect: 'Polls again at once if the event is blank.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: "return invocationFrom(reply) ?? 'the reply has no request id';",
        replace:
          "if (reply.body.toString().trim() === '') return 'there was no event'; return invocationFrom(reply) ?? 'the reply has no request id';",
      },
    ],
    code: 'not-one-outcome',
    says: 'nothing was posted for it), and the runtime polled again',
  },
  {
    requirement: 'next.non-utf8-event',
    defect: 'Decodes the text of the event without a guard, so that a failure ends the process.',
    changes: [
      {
        file: 'loop.js',
        find: 'exportTraceId(invocation, env);',
        replace:
          "exportTraceId(invocation, env); new TextDecoder('utf-8', { fatal: true }).decode(invocation.body);",
      },
    ],
    code: 'not-survived',
    says: 'nothing was posted for it), and the runtime exited',
  },
  {
    requirement: 'next.same-id-again',
    defect: 'Skips an event whose id it has seen before.',
    changes: [
      {
        file: 'loop.js',
        find: 'const outcome = await run(invocation, runtime);',
        replace:
          'const seen = (runtime.seen ??= new Set()); if (seen.has(invocation.requestId)) continue; seen.add(invocation.requestId); const outcome = await run(invocation, runtime);',
      },
    ],
    code: 'not-processed-again',
    says: 'for the second one: 0 results',
  },
  {
    requirement: 'next.no-client-timeout',
    variant: 'ends-quietly',
    // A real one is 100 s; this one is short enough for every pace.
    defect: 'Ends with exit code 0 after 1.5 s without an event.',
    changes: [
      {
        file: 'exchange.js',
        find: 'outgoing.end(body);',
        replace:
          'if (body === undefined) outgoing.setTimeout(1500, () => process.exit(0)); outgoing.end(body);',
      },
    ],
    code: 'poll-abandoned',
  },
  {
    requirement: 'next.single-403-survived',
    variant: 'ends',
    defect: 'Ends at the first 403.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'if (reply.status !== 200)',
        replace:
          "if (reply.status === 403) throw new RuntimeApiFailure('forbidden'); if (reply.status !== 200)",
      },
    ],
    code: 'gives-up',
  },
  {
    requirement: 'next.500-is-fatal',
    variant: 'tries-for-ever',
    defect: 'Polls again after every 500, without a pause or a limit.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: "refuseToGoOnAfter500(reply, 'next');",
        replace: 'if (reply.status === 500) return this.#poll(signal);',
      },
    ],
    code: 'goes-on',
  },
  {
    requirement: 'next.403-no-hot-loop',
    variant: 'ends-as-success',
    defect: 'Tries three times without a pause, and then ends with exit code 0.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'const POLL_PAUSES_MS = [0, 100, 250, 500]',
        replace: 'const POLL_PAUSES_MS = [0, 0, 0]',
      },
      {
        file: 'runtime-api-client.js',
        find: 'throw new RuntimeApiFailure(`no invocation after',
        replace: 'process.exit(0); throw new RuntimeApiFailure(`no invocation after',
      },
    ],
    code: 'exits-with-0',
  },
  {
    requirement: 'next.refusal-body-is-no-event',
    variant: 'status-never-read',
    defect: 'Ignores the status of replies, and takes the body of a 500 as an event.',
    changes: [
      { file: 'runtime-api-client.js', find: "refuseToGoOnAfter500(reply, 'next');", replace: '' },
      { file: 'runtime-api-client.js', find: 'if (reply.status !== 200)', replace: 'if (false)' },
    ],
    code: 'event-from-500',
  },
  {
    requirement: 'next.malformed-event-is-reported',
    variant: 'as-init-error',
    defect:
      'Decodes the event before it stores the request id, reports the failure as an init error, and ends.',
    changes: [
      {
        file: 'loop.js',
        find: 'exportTraceId(invocation, env);',
        replace: 'exportTraceId(invocation, env); decodeEvent(invocation);',
      },
      {
        file: 'main.js',
        find: 'throw failure;',
        replace: 'await api.reportInitError(toErrorDocument(failure)); throw failure;',
      },
    ],
    code: 'not-reported',
  },
  {
    requirement: 'next.event-unchanged',
    variant: 'bytes-as-characters',
    defect: 'Decodes every byte of the event as a character.',
    changes: [
      {
        file: 'invocation.js',
        find: 'return JSON.parse(text);',
        replace: "return JSON.parse(body.toString('latin1'));",
      },
    ],
    code: 'event-altered',
  },
  {
    requirement: 'next.event-unchanged',
    variant: 'null-member-refused',
    defect: 'Cannot decode an event with a member that is null.',
    changes: [
      {
        file: 'invocation.js',
        find: 'return JSON.parse(text);',
        replace:
          'return JSON.parse(text, (key, value) => (key !== "" && value === null ? process.emitWarning.none.text : value));',
      },
    ],
    code: 'event-altered',
  },
  {
    requirement: 'next.empty-event-survived',
    defect: 'Ends at an empty event.',
    changes: [
      {
        file: 'loop.js',
        find: 'exportTraceId(invocation, env);',
        replace: 'exportTraceId(invocation, env); if (invocation.body.length === 0) process.exit(1);',
      },
    ],
    code: 'not-survived',
  },
  {
    requirement: 'next.other-content-types',
    defect: 'Ends at an event whose Content-Type is not exactly `application/json`.',
    changes: [
      {
        file: 'invocation.js',
        find: 'if (requestId === undefined)',
        replace:
          "if ((headers['content-type']?.[0] ?? 'application/json') !== 'application/json') throw new Error('no JSON'); if (requestId === undefined)",
      },
    ],
    code: 'not-survived',
    says: 'for application/json; charset=utf-8: 0 results',
  },
  {
    requirement: 'next.other-2xx-is-no-event',
    defect: 'Accepts every status below 400 as an event.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'if (reply.status !== 200)',
        replace: 'if (reply.status >= 400)',
      },
    ],
    code: 'processed-as-event',
  },
  {
    requirement: 'next.4xx-no-hot-loop',
    defect: 'Polls again at once after every 400, 404 or 429, without a limit.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'if (reply.status !== 200)',
        replace:
          'if ([400, 404, 429].includes(reply.status)) return this.#poll(signal); if (reply.status !== 200)',
      },
    ],
    code: 'spins',
  },
  {
    requirement: 'next.event-unchanged',
    variant: 'times-revived',
    defect: 'Makes dates of texts that look like a time.',
    changes: [
      {
        file: 'invocation.js',
        find: 'return JSON.parse(text);',
        replace: String.raw`return JSON.parse(text, (_key, value) => (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value) : value));`,
      },
    ],
    code: 'text-converted',
    says: '"2026-01-01T00:00:00Z" came back as "2026-01-01T00:00:00.000Z"',
  },
  {
    requirement: 'next.event-unchanged',
    variant: 'numbers-recognised',
    defect: 'Makes numbers of texts that look like one.',
    changes: [
      {
        file: 'invocation.js',
        find: 'return JSON.parse(text);',
        replace: String.raw`return JSON.parse(text, (_key, value) => (typeof value === 'string' && /^[\d.xe]+$/i.test(value) && Number.isFinite(Number(value)) ? Number(value) : value));`,
      },
    ],
    code: 'text-converted',
    says: '"1e5" came back as 100000',
  },
  {
    requirement: 'next.event-unchanged',
    variant: 'null-recognised',
    defect: 'Treats a text that is the word null as nothing, also as a result.',
    changes: [
      {
        file: 'invocation.js',
        find: 'return JSON.parse(text);',
        replace: `const event = JSON.parse(text); return event === 'null' ? null : event;`,
      },
    ],
    code: 'text-converted',
    says: '"null" came back as null',
  },
  {
    requirement: 'next.event-unchanged',
    variant: 'final-newline-lost',
    defect: 'Drops the newline at the end of an event that is a text.',
    changes: [
      {
        file: 'invocation.js',
        find: 'return JSON.parse(text);',
        replace: String.raw`const event = JSON.parse(text); return typeof event === 'string' ? event.replace(/\n$/, '') : event;`,
      },
    ],
    code: 'text-converted',
    says: String.raw`"line\n" came back as "line"`,
  },
  {
    requirement: 'next.event-unchanged',
    variant: 'one-size-lost',
    defect: 'Loses events of 64 KiB and a little more.',
    changes: [
      {
        file: 'invocation.js',
        find: 'return JSON.parse(text);',
        replace: 'return body.length >= 65_536 && body.length < 66_560 ? null : JSON.parse(text);',
      },
    ],
    code: 'event-altered',
    says: 'with body null',
  },
  {
    requirement: 'next.event-unchanged',
    variant: 'full-block-cut',
    defect: 'Loses the last byte of an event that fills its last block of 4 KiB.',
    changes: [
      {
        file: 'invocation.js',
        find: 'return JSON.parse(text);',
        replace: 'return JSON.parse(body.length % 4096 === 0 ? text.slice(0, -1) : text);',
      },
    ],
    code: 'event-altered',
    says: 'although 61441 bytes arrived whole',
  },
  {
    requirement: 'next.event-unchanged',
    variant: 'length-in-its-output',
    defect: 'Loses an event of 20,000 bytes, a length that only its output names.',
    changes: [
      {
        file: 'invocation.js',
        find: 'return JSON.parse(text);',
        replace:
          "if (!globalThis.told) console.error('reads into a buffer of 20000 bytes'); globalThis.told = true; return body.length === 20_000 ? null : JSON.parse(text);",
      },
    ],
    code: 'event-altered',
    says: 'a body of a length that its output names (20,000 bytes)',
  },
  {
    requirement: 'next.event-unchanged',
    variant: 'word-in-its-output',
    defect: 'Loses an event with the text that ends a record of its output.',
    changes: [
      {
        file: 'invocation.js',
        find: 'return JSON.parse(text);',
        replace:
          "if (!globalThis.told) console.error('records end with --END--'); globalThis.told = true; return text.includes('--END--') ? null : JSON.parse(text);",
      },
    ],
    code: 'event-altered',
    says: 'a word that its output has ("--END--")',
  },
  {
    requirement: 'next.event-unchanged',
    variant: 'event-257',
    defect: 'Loses the 257th event of a process.',
    changes: [
      {
        file: 'invocation.js',
        find: 'return JSON.parse(text);',
        replace:
          'globalThis.events = (globalThis.events ?? 0) + 1; return globalThis.events === 257 ? {} : JSON.parse(text);',
      },
    ],
    code: 'event-altered',
    says: 'with body {}',
  },
  {
    requirement: 'next.event-unchanged',
    variant: 'decoded-in-blocks',
    defect: 'Decodes an event in blocks of 16 KiB, each on its own.',
    changes: [
      {
        file: 'invocation.js',
        find: 'return JSON.parse(text);',
        replace: `let whole = ''; for (let at = 0; at < body.length; at += 16_384) whole += body.toString('utf8', at, Math.min(body.length, at + 16_384)); return JSON.parse(whole);`,
      },
    ],
    code: 'event-altered',
  },
  {
    requirement: 'next.request-id-used',
    variant: 'older-result',
    defect: 'Answers the third event after a failure with an older result.',
    changes: [
      {
        file: 'loop.js',
        find: 'const outcome = await run(invocation, runtime);',
        replace: `const outcome = await run(invocation, runtime);
        if ('error' in outcome) runtime.since = 0;
        else if ((runtime.since += 1) === 3 && runtime.older !== undefined) outcome.result = runtime.older;
        else runtime.older = outcome.result;`,
      },
    ],
    code: 'result-of-another',
  },
  {
    requirement: 'next.request-id-used',
    variant: 'first-failure-again',
    defect: 'Reports the first failure again for the second in a row.',
    changes: [
      {
        file: 'loop.js',
        find: 'const outcome = await run(invocation, runtime);',
        replace: `const outcome = await run(invocation, runtime);
        if ('error' in outcome) outcome.error = runtime.failure ??= outcome.error;
        else runtime.failure = undefined;`,
      },
    ],
    code: 'result-of-another',
  },
];

/** A decoder with a limit on the nesting. */
function nesting(limit: number): SourceChange {
  return {
    file: 'invocation.js',
    find: 'return JSON.parse(text);',
    replace: `if (/^[^[\\]]*(?:\\[[^[\\]]*){${limit}}/.test(text)) throw new Error('nested too deeply');\n        return JSON.parse(text);`,
  };
}
