import type { Innocent } from '../innocent.ts';

const DOCUMENTED = 'AWS, https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html:';
const upload = 'upload.js';
/** Where a piece is sent. */
const sent = 'this.#outgoing.write(piece, () => resolve());';

/** Freedoms of streamed responses. */
export const streamInnocents: readonly Innocent[] = [
  {
    name: 'stream-without-trailers',
    freedom: 'Announces no trailers, and breaks the connection of a stream that fails.',
    legal: `${DOCUMENTED} the runtime can attach the error trailers.`,
    profile: 'streaming',
    changes: [
      { file: 'streamed-headers.js', find: 'Trailer: `${ERROR_TYPE}, ${ERROR_BODY}`,', replace: '' },
      {
        file: 'runtime-api-client.js',
        find: 'const reply = await upload.end(',
        replace: 'if (failure !== undefined) return upload.abort(); const reply = await upload.end(',
      },
      {
        file: upload,
        find: 'async end(', // What was written arrives before the connection breaks, and the break before the next poll.
        replace: `async abort() {
        const pause = () => new Promise((go) => setTimeout(go, 50));
        await pause();
        this.#outgoing.destroy();
        await pause();
    }
    async end(`,
      },
    ],
  },
  {
    name: 'stream-with-empty-trailers',
    freedom: 'Sends both error trailers, empty, with a stream that succeeded.',
    legal: '`streaming.no-trailers-on-success`: no error trailers, or empty ones.',
    profile: 'streaming',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'failure && errorTrailers({ ...failure, requestId })',
        replace:
          "failure ? errorTrailers({ ...failure, requestId }) : { 'Lambda-Runtime-Function-Error-Type': '', 'Lambda-Runtime-Function-Error-Body': '' }",
      },
    ],
  },
  {
    name: 'stream-in-small-chunks',
    freedom: 'Sends pieces in chunks of at most 1,000 bytes.',
    legal: 'RFC 9112, section 7.1: the sizes of chunks are the choice of the sender.',
    profile: 'streaming',
    changes: [
      {
        file: upload,
        find: sent,
        replace: `{
                for (let at = 0; at < piece.byteLength; at += 1000) this.#outgoing.write(piece.subarray(at, at + 1000));
                if (this.#outgoing.writableNeedDrain) this.#outgoing.once('drain', resolve);
                else resolve();
            }`,
      },
    ],
  },
  {
    name: 'stream-gathered-for-20ms',
    freedom: 'Gathers what is written within 20 ms into one chunk.',
    legal: 'RFC 9112, section 7.1; small writes still leave before the next one of a handler that waits.',
    profile: 'streaming',
    changes: [
      {
        file: upload,
        find: 'async write(piece) {',
        replace: `async write(piece) {
        await new Promise((go) => setTimeout(go, piece.byteLength < 1000 ? 20 : 0));`,
      },
    ],
  },
  {
    name: 'stream-ahead-by-8-mib',
    freedom: 'Lets the handler run ahead of its reader by up to 8 MiB.',
    legal: '`streaming.back-pressure` asks for a bound, not for a small one.',
    profile: 'streaming',
    changes: [
      { file: 'response-stream.js', find: 'super();', replace: 'super({ highWaterMark: 8 * 1024 * 1024 });' },
    ],
  },
  {
    name: 'stream-closed-by-fin',
    freedom: 'Announces nothing, and closes the connection after the reply.',
    legal: `${DOCUMENTED} the runtime closes the connection after a streamed response, in which way is open.`,
    profile: 'streaming',
    changes: [
      {
        file: 'exchange.js',
        find: 'agent: false',
        replace: 'agent: new http.Agent({ keepAlive: true })',
      },
    ],
  },
  {
    name: 'stream-always-with-prelude',
    freedom:
      'Begins every stream with the prelude of an HTTP response, which holds the content type of the handler.',
    legal: 'The Rust client of AWS does so; its handlers have no stream without a prelude.',
    profile: 'streaming',
    changes: [
      {
        file: 'response-stream.js',
        find: 'this.#upload = this.#open(this.#contentType);',
        replace: `if (this.#contentType !== HTTP_INTEGRATION)
                this.#prelude = preludeOf({ statusCode: 200, headers: { 'content-type': this.#contentType } });
            this.#upload = this.#open(HTTP_INTEGRATION);`,
      },
    ],
  },
  {
    name: 'stream-fails-in-trailers-only',
    freedom: 'Reports a handler that fails before its first byte in the trailers of an empty stream.',
    legal: 'The Node.js client of AWS does so.',
    profile: 'streaming',
    changes: [
      {
        file: 'response-stream.js',
        find: 'await handler(event, this, context);',
        replace:
          'try { await handler(event, this, context); } catch (failure) { await this.#begin(); throw failure; }',
      },
    ],
  },
  {
    name: 'stream-type-in-latin-1',
    freedom: 'Sends a content type with characters of Latin-1 as it is.',
    legal: 'RFC 9110, section 5.5: bytes above ASCII are opaque data; the Node.js client of AWS sends them.',
    profile: 'streaming',
    changes: [{ file: 'response-stream.js', find: '/^[\\x20-\\x7E]+$/', replace: '/^[\\x20-\\xFF]+$/' }],
  },
];
