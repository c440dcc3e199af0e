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
export const responseMutants: readonly Mutant[] = [
  {
    requirement: 'response.posted-to-invocation',
    defect: 'Adds a query to the path.',
    changes: [{ file: client, find: '/response`;', replace: '/response?encoding=json`;' }],
    message: 'not posted to the documented path',
  },
  {
    requirement: 'response.exactly-one-outcome',
    variant: 'twice',
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
    variant: 'lost',
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
    message: /POST …\/response: "\\n/,
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
    message: 'not JSON: [object Object]',
  },
  {
    requirement: 'response.json-content-type',
    defect: 'Leaves the label to curl.',
    changes: [
      { file: 'result.js', find: "'application/json'", replace: "'application/x-www-form-urlencoded'" },
    ],
    message: 'application/x-www-form-urlencoded',
  },
  {
    requirement: 'response.nothing-is-null',
    defect: 'Posts the word "undefined" where there is no result.',
    changes: [{ file: 'result.js', find: encoded, replace: "Buffer.from(toJson(result ?? 'undefined'))" }],
    message: 'with body "undefined"',
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
    message: 'is not encoded as JSON exactly once',
  },
  {
    requirement: 'response.utf8-fidelity',
    defect: 'Writes one byte per character.',
    changes: [{ file: 'result.js', find: encoded, replace: "Buffer.from(toJson(result ?? null), 'latin1')" }],
    message: 'text result does not arrive as it was returned',
  },
  {
    requirement: 'response.maximum-size',
    defect: 'Cuts a result at 6,000,000 bytes.',
    changes: [{ file: 'result.js', find: encoded, replace: `${encoded}.subarray(0, 6_000_000)` }],
    message: 'POST …/response with 6000000 bytes',
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
    message: 'no outcome of the invocation was posted',
  },
  {
    requirement: 'response.413-survived',
    defect: 'Gives up after a 413.',
    changes: [{ file: client, find: 'reply.status === 500', replace: '[413, 500].includes(reply.status)' }],
    message: 'does not go on after a 413',
  },
  {
    requirement: 'response.400-bounded',
    variant: 'endless',
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
    variant: 'ends-as-success',
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
    message: 'POST …/response with body [object Object]',
  },
  {
    requirement: 'response.reply-body-ignored',
    defect: 'Parses the body of every 202.',
    changes: [{ file: client, find: judged, replace: `${judged} JSON.parse(reply.body.toString());` }],
    message: 'an empty body: 1 posts; the runtime exited',
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
    message: 'Lambda-Runtime-Function-Response-Mode: streaming',
  },
  {
    requirement: 'response.500-is-fatal',
    defect: 'Takes a 500 for one more refusal.',
    changes: [{ file: client, find: judged, replace: '' }],
    message: 'does not exit as failed although its response was answered with 500',
  },
  {
    requirement: 'response.reply-awaited-before-next',
    defect: 'Posts its results in the background.',
    changes: [
      { file: 'loop.js', find: 'await api.respond(', replace: 'void api.respond(' },
      { file: 'exchange.js', find: 'maxSockets: 1', replace: 'maxSockets: 8' },
    ],
    message: 'a poll while the result was unanswered',
  },
  {
    requirement: 'response.403-after-413-tolerated',
    defect: 'Reports a result that was too large as an error, and ends when that is refused.',
    changes: [
      {
        file: client,
        find: judged,
        replace: `${judged} if (reply.status === 413) { const second = ${reportRefusal.replace(/;$/, '')}; if (!isSuccess(second)) throw new RuntimeApiFailure('refused'); }`,
      },
    ],
    message: '2 posts; the runtime exited',
  },
  {
    requirement: 'response.id-unmodified',
    defect: 'Takes every id for a UUID, in lower case.',
    changes: [
      {
        file: client,
        find: '${pathSegment(requestId)}/response`',
        replace: '${pathSegment(requestId.toLowerCase())}/response`',
      },
    ],
    message: '/invocation/under_score.and-dash/response',
  },
  {
    requirement: 'response.id-escaped-in-path',
    defect: 'Escapes an id like a whole URL.',
    changes: [
      {
        file: client,
        find: '${pathSegment(requestId)}/response`',
        replace: '${encodeURI(requestId)}/response`',
      },
    ],
    message: '/invocation/a/b/response',
  },
  {
    requirement: 'response.late-failure-not-posted',
    defect: 'Reports what escapes the function for the invocation that came last.',
    changes: [
      {
        file: 'failure-guard.js',
        find: 'this.#log(`a failure after',
        replace: 'globalThis.report(reason), this.#log(`a failure after',
      },
      {
        file: 'loop.js',
        find: 'const outcome = await run(invocation, runtime);',
        replace:
          'const outcome = await run(invocation, runtime); globalThis.report = (reason) => void api.reportError(invocation.requestId, toErrorDocument(reason));',
      },
    ],
    message: 'a failure that came after the response had been accepted',
  },
  {
    requirement: 'response.refusal-logged',
    defect: 'Takes every answer but a 500 for a success.',
    changes: [
      {
        file: client,
        find: 'if (!isSuccess(reply))\n                    this.#log(`${request.path} was refused: ${describe(reply)}`);',
        replace: '',
      },
    ],
    message: 'about a 400',
  },
  {
    requirement: 'response.no-needless-escaping',
    defect: 'Escapes whatever is not ASCII.',
    changes: [
      {
        file: 'result.js',
        find: stringified,
        replace: String.raw`json = JSON.stringify(result)?.replace(/[^\0-~]/g, (unit) => '\\u' + unit.charCodeAt(0).toString(16).padStart(4, '0'));`,
      },
    ],
    message: 'inflated by escapes',
  },
  {
    requirement: 'response.binary-untouched',
    defect: 'Takes bytes for UTF-8.',
    changes: [
      {
        file: 'result.js',
        find: "'application/octet-stream', body: result",
        replace: "'application/octet-stream', body: Buffer.from(Buffer.from(result).toString())",
      },
    ],
    message: '512 bytes: 0001',
  },
  {
    requirement: 'response.json-content-type',
    variant: 'none',
    defect: 'Sends its results without a Content-Type.',
    changes: [{ file: client, find: "headers({ 'Content-Type': contentType })", replace: 'headers()' }],
    message: 'is not labelled as',
  },
  {
    requirement: 'response.every-size-arrives',
    variant: 'large-event-lost',
    defect: 'Cannot receive an event of more than 60,000 bytes.',
    changes: [
      {
        file: client,
        find: 'if (!reply.complete)',
        replace: 'if (!reply.complete || reply.body.length > 60_000)',
      },
    ],
    message: 'A result does not arrive whole',
  },
  {
    requirement: 'response.id-escaped-in-path',
    variant: 'unescaped',
    defect: 'Pastes the id into the path as it is.',
    changes: [
      { file: client, find: '${pathSegment(requestId)}/response`', replace: '${requestId}/response`' },
    ],
    message: 'does not arrive in the path',
  },
  {
    requirement: 'response.refusal-logged',
    variant: 'broken-upload',
    defect:
      'Takes a connection that broke while it posted for a success, since there is no status above 399.',
    changes: [
      {
        file: client,
        find: 'if (!(error instanceof ConnectionLost))\n                    throw error;\n                problem',
        replace:
          'if (!(error instanceof ConnectionLost))\n                    throw error;\n                return;\n                problem',
      },
      { file: 'exchange.js', find: 'const again = error', replace: 'const again = false && error' },
    ],
    message: 'when the post of a result is refused or breaks',
  },
  {
    requirement: 'response.binary-untouched',
    variant: 'line-breaks-stripped',
    defect: 'Leaves out the line breaks of a result, as `curl -d @-` does.',
    changes: [
      {
        file: 'result.js',
        find: "'application/octet-stream', body: result",
        replace: "'application/octet-stream', body: result.filter((byte) => byte !== 10 && byte !== 13)",
      },
    ],
    message: 'do not arrive as they were returned',
  },
  {
    requirement: 'response.200-204-accepted',
    defect: 'Takes only a 202 for a success, and ends after any other.',
    changes: [
      {
        file: client,
        find: judged,
        replace: `${judged} if (isSuccess(reply) && reply.status !== 202) throw new RuntimeApiFailure('not accepted');`,
      },
    ],
    message: '200: 1 posts; the runtime exited',
  },
];
