import type { Mutant } from './mutant.ts';

const client = 'runtime-api-client.js';
/** The place after a reply to an outcome that is not a 500. */
const judged = 'refuseToGoOnAfter500(reply, request.path);';
const encoded = 'Buffer.from(toJson(result ?? null))';
const stringified = 'json = JSON.stringify(result);';
/** Posts an error report after a refused response. */
const reportRefusal =
  "await this.#exchange.send(errorReport(request.path.replace(/response$/, 'error'), { errorType: 'Runtime.Refused', errorMessage: 'refused', stackTrace: [] }));";

/** Defects of results. */
export const responseMutants: readonly Mutant[] = [
  {
    requirement: 'response.posted-to-invocation',
    defect: 'Adds a query to the path.',
    changes: [{ file: client, find: '/response`;', replace: '/response?encoding=json`;' }],
    code: 'wrong-path',
  },
  {
    requirement: 'response.posted-to-invocation',
    variant: 'put',
    defect: 'Puts every result after the second.',
    changes: [
      {
        file: client,
        find: "await this.#post(to, { method: 'POST', path, headers: headers({ 'Content-Type': contentType }), body });",
        replace:
          "await this.#post(to, { method: (this.posts = (this.posts ?? 0) + 1) > 2 ? 'PUT' : 'POST', path, headers: headers({ 'Content-Type': contentType }), body });",
      },
    ],
    code: 'wrong-method',
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
    code: 'second-outcome',
  },
  {
    requirement: 'response.exactly-one-outcome',
    variant: 'lost-with-worker',
    defect: 'Is a supervisor that starts another worker, without a report, when one has died.',
    changes: [
      {
        file: 'main.js',
        find: 'const stop = abortOnSigterm();',
        replace: `while (env['IS_WORKER'] === undefined) {
          const { spawnSync } = process.getBuiltinModule('node:child_process');
          spawnSync(process.execPath, process.argv.slice(1), { stdio: 'inherit', env: { ...env, IS_WORKER: '1' } });
        }
        const stop = abortOnSigterm();`,
      },
    ],
    code: 'no-outcome',
    says: 'it asked for the next invocation',
  },
  {
    requirement: 'response.exactly-one-outcome',
    variant: 'lost',
    defect: 'Loses every third result.',
    changes: [
      {
        file: 'loop.js',
        find: 'await api.respond(invocation, outcome.result);',
        replace:
          '{ if ((runtime.served = (runtime.served ?? 0) + 1) % 3 !== 0) await api.respond(invocation, outcome.result); }',
      },
    ],
    code: 'no-outcome',
  },
  {
    requirement: 'response.body-is-the-result',
    defect: 'Writes an empty line before the result.',
    changes: [
      {
        file: 'result.js',
        find: encoded,
        replace: String.raw`Buffer.from('\n' + toJson(result ?? null))`,
      },
    ],
    code: 'body-differs',
    says: /POST …\/response: "\\n/,
  },
  {
    requirement: 'response.valid-json',
    defect: 'Converts documents to text by the default conversion of the language.',
    changes: [
      {
        file: 'result.js',
        find: stringified,
        replace: "json = typeof result === 'object' ? String(result) : JSON.stringify(result);",
      },
    ],
    code: 'invalid-json',
    says: 'not JSON: [object Object]',
  },
  {
    requirement: 'response.json-content-type',
    defect: 'Sends the default Content-Type of curl.',
    changes: [
      { file: 'result.js', find: "'application/json'", replace: "'application/x-www-form-urlencoded'" },
    ],
    code: 'wrong-content-type',
    says: 'application/x-www-form-urlencoded',
  },
  {
    requirement: 'response.nothing-is-null',
    defect: 'Posts the word "undefined" if there is no result.',
    changes: [{ file: 'result.js', find: encoded, replace: "Buffer.from(toJson(result ?? 'undefined'))" }],
    code: 'neither-null-nor-empty',
    says: 'with body "undefined"',
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
    code: 'not-encoded-once',
  },
  {
    requirement: 'response.utf8-fidelity',
    defect: 'Writes one byte per character.',
    changes: [{ file: 'result.js', find: encoded, replace: "Buffer.from(toJson(result ?? null), 'latin1')" }],
    code: 'text-altered',
  },
  {
    requirement: 'response.maximum-size',
    defect: 'Cuts a result at 6,000,000 bytes.',
    changes: [{ file: 'result.js', find: encoded, replace: `${encoded}.subarray(0, 6_000_000)` }],
    code: 'result-incomplete',
    says: 'POST …/response with 6000000 bytes',
  },
  {
    requirement: 'response.every-size-arrives',
    defect: 'Passes the result as one command-line argument, which limits its size.',
    changes: [
      {
        file: client,
        find: "await this.#post(to, { method: 'POST', path, headers",
        replace:
          "if (body.length >= 128 * 1024) { this.#log('Argument list too long'); return; } await this.#post(to, { method: 'POST', path, headers",
      },
    ],
    code: 'result-incomplete',
    says: 'no outcome of the invocation was posted',
  },
  {
    requirement: 'response.413-survived',
    defect: 'Ends after a 413.',
    changes: [{ file: client, find: 'reply.status === 500', replace: '[413, 500].includes(reply.status)' }],
    code: 'does-not-go-on',
  },
  {
    requirement: 'response.400-bounded',
    variant: 'endless',
    defect: 'Posts again as long as the answer is 400.',
    changes: [
      {
        file: client,
        find: judged,
        replace: `${judged} if (reply.status === 400) return this.#post(delivery, request);`,
      },
    ],
    code: 'does-not-settle',
  },
  {
    requirement: 'response.400-bounded',
    variant: 'ends-as-success',
    defect: 'Ends with exit code 0 when its response is refused.',
    changes: [{ file: client, find: judged, replace: `${judged} if (!isSuccess(reply)) process.exit(0);` }],
    code: 'exits-with-0',
  },
  {
    requirement: 'response.403-bounded',
    defect: 'Reports an error for an invocation that is over.',
    changes: [
      { file: client, find: judged, replace: `${judged} if (reply.status === 403) ${reportRefusal}` },
    ],
    code: 'answers-with-error',
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
    code: 'not-reported',
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
    code: 'invalid-json-posted',
    says: 'POST …/response with body [object Object]',
  },
  {
    requirement: 'response.reply-body-ignored',
    defect: 'Parses the body of every 202.',
    changes: [{ file: client, find: judged, replace: `${judged} JSON.parse(reply.body.toString());` }],
    code: 'does-not-go-on',
    says: 'an empty body: 1 posts; the runtime exited',
  },
  {
    requirement: 'response.framing',
    defect: 'Counts characters, not bytes, for the Content-Length.',
    changes: [
      { file: 'exchange.js', find: 'String(body.byteLength)', replace: 'String(body.toString().length)' },
    ],
    code: 'longer-than-announced',
  },
  {
    requirement: 'response.no-mode-header-when-buffered',
    defect: 'Announces a stream and sends a buffered result.',
    changes: [
      {
        file: client,
        find: "'Content-Type': contentType }",
        replace: "'Content-Type': contentType, 'Lambda-Runtime-Function-Response-Mode': 'streaming' }",
      },
    ],
    code: 'mode-header-sent',
    says: 'Lambda-Runtime-Function-Response-Mode: streaming',
  },
  {
    requirement: 'response.500-is-fatal',
    defect: 'Treats a 500 like other refusals.',
    changes: [{ file: client, find: judged, replace: '' }],
    code: 'does-not-fail',
  },
  {
    requirement: 'response.reply-awaited-before-next',
    defect: 'Posts its results in the background.',
    changes: [
      { file: 'loop.js', find: 'await api.respond(', replace: 'void api.respond(' },
      { file: 'exchange.js', find: 'maxSockets: 1', replace: 'maxSockets: 8' },
    ],
    code: 'polls-early',
    says: 'a poll while the result was unanswered',
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
    code: 'does-not-survive',
    says: '2 posts; the runtime exited',
  },
  {
    requirement: 'response.id-unmodified',
    defect: 'Converts every id to lower case.',
    changes: [
      {
        file: client,
        find: '${pathSegment(requestId)}/response`',
        replace: '${pathSegment(requestId.toLowerCase())}/response`',
      },
    ],
    code: 'id-altered',
    says: '/invocation/under_score.and-dash/response',
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
    code: 'id-altered',
    says: '/invocation/a/b/response',
  },
  {
    requirement: 'response.late-failure-not-posted',
    defect: 'Reports an escaped failure for the last invocation.',
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
          'const outcome = await run(invocation, runtime); globalThis.report = (reason) => void api.reportError(invocation, toErrorDocument(reason));',
      },
    ],
    code: 'late-failure-posted',
  },
  {
    requirement: 'response.refusal-logged',
    defect: 'Treats every answer except a 500 as a success.',
    changes: [
      {
        file: client,
        find: 'if (!isSuccess(reply))\n                    this.#log(`${request.path} was refused: ${describe(reply)}`);',
        replace: '',
      },
    ],
    code: 'not-logged',
    says: 'about a 400',
  },
  {
    requirement: 'response.no-needless-escaping',
    defect: 'Escapes all non-ASCII characters.',
    changes: [
      {
        file: 'result.js',
        find: stringified,
        replace: String.raw`json = JSON.stringify(result)?.replace(/[^\0-~]/g, (unit) => '\\u' + unit.charCodeAt(0).toString(16).padStart(4, '0'));`,
      },
    ],
    code: 'needless-escapes',
  },
  {
    requirement: 'response.binary-untouched',
    defect: 'Decodes bytes as UTF-8.',
    changes: [
      {
        file: 'result.js',
        find: "'application/octet-stream', body: result",
        replace: "'application/octet-stream', body: Buffer.from(Buffer.from(result).toString())",
      },
    ],
    code: 'bytes-altered',
    says: '512 bytes: 0001',
  },
  {
    requirement: 'response.json-content-type',
    variant: 'none',
    defect: 'Sends its results without a Content-Type.',
    changes: [{ file: client, find: "headers({ 'Content-Type': contentType })", replace: 'headers()' }],
    code: 'wrong-content-type',
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
    code: 'result-incomplete',
  },
  {
    requirement: 'response.id-escaped-in-path',
    variant: 'unescaped',
    defect: 'Pastes the id into the path as it is.',
    changes: [
      { file: client, find: '${pathSegment(requestId)}/response`', replace: '${requestId}/response`' },
    ],
    code: 'id-altered',
  },
  {
    requirement: 'response.refusal-logged',
    variant: 'broken-upload',
    defect: 'Treats a broken connection during a post as a success.',
    changes: [
      {
        file: client,
        find: 'if (!(error instanceof ConnectionLost))\n                    throw error;\n                problem',
        replace:
          'if (!(error instanceof ConnectionLost))\n                    throw error;\n                return;\n                problem',
      },
      { file: 'exchange.js', find: 'const again = error', replace: 'const again = false && error' },
    ],
    code: 'not-logged',
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
    code: 'bytes-altered',
  },
  {
    requirement: 'response.200-204-accepted',
    defect: 'Ends after any answer except a 202.',
    changes: [
      {
        file: client,
        find: judged,
        replace: `${judged} if (isSuccess(reply) && reply.status !== 202) throw new RuntimeApiFailure('not accepted');`,
      },
    ],
    code: 'not-accepted',
    says: '200: 1 posts; the runtime exited',
  },
  {
    requirement: 'response.reply-body-ignored',
    variant: 'of-report',
    defect: 'Parses the body of the 202 to an error report.',
    changes: [
      {
        file: client,
        find: judged,
        replace: `${judged} if (request.path.endsWith('/error')) JSON.parse(reply.body.toString());`,
      },
    ],
    code: 'stops-after-error',
    says: 'an empty body: 1 posts; the runtime exited',
  },
  {
    requirement: 'response.200-204-accepted',
    variant: 'of-report',
    defect: 'Ends after any answer to an error report except a 202.',
    changes: [
      {
        file: client,
        find: judged,
        replace: `${judged} if (request.path.endsWith('/error') && isSuccess(reply) && reply.status !== 202) throw new RuntimeApiFailure('not accepted');`,
      },
    ],
    code: 'error-not-accepted',
    says: '200: 1 posts; the runtime exited',
  },
  {
    requirement: 'response.reply-awaited-before-next',
    variant: 'of-report',
    defect: 'Posts its error reports in the background.',
    changes: [
      { file: 'loop.js', find: 'await api.reportError(', replace: 'void api.reportError(' },
      { file: 'exchange.js', find: 'maxSockets: 1', replace: 'maxSockets: 8' },
    ],
    code: 'polls-early-after-error',
  },
  {
    requirement: 'response.body-is-the-result',
    variant: 'text-converted',
    defect: 'Sends a text result without quotes if it is JSON by itself.',
    changes: [
      {
        file: 'result.js',
        find: stringified,
        replace: String.raw`json = typeof result === 'string' && /^(?:null|true|false|-?[1-9]\d*)$/.test(result) ? result : JSON.stringify(result);`,
      },
    ],
    code: 'text-converted',
    says: 'with body null',
  },
  {
    requirement: 'response.framing',
    variant: 'both',
    defect: 'Announces a length and sends chunks.',
    changes: [
      {
        file: 'exchange.js',
        find: 'outgoing.end(body);',
        replace: String.raw`if (body !== undefined) outgoing.on('socket', (socket) => {
                if (socket.both) return;
                socket.both = true;
                const write = socket.write.bind(socket);
                socket.write = (chunk, ...rest) => write(typeof chunk === 'string' ? chunk.replace('Transfer-Encoding: chunked\r\n', 'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n') : chunk, ...rest);
            });
            outgoing.end(body);`,
      },
      {
        file: 'exchange.js',
        find: "{ ...headers, 'Content-Length': String(body.byteLength) }",
        replace: "{ ...headers, 'Transfer-Encoding': 'chunked' }",
      },
    ],
    code: 'malformed',
    says: 'length-and-chunked',
  },
];
