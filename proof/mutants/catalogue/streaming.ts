import type { Mutant, SourceChange } from './mutant.ts';

const upload = 'upload.js';
const stream = 'response-stream.js';
const prelude = 'http-prelude.js';
const head = 'streamed-headers.js';
const client = 'runtime-api-client.js';

/** Where a piece is sent. */
const sent = 'this.#outgoing.write(piece, () => resolve());';
const ended = 'this.#outgoing.addTrailers(trailers);';
const lasts: SourceChange = { file: 'exchange.js', find: 'agent: false', replace: 'agent: this.#agent' };

/** Sends the bytes of a stream without the coding of Node, through the socket. */
function byHand(replaced: string): SourceChange[] {
  return [{ file: upload, find: sent, replace: replaced }];
}

/** Holds pieces back until this is true, or the end. */
function heldUntil(enough: string): SourceChange[] {
  return [
    {
      file: upload,
      find: 'async write(piece) {',
      replace: `held = [];
    async write(more) {
        this.held.push(Buffer.from(more));
        const piece = Buffer.concat(this.held);
        if (!(${enough})) return;
        this.held = [];`,
    },
    { file: upload, find: ended, replace: `this.#outgoing.write(Buffer.concat(this.held)); ${ended}` },
  ];
}

/** Defects of streamed responses. */
export const streamingMutants: readonly Mutant[] = [
  {
    requirement: 'streaming.mode-header',
    defect: 'Sends no mode header.',
    changes: [{ file: head, find: "'Lambda-Runtime-Function-Response-Mode': 'streaming',", replace: '' }],
    code: 'missing',
  },
  {
    requirement: 'streaming.mode-value',
    defect: 'Spells the mode in upper case.',
    changes: [{ file: head, find: "'streaming',", replace: "'STREAMING'," }],
    code: 'other-value',
  },
  {
    requirement: 'streaming.chunked',
    defect: 'Collects the stream to find its length.',
    changes: [
      { file: head, find: "'Transfer-Encoding': 'chunked',", replace: '' },
      { file: head, find: 'Trailer: `${ERROR_TYPE}, ${ERROR_BODY}`,', replace: '' },
      { file: upload, find: 'outgoing.flushHeaders();', replace: '' },
      {
        file: upload,
        find: sent,
        replace: 'this.held = [...(this.held ?? []), Buffer.from(piece)]; resolve();',
      },
      {
        file: upload,
        find: `${ended}\n                this.#outgoing.end();`,
        replace: 'this.#outgoing.end(Buffer.concat(this.held ?? []));',
      },
    ],
    code: 'length-sent',
  },
  {
    requirement: 'streaming.chunk-coding-valid',
    variant: 'size-prefix',
    defect: 'Frames chunks by hand, with `0x` before each size.',
    changes: byHand(
      'this.#outgoing.socket === null ? this.#outgoing.once("socket", (socket) => socket.once("connect", () => this.write(piece).then(resolve))) : this.#outgoing.socket.write(Buffer.concat([Buffer.from("0x" + piece.byteLength.toString(16) + "\\r\\n"), piece, Buffer.from("\\r\\n")]), () => resolve());',
    ),
    code: 'malformed',
  },
  {
    requirement: 'streaming.chunk-coding-valid',
    variant: 'no-end',
    defect: 'Closes the connection instead of the final chunk.',
    changes: [{ file: upload, find: 'this.#outgoing.end();', replace: 'this.#outgoing.destroy();' }],
    code: 'no-end',
  },
  {
    requirement: 'streaming.connection-closed-after',
    defect: 'Puts the connection back into its pool.',
    changes: [lasts, { file: upload, find: 'finally {', replace: 'finally { return await this.#reply;' }],
    code: 'kept-open',
  },
  {
    requirement: 'streaming.content-type',
    defect: 'Sends every stream as bytes.',
    changes: [
      {
        file: stream,
        find: 'this.#open(this.#contentType)',
        replace: "this.#open('application/octet-stream')",
      },
    ],
    code: 'wrong-content-type',
  },
  {
    requirement: 'streaming.bytes-leave-early',
    defect: 'Collects the stream until the handler has ended.',
    changes: heldUntil('false'),
    code: 'held-back',
  },
  {
    requirement: 'streaming.small-writes-flushed',
    defect: 'Collects 16 KiB before it sends.',
    changes: heldUntil('piece.byteLength >= 16384'),
    code: 'held-back',
  },
  {
    requirement: 'streaming.trailers-announced',
    defect: 'Does not announce its trailers.',
    changes: [{ file: head, find: 'Trailer: `${ERROR_TYPE}, ${ERROR_BODY}`,', replace: '' }],
    code: 'not-announced',
  },
  {
    requirement: 'streaming.error-trailers',
    defect: 'Breaks the connection when a stream fails.',
    changes: [
      {
        file: client,
        find: 'const reply = await upload.end(',
        replace: 'if (failure !== undefined) return upload.abort(); const reply = await upload.end(',
      },
      { file: upload, find: 'async end(', replace: 'abort() { this.#outgoing.destroy(); }\n    async end(' },
    ],
    code: 'no-trailers',
  },
  {
    requirement: 'streaming.error-body-base64',
    defect: 'Sends the error JSON as it is.',
    changes: [
      {
        file: head,
        find: "Buffer.from(JSON.stringify(failure)).toString('base64')",
        replace: 'JSON.stringify(failure)',
      },
    ],
    code: 'not-base64',
  },
  {
    requirement: 'streaming.error-body-base64',
    variant: 'url-alphabet',
    defect: 'Uses the base64 of URLs, without padding.',
    changes: [
      {
        file: head,
        find: "JSON.stringify(failure)).toString('base64')",
        replace: "JSON.stringify(failure) + ' ').toString('base64url') + '_'",
      },
    ],
    code: 'not-base64',
  },
  {
    requirement: 'streaming.error-body-json',
    defect: 'Sends only the message.',
    changes: [{ file: head, find: 'JSON.stringify(failure)', replace: 'failure.errorMessage' }],
    code: 'not-json',
  },
  {
    requirement: 'streaming.no-error-after-start',
    defect: 'Posts a failure after the first byte to /error as well.',
    changes: [
      {
        file: 'loop.js',
        find: 'await api.endStream(invocation, outcome.upload, outcome.error);',
        replace: `{
          if (outcome.error !== undefined) await api.reportError(invocation, outcome.error);
          await api.endStream(invocation, outcome.upload, outcome.error);
        }`,
      },
    ],
    code: 'error-posted',
  },
  {
    requirement: 'streaming.failure-not-a-clean-end',
    defect: 'Ends a stream that failed like one that succeeded.',
    changes: [
      {
        file: client,
        find: 'upload.end(failure && errorTrailers({ ...failure, requestId }))',
        replace: 'upload.end()',
      },
    ],
    code: 'ends-cleanly',
  },
  {
    requirement: 'streaming.loop-lives-after-failure',
    defect: 'Exits after a stream that failed.',
    changes: [
      {
        file: client,
        find: "refuseToGoOnAfter500(reply, 'the streamed response');",
        replace: 'if (failure !== undefined) process.exit(1);',
      },
    ],
    code: 'does-not-go-on',
  },
  {
    requirement: 'streaming.http-prelude-format',
    variant: 'short-delimiter',
    defect: 'Ends the prelude with four NUL bytes.',
    changes: [{ file: prelude, find: 'Buffer.alloc(8)', replace: 'Buffer.alloc(4)' }],
    code: 'no-delimiter',
  },
  {
    requirement: 'streaming.http-prelude-format',
    variant: 'other-type',
    defect: 'Keeps the Content-Type of the payload.',
    changes: [{ file: stream, find: 'this.setContentType(HTTP_INTEGRATION);', replace: '' }],
    code: 'wrong-content-type',
  },
  {
    requirement: 'streaming.http-prelude-format',
    variant: 'long-delimiter',
    defect: 'Ends the prelude with nine NUL bytes.',
    changes: [{ file: prelude, find: 'Buffer.alloc(8)', replace: 'Buffer.alloc(9)' }],
    code: 'payload-differs',
  },
  {
    requirement: 'streaming.prelude-keys',
    variant: 'snake-case',
    defect: 'Spells the status `status_code`.',
    changes: [
      {
        file: prelude,
        find: 'statusCode,\n        headers: is',
        replace: 'status_code: statusCode,\n        headers: is',
      },
    ],
    code: 'unknown-key',
  },
  {
    requirement: 'streaming.prelude-keys',
    variant: 'text-status',
    defect: 'Sends the status as a text.',
    changes: [
      {
        file: prelude,
        find: 'statusCode,\n        headers: is',
        replace: 'statusCode: String(statusCode),\n        headers: is',
      },
    ],
    code: 'wrong-type',
  },
  {
    requirement: 'streaming.prelude-without-payload',
    defect: 'Writes the prelude with the first bytes of the payload.',
    changes: [
      { file: stream, find: 'await this.#upload.write(this.#prelude);', replace: '' },
      {
        file: stream,
        find: '.then((upload) => upload.write(piece))',
        replace:
          '.then((upload) => { const first = this.#prelude; this.#prelude = new Uint8Array(); return upload.write(Buffer.concat([first, piece])); })',
      },
    ],
    code: 'no-prelude',
  },
  {
    requirement: 'streaming.empty-stream',
    defect: 'Sends nothing when the handler wrote nothing.',
    changes: [
      { file: stream, find: 'void this.#begin().then(() => done(), done);', replace: 'done();' },
      {
        file: 'loop.js',
        find: "else if ('result' in outcome)",
        replace:
          "else if ('result' in outcome && outcome.result.body.length === 4) ; else if ('result' in outcome)",
      },
    ],
    code: 'not-an-empty-body',
  },
  {
    requirement: 'streaming.above-6-mb',
    defect: 'Applies the limit of buffered results to streams.',
    changes: [
      {
        file: upload,
        find: 'if (this.#over',
        replace:
          'this.total = (this.total ?? 0) + piece.byteLength; if (this.total > 6291556) return; if (this.#over',
      },
    ],
    code: 'stream-incomplete',
  },
  {
    requirement: 'streaming.back-pressure',
    defect: 'Does not make the handler wait.',
    changes: [{ file: upload, find: sent, replace: 'this.#outgoing.write(piece); resolve();' }],
    code: 'memory-grows',
  },
  {
    requirement: 'streaming.server-break-survived',
    variant: 'exits',
    defect: 'Exits when the connection of a stream breaks.',
    changes: [
      {
        file: client,
        find: 'this.#log(`the streamed response broke off',
        replace: 'process.exit(1); this.#log(`the streamed response broke off',
      },
    ],
    code: 'does-not-go-on',
  },
  {
    requirement: 'streaming.server-break-survived',
    variant: 'hangs',
    defect: 'Hangs when the connection of a stream breaks.',
    changes: [
      { file: upload, find: "outgoing.on('close', () => this.#stop());", replace: '' },
      {
        file: upload,
        find: sent,
        replace:
          'this.#outgoing.write(piece, (error) => { if (error) setInterval(() => {}, 1000); else resolve(); });',
      },
      { file: upload, find: 'if (this.#over ||', replace: 'if (' },
    ],
    code: 'does-not-go-on',
  },
  {
    requirement: 'streaming.reader-gone',
    defect: 'Cancels the handler when its reader has gone.',
    changes: [
      {
        file: stream,
        find: 'await handler(event, this, context);',
        replace:
          'await Promise.race([handler(event, this, context), new Promise((_, reject) => { this.cancel = reject; })]);',
      },
      {
        file: stream,
        find: '.then((upload) => upload.write(piece))',
        replace:
          ".then((upload) => upload.write(piece)).then(() => { if (this.#upload.over) { this.cancel(new Error('gone')); return new Promise(() => {}); } })",
      },
      {
        file: upload,
        find: 'async write(piece) {',
        replace: 'get over() { return this.#over; }\n    async write(piece) {',
      },
    ],
    code: 'handler-cut',
  },
  {
    requirement: 'streaming.reply-awaited',
    defect: 'Polls as soon as the body is sent.',
    changes: [
      {
        file: 'loop.js',
        find: 'await api.endStream(',
        replace: 'void api.endStream(',
      },
    ],
    code: 'polls-early',
  },
  {
    requirement: 'streaming.no-trailers-on-success',
    defect: 'Sends the trailers with every stream.',
    changes: [
      {
        file: client,
        find: 'failure && errorTrailers({ ...failure, requestId })',
        replace: "errorTrailers({ ...(failure ?? { errorType: 'None', errorMessage: '' }), requestId })",
      },
    ],
    code: 'trailers-sent',
  },
  {
    requirement: 'streaming.buffered-handlers-unmarked',
    defect: 'Marks every response as streamed.',
    changes: [
      {
        file: client,
        find: "headers: headers({ 'Content-Type': contentType }), body",
        replace:
          "headers: headers({ 'Content-Type': contentType, 'Lambda-Runtime-Function-Response-Mode': 'streaming' }), body",
      },
    ],
    code: 'marked-as-streamed',
  },
  {
    requirement: 'streaming.writes-after-end-rejected',
    defect: 'Sends late writes with the next stream.',
    changes: [
      {
        file: stream,
        find: 'export class ResponseStream extends Writable {',
        replace: `let late = Buffer.alloc(0);
export class ResponseStream extends Writable {
    write(piece, ...more) {
        if (this.writableEnded) { late = Buffer.from(piece); return true; }
        return super.write(piece, ...more);
    }`,
      },
      {
        file: stream,
        find: 'await this.#upload.write(this.#prelude);',
        replace:
          'await this.#upload.write(this.#prelude); await new Promise((go) => setTimeout(go, 100)); await this.#upload.write(late);',
      },
    ],
    code: 'sent-late',
  },
  {
    requirement: 'streaming.unusable-metadata-reported',
    variant: 'line-break',
    defect: 'Lets a line break in the content type begin another header.',
    changes: [
      { file: stream, find: '/^[\\x20-\\x7E]+$/', replace: '/^[\\x20-\\x7E\\r\\n]+$/' },
      {
        file: head,
        find: "'Content-Type': contentType,",
        replace: `'Content-Type': contentType.split('\\r\\n', 1)[0],
        ...Object.fromEntries(contentType.split('\\r\\n').slice(1).map((line) => line.split(': '))),`,
      },
    ],
    code: 'sent-as-it-is',
  },
  {
    requirement: 'streaming.unusable-metadata-reported',
    variant: 'exits',
    defect: 'Opens the request with any value, outside its guard.',
    changes: [
      {
        file: stream,
        find: "throw new BadResponseMetadata('the content type is not visible ASCII, so it cannot be a header');",
        replace: 'process.exit(1);',
      },
    ],
    code: 'not-reported',
  },
  {
    requirement: 'streaming.prelude-repeated-headers',
    defect: 'Keeps one value per header.',
    changes: [
      {
        file: prelude,
        find: '...membersOf(multiValueHeaders) }',
        replace:
          '...Object.fromEntries(Object.entries(membersOf(multiValueHeaders)).map(([name, values]) => [name, values.slice(-1)])) }',
      },
    ],
    code: 'values-lost',
  },
  {
    requirement: 'streaming.delimiter-early',
    defect: 'Sends a prelude of any length.',
    changes: [{ file: prelude, find: '16 * 1024', replace: '1024 * 1024' }],
    code: 'delimiter-late',
  },
  {
    requirement: 'streaming.payload-whole',
    variant: 'last-piece',
    defect: 'Loses a last piece that is shorter than 8 bytes.',
    changes: [
      {
        file: upload,
        find: 'async write(piece) {',
        replace: `held = [];
    async write(more) {
        const piece = Buffer.concat([...this.held, more]);
        this.held = piece.byteLength < 8 ? [piece] : [];
        if (this.held.length > 0) return;`,
      },
    ],
    code: 'bytes-differ',
  },
  {
    requirement: 'streaming.payload-whole',
    variant: 'large-first',
    defect: 'Sends pieces of 64 KiB and more before the pieces that wait.',
    changes: [
      {
        file: upload,
        find: 'async write(piece) {',
        replace:
          'async write(piece) { if (piece.byteLength < 65536) await new Promise((go) => setTimeout(go, 20));',
      },
      {
        file: stream,
        find: '.then(() => done(), done);\n    }\n    _final',
        replace: ';\n        done();\n    }\n    _final',
      },
      {
        file: stream,
        find: 'void this.#begin().then(() => done(), done);',
        replace: 'void this.#begin().then(() => setTimeout(done, 100), done);',
      },
    ],
    code: 'bytes-differ',
  },
  {
    requirement: 'streaming.buffered-result-whole',
    defect: 'Cuts buffered results at 64 KiB.',
    changes: [
      {
        file: client,
        find: "headers: headers({ 'Content-Type': contentType }), body",
        replace: "headers: headers({ 'Content-Type': contentType }), body: body.subarray(0, 65536)",
      },
    ],
    code: 'result-differs',
  },
];
