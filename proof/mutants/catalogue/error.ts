import type { Mutant } from './mutant.ts';

const client = 'runtime-api-client.js';
const judged = 'refuseToGoOnAfter500(reply, request.path);';
const reported = 'await api.reportError(invocation, outcome.error);';
const documentBody = 'Buffer.from(JSON.stringify(document))';
const typeHeader = 'errorTypeHeader(document),';
const stackTrace = 'stackTrace: stackOf(thrown),';

/** Defects of error reports. */
export const errorMutants: readonly Mutant[] = [
  {
    requirement: 'error.posted-to-invocation',
    defect: 'Posts a failure as a response.',
    changes: [
      {
        file: 'loop.js',
        find: reported,
        replace:
          "await api.respond(invocation, { contentType: 'application/json', body: Buffer.from(JSON.stringify({ Left: outcome.error })) });",
      },
    ],
    code: 'not-at-error-path',
  },
  {
    requirement: 'error.posted-to-invocation',
    variant: 'put',
    defect: 'Puts its error reports.',
    changes: [
      {
        file: client,
        find: 'await this.#post(delivery, errorReport(path, { ...document, requestId }));',
        replace:
          "await this.#post(delivery, { ...errorReport(path, { ...document, requestId }), method: 'PUT' });",
      },
    ],
    code: 'wrong-method',
  },
  {
    requirement: 'error.json-shape',
    defect: 'Encodes the error document twice.',
    changes: [
      { file: client, find: documentBody, replace: 'Buffer.from(JSON.stringify(JSON.stringify(document)))' },
    ],
    code: 'malformed-body',
  },
  {
    requirement: 'error.stack-trace-is-strings',
    variant: 'one-text',
    defect: 'Sends the stack trace as one text.',
    changes: [
      {
        file: client,
        find: documentBody,
        replace: String.raw`Buffer.from(JSON.stringify({ ...document, stackTrace: document.stackTrace.join('\n') }))`,
      },
    ],
    code: 'not-strings',
  },
  {
    requirement: 'error.stack-trace-is-strings',
    variant: 'other-name',
    defect: 'Calls the stack trace by another name.',
    changes: [
      {
        file: client,
        find: documentBody,
        replace:
          'Buffer.from(JSON.stringify({ ...document, stackTrace: undefined, trace: document.stackTrace }))',
      },
    ],
    code: 'wrong-name',
  },
  {
    requirement: 'error.content-type',
    defect: 'Labels error reports as ordinary JSON.',
    changes: [{ file: client, find: 'application/vnd.aws.lambda.error+json', replace: 'application/json' }],
    code: 'wrong-content-type',
    says: /^application\/json$/,
  },
  {
    requirement: 'error.type-header-sent',
    defect: 'Sends no error-type header.',
    changes: [{ file: client, find: `'Lambda-Runtime-Function-Error-Type': ${typeHeader}`, replace: '' }],
    code: 'no-type-header',
  },
  {
    requirement: 'error.type-header-form',
    defect: 'Puts the bare class name into the error-type header.',
    changes: [{ file: client, find: typeHeader, replace: 'document.errorType,' }],
    // Or the class of another failure: every failure shows the defect.
    code: 'malformed-type-header',
    says: 'Oops',
  },
  {
    requirement: 'error.mirrors-failure',
    variant: 'prefixed',
    defect: 'Puts the class in front of the message.',
    changes: [
      {
        file: 'errors.js',
        find: 'clip(messageOf(thrown), MAX_MESSAGE_LENGTH)',
        replace: '`${typeOf(thrown)}: ${messageOf(thrown)}`',
      },
    ],
    code: 'wrong-message',
  },
  {
    requirement: 'error.mirrors-failure',
    variant: 'constant-type',
    defect: 'Reports every failure as the same type.',
    changes: [
      { file: 'errors.js', find: 'clip(typeOf(thrown), MAX_TYPE_LENGTH)', replace: "'FunctionError'" },
    ],
    code: 'same-type',
  },
  {
    requirement: 'error.text-legal-everywhere',
    variant: 'in-header',
    defect: 'Copies the message into a header.',
    changes: [
      { file: client, find: typeHeader, replace: `${typeHeader} 'X-Error-Message': document.errorMessage,` },
    ],
    code: 'not-reported',
  },
  {
    requirement: 'error.text-legal-everywhere',
    variant: 'in-template',
    defect: 'Pastes the message into a template.',
    changes: [
      {
        file: client,
        find: documentBody,
        replace: 'Buffer.from(`{"errorMessage": "${document.errorMessage}", "errorType": "Error"}`)',
      },
    ],
    code: 'invalid-json',
  },
  {
    requirement: 'error.loop-continues',
    defect: 'Ends after the report of a handler error.',
    changes: [{ file: 'loop.js', find: reported, replace: `{ ${reported} process.exit(1); }` }],
    code: 'does-not-go-on',
  },
  {
    requirement: 'error.same-process-after',
    defect: 'Continues in a new process after a handler error.',
    changes: [
      {
        file: 'loop.js',
        find: reported,
        replace: `{ ${reported} (await import('node:child_process')).spawnSync(process.execPath, [process.argv[1]], { stdio: 'inherit' }); }`,
      },
    ],
    code: 'process-ended',
  },
  {
    requirement: 'error.handler-not-rerun',
    defect: 'Runs a failed handler once more.',
    changes: [
      {
        file: 'loop.js',
        find: 'const outcome = await run(invocation, runtime);',
        replace:
          "let outcome = await run(invocation, runtime); if ('error' in outcome) outcome = await run(invocation, runtime);",
      },
    ],
    code: 'not-run-once',
  },
  {
    requirement: 'error.uncaught-failure-reported',
    defect: 'Does not catch exceptions in callbacks.',
    changes: [
      {
        file: 'failure-guard.js',
        find: "events.on('uncaughtException', (error) => this.#escaped(error));",
        replace: '',
      },
    ],
    code: 'not-reported',
  },
  {
    requirement: 'error.non-error-values',
    defect: 'Treats every thrown value as an error object.',
    changes: [
      {
        file: 'errors.js',
        find: "return thrown === null ? 'null' : typeof thrown;",
        replace: 'return thrown.name;',
      },
    ],
    code: 'malformed-report',
  },
  {
    requirement: 'error.unserializable-fields',
    defect: 'Adds the own fields of an error to the report.',
    changes: [{ file: 'errors.js', find: stackTrace, replace: `${stackTrace} ...thrown,` }],
    code: 'malformed-report',
  },
  {
    requirement: 'error.not-after-response',
    defect: 'Reports an error behind each accepted response.',
    changes: [
      {
        file: client,
        find: judged,
        replace: `${judged} if (isSuccess(reply) && request.path.endsWith('/response')) await this.#exchange.send(errorReport(request.path.replace(/response$/, 'error'), { errorType: 'Runtime.Late', errorMessage: 'late', stackTrace: [] }));`,
      },
    ],
    code: 'error-after-response',
  },
  {
    requirement: 'error.refusal-bounded',
    defect: 'Posts a refused report again without end.',
    changes: [
      {
        file: client,
        find: judged,
        replace: `${judged} if (!isSuccess(reply) && request.path.endsWith('/error')) return this.#post(delivery, request);`,
      },
    ],
    code: 'does-not-settle',
  },
  {
    requirement: 'error.500-is-fatal',
    defect: 'Ignores the status of the error post.',
    changes: [{ file: client, find: judged, replace: '' }],
    code: 'does-not-exit',
  },
  {
    requirement: 'error.text-round-trips',
    defect: 'Writes one byte per character.',
    changes: [
      { file: client, find: documentBody, replace: "Buffer.from(JSON.stringify(document), 'latin1')" },
    ],
    code: 'text-altered',
  },
  {
    requirement: 'error.xray-cause-well-formed',
    defect: 'Sends the stack as an X-Ray cause.',
    changes: [
      {
        file: client,
        find: typeHeader,
        replace: `${typeHeader} 'Lambda-Runtime-Function-XRay-Error-Cause': JSON.stringify(document.stackTrace),`,
      },
    ],
    code: 'malformed-cause',
  },
  {
    requirement: 'error.request-id-in-body',
    defect: 'Leaves the request id out of the report.',
    changes: [{ file: client, find: '{ ...document, requestId }', replace: 'document' }],
    code: 'no-request-id',
  },
  {
    requirement: 'error.size-bounded',
    variant: 'body',
    defect: 'Sends the whole message, however long.',
    changes: [
      {
        file: 'errors.js',
        find: 'const MAX_MESSAGE_LENGTH = 128 * 1024',
        replace: 'const MAX_MESSAGE_LENGTH = Infinity',
      },
    ],
    code: 'body-too-large',
  },
  {
    requirement: 'error.size-bounded',
    variant: 'headers',
    defect: 'Sends the message in a header as well.',
    changes: [
      {
        file: client,
        find: typeHeader,
        replace: `${typeHeader} 'X-Error-Message': document.errorMessage.slice(0, 100_000).repeat(11),`,
      },
    ],
    code: 'headers-too-large',
  },
  {
    requirement: 'error.never-settling-handler',
    defect: 'Does not notice that the event loop is empty.',
    changes: [
      {
        file: 'failure-guard.js',
        find: "events.on('beforeExit', () => {",
        replace: "events.on('neverEmitted', () => {",
      },
    ],
    code: 'not-reported',
  },
  {
    requirement: 'error.empty-message-kept',
    defect: 'Leaves out an empty message.',
    changes: [
      {
        file: client,
        find: documentBody,
        replace:
          'Buffer.from(JSON.stringify({ ...document, errorMessage: document.errorMessage || undefined }))',
      },
    ],
    code: 'member-missing',
  },
  {
    requirement: 'error.cause-chains-bounded',
    defect: 'Adds the messages of all causes.',
    changes: [
      {
        file: 'errors.js',
        find: "if (typeof message === 'string')\n        return message;",
        replace:
          "if (typeof message === 'string')\n        return isObject(thrown.cause) ? `${message}, caused by ${messageOf(thrown.cause)}` : message;",
      },
    ],
    code: 'not-reported',
  },
  {
    requirement: 'error.panic-message-kept',
    defect: 'Reports escaped failures with a fixed message.',
    changes: [
      {
        file: 'failure-guard.js',
        find: 'scope.fail(reason);',
        replace: "scope.fail(new Error('the function crashed'));",
      },
    ],
    code: 'message-lost',
    says: '"errorMessage":"the function crashed"',
  },
  {
    requirement: 'error.odd-type-names',
    defect: 'Puts the class name into the header as it is.',
    changes: [{ file: client, find: typeHeader, replace: 'document.errorType,' }],
    code: 'not-reported',
  },
  {
    requirement: 'error.exit-is-no-success',
    defect: 'Posts a response for a function that ends the process.',
    changes: [
      {
        file: 'loop.js',
        find: 'exportTraceId(invocation, env);',
        replace:
          "exportTraceId(invocation, env); process.exit = () => { throw Object.assign(new Error('exit'), { exited: true }); };",
      },
      {
        file: 'loop.js',
        find: 'catch (thrown) {',
        replace: 'catch (thrown) { if (thrown.exited) return { result: encodeResult(null) };',
      },
    ],
    code: 'posted-as-success',
    says: 'POST …/response with body null',
  },
  {
    requirement: 'error.posted-to-invocation',
    variant: 'not-reported',
    defect: 'Logs a failure, and polls again without a report.',
    changes: [{ file: 'loop.js', find: reported, replace: ';' }],
    code: 'not-at-error-path',
  },
  {
    requirement: 'error.posted-to-invocation',
    variant: 'process-ends',
    defect: 'Does not catch failures of the handler, so that they end the process.',
    changes: [{ file: 'loop.js', find: reported, replace: 'process.exit(1);' }],
    code: 'not-at-error-path',
  },
  {
    requirement: 'error.posted-to-invocation',
    variant: 'not-encodable',
    defect: 'Fails to encode a report because one member has no JSON form.',
    changes: [
      { file: client, find: documentBody, replace: 'Buffer.from(JSON.stringify({ ...document, at: 1n }))' },
    ],
    code: 'not-at-error-path',
  },
  {
    requirement: 'error.content-type',
    variant: 'none',
    defect: 'Sends error reports without a Content-Type.',
    changes: [
      { file: client, find: "'Content-Type': 'application/vnd.aws.lambda.error+json',", replace: '' },
    ],
    code: 'wrong-content-type',
  },
  {
    requirement: 'error.type-header-form',
    variant: 'constant',
    defect: 'Writes the same word, without a category, into every error-type header.',
    changes: [{ file: client, find: typeHeader, replace: "'Handled'," }],
    code: 'malformed-type-header',
  },
  {
    requirement: 'error.mirrors-failure',
    variant: 'fields-lost',
    defect: 'Recognises errors by an unused class, and omits the message of all others.',
    changes: [
      {
        file: 'errors.js',
        find: "const message = read(thrown, 'message');",
        replace: "const message = thrown instanceof RuntimeFailure ? read(thrown, 'message') : undefined;",
      },
    ],
    code: 'wrong-message',
  },
  {
    requirement: 'error.text-legal-everywhere',
    variant: 'delete-in-header',
    defect: 'Copies the message into a header without control characters, but with DEL.',
    changes: [
      {
        file: client,
        find: typeHeader,
        replace: `${typeHeader} 'X-Error-Message': document.errorMessage.slice(0, 1000).replaceAll(/[^ -\\x7f]/g, '?'),`,
      },
    ],
    code: 'not-reported',
  },
  {
    requirement: 'error.text-round-trips',
    variant: 'sign-extended',
    defect: 'Escapes every byte above ASCII as a character of its own, with its sign extended.',
    changes: [
      {
        file: client,
        find: documentBody,
        replace: String.raw`Buffer.from(Buffer.from(JSON.stringify(document)).toString('latin1').replaceAll(/[\x80-\xff]/g, '\\uffff'))`,
      },
    ],
    code: 'text-altered',
  },
  {
    requirement: 'error.uncaught-failure-reported',
    variant: 'hangs',
    defect: 'Ignores an exception in a callback, so that the invocation hangs.',
    changes: [
      {
        file: 'failure-guard.js',
        find: "events.on('uncaughtException', (error) => this.#escaped(error));",
        replace: "events.on('uncaughtException', () => setInterval(() => {}, 1000));",
      },
    ],
    code: 'not-reported',
  },
  {
    requirement: 'error.uncaught-failure-reported',
    variant: 'report-fails',
    defect: 'Reports an escaped failure with wrong arguments, and ends.',
    changes: [{ file: 'failure-guard.js', find: 'scope.fail(reason);', replace: 'scope.fail.with(reason);' }],
    code: 'not-reported',
  },
  {
    requirement: 'error.non-error-values',
    variant: 'not-caught',
    defect: 'Catches only one kind of failure, so that any other value ends the process.',
    changes: [
      {
        file: 'loop.js',
        find: 'catch (thrown) {',
        replace: 'catch (thrown) { if (!(thrown instanceof Error)) throw thrown;',
      },
    ],
    code: 'malformed-report',
  },
  {
    requirement: 'error.own-timeout-uses-error',
    defect: 'Answers with null when the deadline is over.',
    changes: [
      {
        file: 'loop.js',
        find: 'await handler(decodeEvent(invocation), contextFor(invocation, env, log))',
        replace: `await Promise.race([
          handler(decodeEvent(invocation), contextFor(invocation, env, log)),
          new Promise((resolve) => {
            const leftMs = invocation.deadlineMs - Date.now();
            if (leftMs > 0) setTimeout(resolve, Math.min(leftMs, 2 ** 31 - 1), null).unref();
          }),
        ])`,
      },
    ],
    code: 'not-reported',
  },
  {
    requirement: 'error.cause-chains-bounded',
    variant: 'overflow-reported',
    defect: 'Follows causes by recursion, and reports the overflow in place of the error.',
    changes: [
      {
        file: 'errors.js',
        find: 'export function toErrorDocument(thrown) {',
        replace: `function depthOf(error) { return isObject(error) && isObject(error.cause) ? 1 + depthOf(error.cause) : 0; }
        export function toErrorDocument(thrown) {
          try { depthOf(thrown); } catch (overflow) { thrown = overflow; }`,
      },
    ],
    code: 'other-error-reported',
    says: 'Maximum call stack size exceeded',
  },
  {
    requirement: 'error.cause-chains-bounded',
    variant: 'ends-quietly',
    defect: 'Ends with exit code 0 after the report of an error with causes.',
    changes: [
      {
        file: 'loop.js',
        find: reported,
        replace: `{ ${reported} if (globalThis.hasCause) process.exit(0); }`,
      },
      {
        file: 'errors.js',
        find: 'export function toErrorDocument(thrown) {',
        replace: 'export function toErrorDocument(thrown) { globalThis.hasCause = isObject(thrown?.cause);',
      },
    ],
    code: 'does-not-go-on',
  },
  {
    requirement: 'error.unserializable-fields',
    variant: 'encoder-reported',
    defect: 'Reports that an error cannot be encoded, in place of the error.',
    changes: [
      {
        file: 'errors.js',
        find: 'export function toErrorDocument(thrown) {',
        replace:
          'export function toErrorDocument(thrown) { try { JSON.stringify({ ...thrown }); } catch (cycle) { thrown = cycle; }',
      },
    ],
    code: 'other-error-reported',
  },
  {
    requirement: 'error.non-error-values',
    variant: 'value-lost',
    defect: 'Reports with a fixed text that something was thrown that is not an error.',
    changes: [
      {
        file: 'errors.js',
        find: 'if (!isObject(thrown))\n        return String(thrown);',
        replace: "if (!isObject(thrown))\n        return 'the function threw no error';",
      },
    ],
    code: 'value-lost',
  },
  {
    requirement: 'error.size-bounded',
    variant: 'message-replaced',
    defect: 'Replaces a message that is too long by a fixed text.',
    changes: [
      {
        file: 'errors.js',
        find: 'clip(messageOf(thrown), MAX_MESSAGE_LENGTH)',
        replace:
          "messageOf(thrown).length > MAX_MESSAGE_LENGTH ? 'the report was too large' : messageOf(thrown)",
      },
    ],
    code: 'other-error-reported',
  },
  {
    requirement: 'error.text-legal-everywhere',
    variant: 'as-success',
    defect: 'Answers with null if the message of a failure has a control character.',
    changes: [
      {
        file: 'loop.js',
        find: 'catch (thrown) {',
        replace: String.raw`catch (thrown) { if (/[\0-\x1f]/.test(thrown?.message ?? '')) return { result: encodeResult(null) };`,
      },
    ],
    code: 'not-reported',
    says: 'POST …/response with body null',
  },
  {
    requirement: 'error.before-first-streamed-byte',
    defect:
      'Opens the streamed response before the handler runs, and ends it without trailers when the handler fails.',
    changes: [
      {
        file: 'response-stream.js',
        find: 'await handler(event, this, context);',
        replace: 'await this.#begin(); await handler(event, this, context);',
      },
      {
        file: 'runtime-api-client.js',
        find: 'failure && errorTrailers({ ...failure, requestId })',
        replace: 'undefined',
      },
    ],
    code: 'not-at-error-path',
  },
];
