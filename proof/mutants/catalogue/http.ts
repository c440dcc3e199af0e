import type { Mutant } from './mutant.ts';

/** Defects of the transport. */
export const httpMutants: readonly Mutant[] = [
  {
    requirement: 'http.plain-http11',
    defect: 'Sends a wrong Host header.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: "'User-Agent': USER_AGENT,",
        replace: "'User-Agent': USER_AGENT, Host: 'runtime-api',",
      },
    ],
    code: 'wrong-host',
  },
  {
    requirement: 'http.header-names-any-case',
    defect: 'Finds headers only in their documented case.',
    changes: [
      {
        file: 'exchange.js',
        find: 'headers: incoming.headersDistinct,',
        replace: `headers: Object.fromEntries(
            Object.entries(incoming.headersDistinct).filter(([name]) =>
              incoming.rawHeaders.some((raw) => raw.toLowerCase() === name && /^([A-Z][a-z]*-?)+$/.test(raw)))),`,
      },
    ],
    code: 'case-sensitive',
  },
  {
    requirement: 'http.chunked-events',
    defect: 'Reads only as much of the body as Content-Length says.',
    changes: [
      {
        file: 'exchange.js',
        find: 'body: Buffer.concat(chunks),',
        replace: "body: Buffer.concat(chunks).subarray(0, Number(incoming.headers['content-length'] ?? 0)),",
      },
    ],
    code: 'event-incomplete',
  },
  {
    requirement: 'http.chunk-extensions-ignored',
    defect: 'Ends at a chunk with an extension.',
    changes: [
      {
        file: 'exchange.js',
        find: 'outgoing.end(body);',
        replace: `outgoing.end(body);
            outgoing.on('socket', (socket) => socket.prependListener('data', (packet) => {
                if (/\\r\\n[0-9a-f]+;/i.test(packet.toString('latin1'))) process.exit(1);
            }));`,
      },
    ],
    code: 'event-incomplete',
  },
  {
    requirement: 'http.slow-split-bodies',
    defect: 'Takes what has arrived after 100 ms for the whole body.',
    changes: [
      { file: 'exchange.js', find: 'const chunks = [];', replace: 'const chunks = [], began = Date.now();' },
      {
        file: 'exchange.js',
        find: 'chunks.push(chunk);',
        replace: 'if (Date.now() - began < 100) chunks.push(chunk);',
      },
    ],
    code: 'event-incomplete',
  },
  {
    requirement: 'http.truncated-event-dropped',
    defect: 'Does not check whether the body is complete.',
    changes: [{ file: 'runtime-api-client.js', find: 'if (!reply.complete)', replace: 'if (reply.aborted)' }],
    code: 'truncated-event-used',
  },
  {
    requirement: 'http.close-handled',
    defect: 'Ends after `Connection: close`.',
    changes: [
      {
        file: 'exchange.js',
        find: 'const reply = await readReply(incoming);',
        replace:
          "const reply = await readReply(incoming); if (incoming.headers.connection === 'close') process.exit(1);",
      },
    ],
    code: 'does-not-reconnect',
  },
  {
    requirement: 'http.stale-connection-replaced',
    defect: 'Does not retry when a kept-alive connection is dead.',
    changes: [
      {
        // It posts before it checks the connection.
        file: 'runtime-api-client.js',
        find: 'await noticeAbort(signal);\n            if (typeof answer',
        replace: 'if (typeof answer',
      },
      { file: 'runtime-api-client.js', find: 'await this.#pause(pauseMs);', replace: '' },
      { file: 'exchange.js', find: 'const again = error', replace: 'const again = false && error' },
      {
        file: 'runtime-api-client.js',
        find: 'const POST_PAUSES_MS = [0, 250]',
        replace: 'const POST_PAUSES_MS = [0]',
      },
    ],
    code: 'result-lost',
  },
  {
    requirement: 'http.unknown-headers',
    defect: 'Refuses an invocation with a Lambda-Runtime header it does not know.',
    changes: [
      {
        file: 'invocation.js',
        find: 'if (requestId === undefined)',
        replace: `const known = /^(?!lambda-runtime-)|-(aws-request-id|deadline-ms|invoked-function-arn|trace-id|client-context|cognito-identity|aws-tenant-id)$/;
          if (requestId === undefined || !Object.keys(headers).every((name) => known.test(name)))`,
      },
    ],
    code: 'not-served',
  },
  {
    requirement: 'http.no-compression',
    defect: 'Says that its results are compressed.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: "headers({ 'Content-Type': contentType })",
        replace: "headers({ 'Content-Type': contentType, 'Content-Encoding': 'gzip' })",
      },
    ],
    code: 'compressed-body',
    says: 'Content-Encoding: gzip',
  },
  {
    requirement: 'http.drop-while-polling',
    defect: 'Ends with exit code 0 when its poll is dropped.',
    changes: [{ file: 'runtime-api-client.js', find: 'return error.message;', replace: 'process.exit(0);' }],
    code: 'exits-with-0',
  },
  {
    requirement: 'http.drop-while-posting',
    variant: 'endless',
    defect: 'Retries a result without a limit when the connection drops.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'const POST_PAUSES_MS = [0, 250]',
        replace: 'const POST_PAUSES_MS = Array(1000).fill(1)',
      },
    ],
    code: 'endless-retries',
  },
  {
    requirement: 'http.drop-while-posting',
    variant: 'handler-again',
    defect: 'Runs the handler again when the result could not be posted.',
    changes: [
      {
        file: 'loop.js',
        find: 'await api.respond(invocation, outcome.result);',
        replace:
          'await api.respond(invocation, outcome.result).catch(async () => api.respond(invocation, (await run(invocation, runtime)).result));',
      },
      { file: 'exchange.js', find: 'const again = error', replace: 'const again = false && error' },
      {
        file: 'runtime-api-client.js',
        find: 'const POST_PAUSES_MS = [0, 250]',
        replace: 'const POST_PAUSES_MS = [0]',
      },
    ],
    code: 'handler-rerun',
  },
  {
    requirement: 'http.replies-drained',
    defect: 'Leaves a long reply to its POST unread.',
    changes: [
      {
        file: 'exchange.js',
        find: 'const reply = await readReply(incoming);',
        replace:
          "if (body !== undefined && Number(incoming.headers['content-length']) > 16_384) return { status: incoming.statusCode }; const reply = await readReply(incoming);",
      },
    ],
    code: 'out-of-step',
  },
  {
    requirement: 'http.only-known-paths',
    defect: 'Calls an undocumented path.',
    changes: [
      {
        file: 'main.js',
        find: 'surviveClosedOutput();',
        replace:
          "surviveClosedOutput(); await fetch(`http://${env['AWS_LAMBDA_RUNTIME_API']}/version`).catch(() => {});",
      },
    ],
    code: 'unknown-path',
    says: 'GET /version',
  },
  {
    requirement: 'http.header-values-trimmed',
    defect: 'Removes only one blank before a header value.',
    changes: [
      {
        // Node trims blanks before the code sees them, so the id is restored.
        file: 'exchange.js',
        find: 'headers: incoming.headersDistinct,',
        replace: `headers: { ...incoming.headersDistinct, ...incoming.untrimmed },`,
      },
      {
        file: 'exchange.js',
        find: 'outgoing.end(body);',
        replace: `outgoing.once('socket', (socket) => socket.once('data', (bytes) => {
                const id = /^Lambda-Runtime-Aws-Request-Id: ?(.*)\\r$/im.exec(bytes.toString('latin1'))?.[1];
                if (outgoing.res) outgoing.res.untrimmed = id === undefined ? {} : { 'lambda-runtime-aws-request-id': [encodeURI(id)] };
            }));
            outgoing.end(body);`,
      },
    ],
    code: 'blanks-kept',
  },
  {
    requirement: 'http.interim-replies',
    defect: 'Uses the status of an interim reply as the final one.',
    changes: [
      {
        file: 'exchange.js',
        find: 'const reply = await readReply(incoming);',
        replace:
          'incoming.statusCode = outgoing.interim ?? incoming.statusCode; const reply = await readReply(incoming);',
      },
      {
        file: 'exchange.js',
        find: 'outgoing.end(body);',
        replace:
          "outgoing.on('information', ({ statusCode }) => (outgoing.interim = statusCode)); outgoing.end(body);",
      },
    ],
    code: 'interim-taken-as-final',
  },
  {
    requirement: 'http.no-content-type-on-event',
    defect: 'Reads the Content-Type without checking that it exists.',
    changes: [
      {
        file: 'invocation.js',
        find: 'if (requestId === undefined)',
        replace: "headers['content-type'][0].includes('json'); if (requestId === undefined)",
      },
    ],
    code: 'not-served',
  },
  {
    requirement: 'http.repeated-headers',
    defect: 'Treats a repeated header as a protocol error.',
    changes: [
      {
        file: 'invocation.js',
        find: 'if (requestId === undefined)',
        replace:
          "if (Object.values(headers).some((values) => values.length > 1)) throw new Error('twice'); if (requestId === undefined)",
      },
    ],
    code: 'not-survived',
  },
  {
    requirement: 'http.whitespace-around-json',
    defect: 'Decides by the first character whether the event is JSON.',
    changes: [
      {
        file: 'invocation.js',
        find: 'return JSON.parse(text);',
        replace: 'if (/^\\s/.test(text)) return text; return JSON.parse(text);',
      },
    ],
    code: 'not-accepted',
  },
  {
    requirement: 'http.maximum-event',
    // The emulator adds 100 bytes for the frame of an event.
    defect: 'Rejects events above 6 MiB.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'if (!reply.complete)',
        replace: 'if (!reply.complete || reply.body.length > 6 * 1024 * 1024)',
      },
    ],
    code: 'event-incomplete',
  },
  {
    requirement: 'http.late-close-harmless',
    defect: 'Aborts the current request when an old connection ends.',
    changes: [
      {
        // Left open, as by a client that waits for the announced close.
        file: 'exchange.js',
        find: 'outgoing.end(body);',
        replace: `Exchange.latest = outgoing;
            outgoing.once('socket', (socket) => {
                if (socket.listenerCount('close', lateClose) === 0) socket.on('close', lateClose);
                socket.destroySoon = () => Object.defineProperty(socket, 'writable', { value: false });
            });
            outgoing.end(body);`,
      },
      {
        file: 'exchange.js',
        find: 'keepAlive: true, maxSockets: 1',
        replace: 'keepAlive: true',
      },
      {
        file: 'exchange.js',
        find: 'const MAX_HEADER_BYTES',
        replace: 'function lateClose() { Exchange.latest.destroy(); }\nconst MAX_HEADER_BYTES',
      },
    ],
    code: 'connection-disturbed',
  },
  {
    requirement: 'http.reply-split-anywhere',
    defect: 'Treats the first packet of a reply as its whole head.',
    changes: [
      {
        file: 'exchange.js',
        find: 'outgoing.end(body);',
        replace: `outgoing.once('socket', (socket) => socket.once('data', (bytes) => {
                if (!bytes.includes('\\r\\n\\r\\n')) outgoing.destroy(new Error('not a head'));
            }));
            outgoing.end(body);`,
      },
    ],
    code: 'reply-misread',
  },
  {
    requirement: 'http.slow-202',
    defect: 'Retries a result without a reply after 5 s.',
    changes: [
      {
        file: 'exchange.js',
        find: 'outgoing.end(body);',
        replace:
          "if (body !== undefined) outgoing.setTimeout(5000, () => outgoing.destroy(new Error('timeout'))); outgoing.end(body);",
      },
    ],
    code: 'does-not-wait',
  },
  {
    requirement: 'http.proxy-ignored',
    defect: 'Uses the proxy of the environment, except for loopback addresses.',
    changes: [
      {
        file: 'exchange.js',
        find: 'agent: this.#agent,',
        replace: 'agent: this.#agent, ...viaProxy(this.#host, this.#port, request.path),',
      },
      {
        file: 'exchange.js',
        find: 'const MAX_HEADER_BYTES',
        replace: `function viaProxy(host, port, path) {
            const proxy = process.env.http_proxy;
            if (proxy === undefined || /^(localhost$|127\\.|::1$)/.test(host)) return {};
            const { hostname, port: proxyPort } = new URL(proxy);
            return { host: hostname, port: proxyPort, path: \`http://\${host}:\${port}\${path}\` };
        }
        const MAX_HEADER_BYTES`,
      },
    ],
    code: 'proxy-used',
    says: 'the proxy got GET http://',
  },
  {
    requirement: 'http.no-expect-stall',
    defect: 'Sends `Expect: 100-continue` with a long body, and waits one second.',
    changes: [
      {
        file: 'exchange.js',
        find: 'outgoing.end(body);',
        replace: `if (!(body?.byteLength > 1024 * 1024)) return outgoing.end(body);
            outgoing.setHeader('Expect', '100-continue');
            const leave = setTimeout(() => outgoing.end(body), 1000);
            outgoing.once('continue', () => { clearTimeout(leave); outgoing.end(body); });
            outgoing.flushHeaders();`,
      },
    ],
    code: 'waits-for-continue',
    says: 'Expect: 100-continue, and the body after',
  },
  {
    requirement: 'http.redirects-not-followed',
    defect: 'Follows every redirect.',
    changes: [
      {
        file: 'exchange.js',
        find: 'const reply = await readReply(incoming);',
        replace: `if (incoming.headers.location !== undefined) {
            const { hostname, port, pathname } = new URL(incoming.headers.location);
            return new Exchange(hostname, port).send({ ...request, headers, path: pathname });
        }
        const reply = await readReply(incoming);`,
      },
    ],
    code: 'redirect-followed',
  },
  {
    requirement: 'http.request-headers-small',
    defect: 'Repeats the message of an error in a header.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: "'Lambda-Runtime-Function-Error-Type': errorTypeHeader(document),",
        replace:
          "'Lambda-Runtime-Function-Error-Type': errorTypeHeader(document), 'Lambda-Runtime-Function-XRay-Error-Cause': encodeURIComponent(document.errorMessage),",
      },
    ],
    code: 'large-header-block',
  },
  {
    requirement: 'http.slow-202',
    variant: 'tenth-of-a-second',
    defect: 'Abandons the post of a result after 100 ms.',
    changes: [
      {
        file: 'exchange.js',
        find: 'outgoing.end(body);',
        replace:
          "if (body !== undefined) setTimeout(() => outgoing.destroy(new Error('timeout')), 100).unref(); outgoing.end(body);",
      },
      {
        file: 'runtime-api-client.js',
        find: 'const POST_PAUSES_MS = [0, 250]',
        replace: 'const POST_PAUSES_MS = [0]',
      },
      {
        file: 'runtime-api-client.js',
        find: 'throw new RuntimeApiFailure(`${request.path} failed',
        replace: 'return; throw new RuntimeApiFailure(`${request.path} failed',
      },
      { file: 'exchange.js', find: 'const again = error', replace: 'const again = false && error' },
    ],
    code: 'does-not-wait',
  },
  {
    requirement: 'http.no-pipelining',
    // Only the first: one is enough, and Node does not expect two replies in one packet.
    defect: 'Sends its poll right after the first result, before the reply.',
    changes: [
      {
        file: 'exchange.js',
        find: 'outgoing.end(body);',
        replace: `if (!this.early && request.path.endsWith('/response')) {
                this.early = true;
                const poll = ['GET /2018-06-01/runtime/invocation/next HTTP/1.1', 'Host: ' + outgoing.getHeader('host'),
                    'User-Agent: ' + headers['User-Agent'], '', ''].join('\\r\\n');
                // Behind the bytes that the Content-Length announces.
                body = Buffer.concat([body, Buffer.from(poll)]);
                outgoing.once('response', () => {
                    const { socket } = outgoing;
                    const { write } = socket;
                    // The poll that Node would write next has been sent.
                    socket.write = (...rest) => {
                        socket.write = write;
                        rest.find((one) => typeof one === 'function')?.();
                        return true;
                    };
                });
            }
            outgoing.end(body);`,
      },
    ],
    code: 'pipelined',
  },
  {
    requirement: 'http.first-connect-retried',
    defect: 'Ends when a connection is refused.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'return error.message;',
        replace:
          "{ if (error.cause.code === 'ECONNREFUSED') throw new RuntimeApiFailure('refused'); return error.message; }",
      },
    ],
    code: 'gives-up',
  },
  {
    requirement: 'http.reason-phrase-free',
    defect: 'Rejects a reply without a reason phrase.',
    changes: [
      {
        file: 'exchange.js',
        find: 'const reply = await readReply(incoming);',
        replace:
          "if (incoming.statusMessage === '') throw new Error('no status line'); const reply = await readReply(incoming);",
      },
    ],
    code: 'phrase-rejected',
  },
  {
    requirement: 'http.slow-202',
    variant: 'of-report',
    defect: 'Abandons the post of an error report after 100 ms.',
    changes: [
      {
        file: 'exchange.js',
        find: 'outgoing.end(body);',
        replace:
          "if (request.path.endsWith('/error')) setTimeout(() => outgoing.destroy(new Error('timeout')), 100).unref(); outgoing.end(body);",
      },
      {
        file: 'runtime-api-client.js',
        find: 'const POST_PAUSES_MS = [0, 250]',
        replace: 'const POST_PAUSES_MS = [0]',
      },
      {
        file: 'runtime-api-client.js',
        find: 'throw new RuntimeApiFailure(`${request.path} failed',
        replace: 'return; throw new RuntimeApiFailure(`${request.path} failed',
      },
      { file: 'exchange.js', find: 'const again = error', replace: 'const again = false && error' },
    ],
    code: 'does-not-wait-error',
  },
  {
    requirement: 'http.drop-while-posting',
    variant: 'report-endless',
    defect: 'Retries an error report without a limit when the connection drops.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'for (const pauseMs of POST_PAUSES_MS) {',
        replace:
          "for (const pauseMs of request.path.endsWith('/error') ? Array(1000).fill(1) : POST_PAUSES_MS) {",
      },
    ],
    code: 'error-endless-retries',
  },
  {
    requirement: 'http.drop-while-posting',
    variant: 'report-rerun',
    defect: 'Runs the handler again when the error report could not be posted.',
    changes: [
      {
        file: 'loop.js',
        find: 'await api.reportError(invocation, outcome.error);',
        replace:
          'await api.reportError(invocation, outcome.error).catch(async () => api.reportError(invocation, (await run(invocation, runtime)).error));',
      },
      { file: 'exchange.js', find: 'const again = error', replace: 'const again = false && error' },
      {
        file: 'runtime-api-client.js',
        find: 'const POST_PAUSES_MS = [0, 250]',
        replace: 'const POST_PAUSES_MS = [0]',
      },
    ],
    code: 'error-handler-rerun',
  },
  {
    requirement: 'http.interim-replies',
    variant: 'to-report',
    defect: 'Uses the status of an interim reply to an error report as the final one, and ends.',
    changes: [
      {
        file: 'exchange.js',
        find: 'outgoing.end(body);',
        replace:
          "if (request.path.endsWith('/error')) outgoing.on('information', () => process.exit(1)); outgoing.end(body);",
      },
    ],
    code: 'interim-after-error',
  },
  {
    requirement: 'http.stale-connection-replaced',
    variant: 'of-report',
    defect: 'Does not retry an error report when a kept-alive connection is dead.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'await noticeAbort(signal);\n            if (typeof answer',
        replace: 'if (typeof answer',
      },
      { file: 'runtime-api-client.js', find: 'await this.#pause(pauseMs);', replace: '' },
      {
        file: 'exchange.js',
        find: 'const again = error',
        replace: "const again = !request.path.endsWith('/error') && error",
      },
      {
        file: 'runtime-api-client.js',
        find: 'for (const pauseMs of POST_PAUSES_MS) {',
        replace: "for (const pauseMs of request.path.endsWith('/error') ? [0] : POST_PAUSES_MS) {",
      },
    ],
    code: 'error-lost',
  },
  {
    requirement: 'http.replies-drained',
    variant: 'of-report',
    defect: 'Leaves a long reply to its error report unread.',
    changes: [
      {
        file: 'exchange.js',
        find: 'const reply = await readReply(incoming);',
        replace:
          "if (request.path.endsWith('/error') && Number(incoming.headers['content-length']) > 16_384) return { status: incoming.statusCode }; const reply = await readReply(incoming);",
      },
    ],
    code: 'out-of-step-error',
  },
  {
    requirement: 'http.header-names-any-case',
    variant: 'all-but-id',
    defect: 'Finds all headers except the request id only in their documented case.',
    changes: [
      {
        file: 'exchange.js',
        find: 'headers: incoming.headersDistinct,',
        replace: `headers: Object.fromEntries(
            Object.entries(incoming.headersDistinct).filter(([name]) => name.endsWith('request-id') ||
              incoming.rawHeaders.some((raw) => raw.toLowerCase() === name && /^([A-Z][a-z]*-?)+$/.test(raw)))),`,
      },
    ],
    code: 'case-sensitive',
    says: 'invokedFunctionArn',
  },
  {
    requirement: 'http.chunked-events',
    variant: 'lower-case-names',
    defect: 'Loses a chunked event whose header names are in lower case.',
    changes: [
      {
        file: 'exchange.js',
        find: 'body: Buffer.concat(chunks),',
        replace:
          "body: incoming.rawHeaders.includes('transfer-encoding') ? Buffer.alloc(0) : Buffer.concat(chunks),",
      },
    ],
    code: 'event-incomplete',
  },
  {
    requirement: 'http.strict-syntax',
    variant: 'line-feeds',
    defect: 'Ends the lines of a head with LF alone.',
    changes: [
      {
        file: 'exchange.js',
        find: 'outgoing.end(body);',
        replace: String.raw`outgoing.on('socket', (socket) => {
                if (socket.bare) return;
                socket.bare = true;
                const write = socket.write.bind(socket);
                socket.write = (chunk, ...rest) => write(typeof chunk === 'string' ? chunk.replaceAll('\r\n', '\n') : chunk, ...rest);
            });
            outgoing.end(body);`,
      },
    ],
    code: 'bare-line-feed',
  },
  {
    requirement: 'http.strict-syntax',
    variant: 'line-after-body',
    defect: 'Sends an empty line after each body.',
    changes: [
      {
        file: 'exchange.js',
        find: 'outgoing.end(body);',
        replace: String.raw`if (body !== undefined) outgoing.on('finish', () => outgoing.socket.write('\r\n')); outgoing.end(body);`,
      },
    ],
    code: 'empty-line',
  },
  {
    requirement: 'http.strict-syntax',
    variant: 'length-twice',
    defect: 'Sends Content-Length twice.',
    changes: [
      {
        file: 'exchange.js',
        find: "'Content-Length': String(body.byteLength)",
        replace: "'Content-Length': [String(body.byteLength), String(body.byteLength)]",
      },
    ],
    code: 'repeated-length',
  },
];
