import type { Mutant } from './mutant.ts';

const client = 'runtime-api-client.js';
/** Where a reply to an outcome has arrived and is not a 500. */
const judged = 'refuseToGoOnAfter500(reply, request.path);';
const encoded = 'Buffer.from(toJson(result ?? null))';
const stringified = 'json = JSON.stringify(result);';
/** Posts an error report where the response was refused. */
const reportRefusal =
  "await this.#exchange.send(errorReport(request.path.replace(/response$/, 'error'), { errorType: 'Runtime.Refused', errorMessage: 'refused', stackTrace: [] }));";

/** Defects of results. */
export const response: readonly Mutant[] = [
  {
    requirement: 'response.posted-to-invocation',
    defect: 'Adds a query to the path.',
    changes: [{ file: client, find: '/response`;', replace: '/response?encoding=json`;' }],
    message: 'not posted to the documented path',
  },
  {
    requirement: 'response.exactly-one-outcome',
    defect: 'Posts every response twice.',
    changes: [
      {
        file: client,
        find: judged,
        replace: `${judged} if (isSuccess(reply)) await this.#exchange.send(request);`,
      },
    ],
    message: 'second outcome',
  },
  {
    requirement: 'response.exactly-one-outcome',
    defect: 'Loses every third result.',
    changes: [
      {
        file: 'loop.js',
        find: 'await api.respond(invocation.requestId, outcome.result);',
        replace:
          '{ if ((runtime.served = (runtime.served ?? 0) + 1) % 3 !== 0) await api.respond(invocation.requestId, outcome.result); }',
      },
    ],
    message: 'without an outcome',
  },
  {
    requirement: 'response.body-is-the-result',
    defect: 'Puts an empty line in front of the result.',
    changes: [
      {
        file: 'result.js',
        find: encoded,
        replace: String.raw`Buffer.from('\n' + toJson(result ?? null))`,
      },
    ],
  },
  {
    requirement: 'response.valid-json',
    defect: 'Turns documents into text by the default conversion of the language.',
    changes: [
      {
        file: 'result.js',
        find: stringified,
        replace: "json = typeof result === 'object' ? String(result) : JSON.stringify(result);",
      },
    ],
  },
  {
    requirement: 'response.json-content-type',
    defect: 'Leaves the label to curl.',
    changes: [
      { file: 'result.js', find: "'application/json'", replace: "'application/x-www-form-urlencoded'" },
    ],
  },
  {
    requirement: 'response.nothing-is-null',
    defect: 'Posts the word "undefined" where there is no result.',
    changes: [{ file: 'result.js', find: encoded, replace: "Buffer.from(toJson(result ?? 'undefined'))" }],
  },
  {
    requirement: 'response.string-encoded-once',
    defect: 'Encodes a string twice.',
    changes: [
      {
        file: 'result.js',
        find: stringified,
        replace: "json = JSON.stringify(typeof result === 'string' ? JSON.stringify(result) : result);",
      },
    ],
  },
  {
    requirement: 'response.utf8-fidelity',
    defect: 'Writes one byte per character.',
    changes: [{ file: 'result.js', find: encoded, replace: "Buffer.from(toJson(result ?? null), 'latin1')" }],
  },
  {
    requirement: 'response.maximum-size',
    defect: 'Cuts a result at 6,000,000 bytes.',
    changes: [{ file: 'result.js', find: encoded, replace: `${encoded}.subarray(0, 6_000_000)` }],
  },
  {
    requirement: 'response.every-size-arrives',
    defect: 'Cannot pass on more than fits into one argument of a command.',
    changes: [
      {
        file: client,
        find: "await this.#post({ method: 'POST', path, headers",
        replace:
          "if (body.length >= 128 * 1024) { this.#log('Argument list too long'); return; } await this.#post({ method: 'POST', path, headers",
      },
    ],
  },
  {
    requirement: 'response.413-survived',
    defect: 'Gives up after a 413.',
    changes: [{ file: client, find: 'reply.status === 500', replace: '[413, 500].includes(reply.status)' }],
    message: 'does not go on after a 413',
  },
  {
    requirement: 'response.400-bounded',
    defect: 'Posts again for as long as the answer is 400.',
    changes: [
      {
        file: client,
        find: judged,
        replace: `${judged} if (reply.status === 400) return this.#post(request);`,
      },
    ],
    message: 'does not come to an end',
  },
  {
    requirement: 'response.400-bounded',
    defect: 'Ends with exit code 0 when its response is refused.',
    changes: [{ file: client, find: judged, replace: `${judged} if (!isSuccess(reply)) process.exit(0);` }],
    message: 'as if all were well',
  },
  {
    requirement: 'response.403-bounded',
    defect: 'Reports an error for an invocation that is over.',
    changes: [
      { file: client, find: judged, replace: `${judged} if (reply.status === 403) ${reportRefusal}` },
    ],
    message: 'with an error report',
  },
  {
    requirement: 'response.unserializable-is-an-error',
    defect: 'Posts null for a result that has no JSON form.',
    changes: [
      {
        file: 'result.js',
        find: stringified,
        replace: "try { json = JSON.stringify(result); } catch { json = 'null'; }",
      },
    ],
    message: 'not reported as an error',
  },
  {
    requirement: 'response.no-invalid-json-as-success',
    defect: 'Posts a result that has no JSON form in the words of the language.',
    changes: [
      {
        file: 'result.js',
        find: stringified,
        replace: 'try { json = JSON.stringify(result); } catch { json = String(result); }',
      },
    ],
  },
  {
    requirement: 'response.reply-body-ignored',
    defect: 'Parses the body of every 202.',
    changes: [{ file: client, find: judged, replace: `${judged} JSON.parse(reply.body.toString());` }],
  },
  {
    requirement: 'response.framing',
    defect: 'Counts characters, not bytes, for the Content-Length.',
    changes: [
      { file: 'exchange.js', find: 'String(body.byteLength)', replace: 'String(body.toString().length)' },
    ],
    message: 'longer than its Content-Length',
  },
  {
    requirement: 'response.no-mode-header-when-buffered',
    defect: 'Announces a stream and sends a buffer.',
    changes: [
      {
        file: client,
        find: "'Content-Type': contentType }",
        replace: "'Content-Type': contentType, 'Lambda-Runtime-Function-Response-Mode': 'streaming' }",
      },
    ],
  },
  {
    requirement: 'response.500-is-fatal',
    defect: 'Takes a 500 for one more refusal.',
    changes: [{ file: client, find: judged, replace: '' }],
  },
  {
    requirement: 'response.reply-awaited-before-next',
    defect: 'Posts its results in the background.',
    changes: [
      { file: 'loop.js', find: 'await api.respond(', replace: 'void api.respond(' },
      { file: 'exchange.js', find: 'maxSockets: 1', replace: 'maxSockets: 8' },
    ],
  },
];
