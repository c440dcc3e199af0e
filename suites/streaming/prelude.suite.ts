/** The HTTP-integration format: a prelude, eight NUL bytes, and the payload. */
import { parseForeignJson } from '../../harness/base/foreign-json.ts';
import { covers, test } from '../support/test.ts';
import { HTTP_INTEGRATION, splitPrelude } from '../wire-rules/prelude.ts';
import { headerOf, ordinaryStream, stream, streamingSandbox, type Streamed } from './streamed.ts';

/** API Gateway looks for the delimiter in so many bytes. */
const SEARCHED = 16 * 1024;

test(
  'writes the HTTP-integration format as one JSON prelude, eight NUL bytes and the payload',
  covers('streaming.http-prelude-format', 'streaming.prelude-keys').against(ordinaryStream),
  async (t) => {
    const sandbox = await streamingSandbox(t);
    const payload = 'payload\0with a NUL';

    const streamed = await stream(sandbox, {
      probe: 'http-stream',
      statusCode: 201,
      headers: { 'x-one': 'zażółć' },
      cookies: ['a=1'],
      chunks: [payload],
    });

    const split = splitBody(streamed);
    if (streamed.kind !== 'whole') return t.inconclusive(`The stream did not end: ${streamed.text}.`);
    if (headerOf(streamed, 'content-type') !== HTTP_INTEGRATION) {
      t.deviates('streaming.http-prelude-format', {
        code: 'wrong-content-type',
        expected: `Content-Type: ${HTTP_INTEGRATION}`,
        actual: headerOf(streamed, 'content-type') ?? 'no Content-Type',
      });
    }
    if (split === undefined) return;
    t.verify('streaming.http-prelude-format', split.payload.toString() === payload, {
      code: 'payload-differs',
      expected: JSON.stringify(payload),
      actual: JSON.stringify(split.payload.toString('utf8', 0, 200)),
    });
  },
);

test(
  'sends prelude and delimiter even when there is no payload',
  covers('streaming.prelude-without-payload').against(ordinaryStream),
  async (t) => {
    const sandbox = await streamingSandbox(t);

    const streamed = await stream(sandbox, { probe: 'http-stream', statusCode: 204, chunks: [] });

    const split = splitBody(streamed);
    const expected = '{"statusCode":204} and eight NUL bytes';
    t.verify('streaming.prelude-without-payload', split !== undefined && split.payload.length === 0, {
      code: 'no-prelude',
      expected,
      actual: streamed.text,
    });
  },
);

test(
  'keeps several values of one header, and several cookies, in the prelude',
  covers('streaming.prelude-repeated-headers').against(ordinaryStream),
  async (t) => {
    const sandbox = await streamingSandbox(t);

    const streamed = await stream(sandbox, {
      probe: 'http-stream',
      multiValueHeaders: { 'x-two': ['first-value', 'second-value'] },
      cookies: ['a=one', 'b=two'],
      chunks: ['payload'],
    });

    const prelude = splitBody(streamed)?.prelude.toString() ?? '';
    const missing = ['first-value', 'second-value', 'a=one', 'b=two'].filter(
      (value) => !prelude.includes(value),
    );
    t.verify('streaming.prelude-repeated-headers', missing.length === 0, {
      code: 'values-lost',
      expected: 'both values of x-two, and both cookies',
      actual: `${prelude === '' ? streamed.text : prelude}; missing: ${missing.join(', ')}`,
    });
  },
);

test(
  'puts the delimiter within the first 16 KB, or reports metadata that is too long',
  covers('streaming.delimiter-early').against(ordinaryStream),
  async (t) => {
    const sandbox = await streamingSandbox(t);

    const streamed = await stream(sandbox, {
      probe: 'http-stream',
      headers: { 'x-long': 'x'.repeat(20 * 1024) },
      chunks: ['payload'],
    });

    const at = splitBody(streamed)?.prelude.length;
    const early = at !== undefined && at <= SEARCHED - 8;
    if (streamed.kind === 'none') return t.inconclusive(`The stream did not begin: ${streamed.text}.`);
    t.verify('streaming.delimiter-early', streamed.kind !== 'whole' || early, {
      code: 'delimiter-late',
      expected: 'POST …/error, or a delimiter within 16 KB',
      actual: at === undefined ? 'no delimiter' : `the delimiter after ${at} bytes`,
    });
  },
);

function splitBody({ kind, completed }: Streamed): ReturnType<typeof splitPrelude> {
  const split = kind === 'whole' && completed !== undefined ? splitPrelude(completed.body.bytes) : undefined;
  return split !== undefined && isJson(split.prelude) ? split : undefined;
}

function isJson(bytes: Buffer): boolean {
  try {
    parseForeignJson(bytes.toString());
    return true;
  } catch {
    return false;
  }
}
