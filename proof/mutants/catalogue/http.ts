import type { Mutant } from './mutant.ts';

/** Defects of the transport. */
export const httpMutants: readonly Mutant[] = [
  {
    requirement: 'http.plain-http11',
    defect: 'Names a host of its own.',
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
    defect: 'Finds headers only in the case of the documentation.',
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
    defect: 'Takes as much of the body as Content-Length says.',
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
    requirement: 'http.slow-split-bodies',
    defect: 'Takes the first packet of the body for all of it.',
    changes: [
      {
        file: 'exchange.js',
        find: 'body: Buffer.concat(chunks),',
        replace: 'body: chunks[0] ?? Buffer.alloc(0),',
      },
    ],
    code: 'event-incomplete',
  },
  {
    requirement: 'http.truncated-event-dropped',
    defect: 'Does not look whether the body came to its end.',
    changes: [{ file: 'runtime-api-client.js', find: 'if (!reply.complete)', replace: 'if (reply.aborted)' }],
    code: 'truncated-event-used',
  },
  {
    requirement: 'http.close-handled',
    defect: 'Takes `Connection: close` for the end of the service.',
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
    defect: 'Does not try again when the kept connection turns out to be dead.',
    changes: [
      {
        // It posts before it has looked whether the connection is still there.
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
    defect: 'Posts a result until it is taken, however often the connection drops.',
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
        find: 'await api.respond(invocation.requestId, outcome.result);',
        replace:
          'await api.respond(invocation.requestId, outcome.result).catch(async () => api.respond(invocation.requestId, (await run(invocation, runtime)).result));',
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
    defect: 'Asks for a version of the API that nobody documents.',
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
    defect:
      'Takes a header value for whatever stands between the colon and the end of the line, less one blank.',
    changes: [
      {
        // Node trims blanks before the code sees them; what it made of the id is put back.
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
    defect: 'Takes the status of an interim reply for that of the final one.',
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
    defect: 'Looks into the Content-Type without asking whether there is one.',
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
    defect: 'Takes every header for a single one, and the list of two for a protocol error.',
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
    defect: 'Finds out by the first character whether the event is JSON.',
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
    // 100 bytes more are what the emulator adds for the frame of an event.
    defect: 'Takes 6 MiB for the largest event.',
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
    defect: 'Ends the request under way when an old connection ends.',
    changes: [
      {
        // Left open, as by a client that waits for the end it was told of.
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
    defect: 'Takes the first packet of a reply for the whole of its head.',
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
    defect: 'Gives the reply to a result 5 s, and then tries again.',
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
    defect: 'Goes through the proxy that the environment names, loopback addresses apart.',
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
    defect: 'Asks for leave to send a long body, and waits a second for it.',
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
    defect: 'Follows a redirect wherever it leads.',
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
    defect: 'Grants the post of a result 100 ms in all, and lets it be lost beyond that.',
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
    // Only the first: one is enough to be seen, and the replies to two may come in one piece, which Node does not expect.
    defect: 'Sends its poll right behind the first result, before the reply to that has come.',
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
                    // The poll that Node is about to write has been sent.
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
    defect: 'Takes a refused connection for the end of the Runtime API.',
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
    defect: 'Takes a reply without a reason phrase for none.',
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
];
