/** Streams that succeed. */
import { isReturned } from '../support/returned.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, itself, test } from '../support/test.ts';
import {
  bytesOf,
  contentTypeOf,
  headerOf,
  isWhole,
  ordinaryStream,
  stream,
  streamingSandbox,
  textOf,
  type Streamed,
} from './streamed.ts';

const MODE = 'Lambda-Runtime-Function-Response-Mode';

test(
  'marks a streamed response, sends it in chunks and closes its connection',
  covers(
    'streaming.mode-header',
    'streaming.mode-value',
    'streaming.chunked',
    'streaming.chunk-coding-valid',
    'streaming.connection-closed-after',
    'streaming.no-trailers-on-success',
    'streaming.payload-whole',
  ).against(itself),
  async (t) => {
    const sandbox = await streamingSandbox(t);
    const chunks = ['first ', 'second ', 1000];

    const streamed = await stream(sandbox, { probe: 'stream', chunks });
    await sandbox.waitForPoll();

    const { kind, text } = streamed;
    if (kind === 'error' || kind === 'none') return t.inconclusive(`The stream did not begin: ${text}.`);
    if (headerOf(streamed, MODE) === undefined) {
      const expected = `${MODE}: streaming`;
      t.deviates('streaming.mode-header', { code: 'missing', expected, actual: `no ${MODE}` });
      t.leaveUnjudged(
        ['streaming.mode-value', 'streaming.connection-closed-after'],
        'not-applicable',
        'The runtime does not mark its streams.',
      );
      t.verify('streaming.chunked', headerOf(streamed, 'transfer-encoding') === 'chunked', {
        code: 'not-chunked',
        expected: 'Transfer-Encoding: chunked',
        actual: `Content-Length: ${headerOf(streamed, 'content-length') ?? 'none'}`,
      });
    }
    // A wire rule tells what is malformed.
    if (sandbox.trace.entries.some((entry) => entry.kind === 'protocol-problem')) return;
    if (kind === 'broken') {
      const expected = 'chunks, and a chunk of zero bytes at the end';
      return t.deviates('streaming.chunk-coding-valid', { code: 'no-end', expected, actual: text });
    }
    if (streamed.completed?.framing.kind === 'chunked') t.holds('streaming.chunk-coding-valid');
    t.verify('streaming.payload-whole', isWhole(streamed, bytesOf(chunks)), {
      code: 'bytes-differ',
      expected: `${bytesOf(chunks).length} bytes: "first second " and 1000 bytes that count up`,
      actual: text,
    });
    const trailers = errorTrailersOf(streamed);
    t.verify('streaming.no-trailers-on-success', trailers.length === 0, {
      code: 'trailers-sent',
      expected: 'no error trailers',
      actual: trailers.map(([name, value]) => `${name}: ${value}`).join(', '),
    });
  },
);

/** Trailers with a value: an empty one says nothing. */
function errorTrailersOf({ completed }: Streamed): [string, string][] {
  return (completed?.trailers ?? []).flatMap(([name, value]): [string, string][] =>
    /^lambda-runtime-function-error-(type|body)$/i.test(name) && value !== '' ? [[name, value]] : [],
  );
}

test(
  'sends the Content-Type that the handler chose with a streamed response',
  covers('streaming.content-type').against(ordinaryStream),
  async (t) => {
    const sandbox = await streamingSandbox(t);

    for (const contentType of ['text/event-stream', 'application/x-ndjson; charset=utf-8']) {
      const streamed = await stream(sandbox, { probe: 'stream', chunks: ['data'], contentType });

      t.verify('streaming.content-type', contentTypeOf(streamed) === contentType, {
        code: 'wrong-content-type',
        expected: `Content-Type: ${contentType}`,
        actual: contentTypeOf(streamed) ?? streamed.text,
      });
    }
  },
);

test(
  'sends a stream of no bytes as an empty chunked body',
  covers('streaming.empty-stream').against(ordinaryStream),
  async (t) => {
    const sandbox = await streamingSandbox(t);

    for (const chunks of [[], ['']]) {
      const streamed = await stream(sandbox, { probe: 'stream', chunks });
      const after = await stream(sandbox, { probe: 'stream', chunks: ['after'] });

      const empty = isWhole(streamed, Buffer.alloc(0)) && streamed.completed?.framing.kind === 'chunked';
      t.verify('streaming.empty-stream', empty && textOf(after) === 'after', {
        code: 'not-an-empty-body',
        expected: 'an empty chunked body, and the next event served',
        actual: empty ? `then ${after.text}` : streamed.text,
      });
    }
  },
);

test(
  'posts the result of an ordinary handler buffered and whole',
  covers('streaming.buffered-handlers-unmarked', 'streaming.buffered-result-whole').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();

    for (const size of [0, 3, 70_000, 1_000_000]) {
      const event = { text: 'x'.repeat(size) };
      const outcome = await sandbox.invoke(event);

      const mode = outcome.header(MODE);
      t.verify('streaming.buffered-handlers-unmarked', mode === undefined, {
        code: 'marked-as-streamed',
        expected: `no ${MODE}`,
        actual: `${MODE}: ${mode}`,
      });
      t.verify('streaming.buffered-result-whole', isReturned(outcome, event), {
        code: 'result-differs',
        expected: `the event of ${size} characters`,
        actual: outcome.describe(),
      });
    }
  },
);
