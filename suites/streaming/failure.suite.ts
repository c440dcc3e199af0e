/** Streaming handlers that fail. */
import { headerValue } from '../../harness/base/headers.ts';
import { isErrorPost } from '../../harness/trace/calls.ts';
import { covers, test } from '../support/test.ts';
import { ordinaryStream, stream, streamingSandbox, textOf } from './streamed.ts';

/** What holds of trailers, if there are any. */
const aboutTrailers = [
  'streaming.trailers-announced',
  'streaming.error-body-base64',
  'streaming.error-body-json',
] as const;

const TYPE = 'Lambda-Runtime-Function-Error-Type';

test(
  'tells a failure after the first byte from an end, not at /error, and goes on',
  covers(
    'streaming.error-trailers',
    ...aboutTrailers,
    'streaming.no-error-after-start',
    'streaming.failure-not-a-clean-end',
    'streaming.loop-lives-after-failure',
  ).against(ordinaryStream),
  async (t) => {
    const sandbox = await streamingSandbox(t);

    const from = sandbox.trace.length;
    const failed = await stream(sandbox, {
      probe: 'stream',
      chunks: ['one ', 'two ', 'three'],
      failAfter: 2,
    });
    if (failed.kind === 'none') return t.inconclusive(`The stream did not begin: ${failed.text}.`);
    if (failed.kind === 'error') return t.inconclusive('The runtime sends nothing before the handler ends.');
    const after = await stream(sandbox, { probe: 'stream', chunks: ['after'] });

    const trailers = failed.completed?.trailers ?? [];
    const type = headerValue(trailers, TYPE);
    t.verify('streaming.error-trailers', type !== undefined && type !== '', {
      code: 'no-trailers',
      expected: `the trailers ${TYPE} and Lambda-Runtime-Function-Error-Body`,
      actual: failed.text,
    });
    if (trailers.length === 0) {
      const reason = 'The runtime sends no error trailers, which are optional.';
      t.leaveUnjudged([...aboutTrailers], 'not-applicable', reason);
    }
    t.verify('streaming.failure-not-a-clean-end', failed.kind === 'broken' || trailers.length > 0, {
      code: 'ends-cleanly',
      expected: 'error trailers, or a connection that breaks before the final chunk',
      actual: failed.text,
    });
    const report = sandbox.trace.entries.find(
      (entry, index) => index >= from && isErrorPost(entry, failed.request?.requestId),
    );
    t.verify('streaming.no-error-after-start', report === undefined, {
      code: 'error-posted',
      expected: 'no POST …/error after the begin of the response',
      actual: 'POST …/error for the same invocation',
    });
    t.verify('streaming.loop-lives-after-failure', textOf(after) === 'after', {
      code: 'does-not-go-on',
      expected: 'the next event served',
      actual: after.text,
    });
  },
);

test(
  'reports a streaming handler that fails before its first byte through /error, or through the trailers of an empty stream',
  covers('error.before-first-streamed-byte').against(ordinaryStream),
  async (t) => {
    const sandbox = await streamingSandbox(t);

    const failed = await stream(sandbox, { probe: 'stream', chunks: ['one'], failAfter: 0 });

    const type = headerValue(failed.completed?.trailers ?? [], TYPE) ?? '';
    t.verify('error.before-first-streamed-byte', failed.kind === 'error' || type !== '', {
      code: 'not-at-error-path',
      expected: `POST …/error for the invocation, or the trailer ${TYPE}`,
      actual: failed.text,
    });
  },
);
