/** What a handler should not do with its stream. */
import { headerValue } from '../../harness/base/headers.ts';
import { covers, test } from '../support/test.ts';
import { ordinaryStream, stream, streamingSandbox, freshStreaming, textOf } from './streamed.ts';

test(
  'does not send late writes to a finished stream',
  covers('streaming.writes-after-end-rejected').against(ordinaryStream),
  async (t) => {
    const sandbox = await freshStreaming(t);
    const late = 'LATE-WRITE';

    const first = await stream(sandbox, { probe: 'late-write', chunks: ['first'], late, ms: 50 });
    const second = await stream(sandbox, { probe: 'stream', chunks: ['sec', 'ond'], delayMs: 150 });

    if (first.kind !== 'whole') return t.inconclusive(`The stream did not end: ${first.text}.`);
    const sent = sandbox.trace.entries.some(
      (entry) =>
        (entry.kind === 'request-body' && entry.body.bytes.includes(late)) ||
        (entry.kind === 'protocol-problem' && entry.sample.includes(late)),
    );
    t.verify('streaming.writes-after-end-rejected', !sent, {
      code: 'sent-late',
      expected: `nothing of ${JSON.stringify(late)}, which was written after the end`,
      actual: second.text,
    });
    if (sent) return;
    t.verify('streaming.writes-after-end-rejected', textOf(second) === 'second', {
      code: 'does-not-go-on',
      expected: 'a response "second" to the next event',
      actual: second.text,
    });
  },
);

/** Values that a header cannot hold, or that many HTTP libraries refuse. RFC 9110, section 5.5, lets bytes above ASCII pass. */
const unusable = ['text/plain; name="zażółć 日本語"', 'text/pläin', 'text/plain\r\nX-Injected: yes'];

test(
  'reports response metadata that cannot be sent as an error of the invocation, and goes on',
  covers('streaming.unusable-metadata-reported').against(ordinaryStream),
  async (t) => {
    const id = 'streaming.unusable-metadata-reported';
    for (const contentType of unusable) {
      const sandbox = await streamingSandbox(t);

      const streamed = await stream(sandbox, { probe: 'stream', chunks: ['data'], contentType });
      const after = await stream(sandbox, { probe: 'stream', chunks: ['after'] });

      const shown = JSON.stringify(contentType);
      const { request, text } = streamed;
      const split = headerValue(request?.headers ?? [], 'x-injected') !== undefined;
      const reported = streamed.kind === 'error' || (streamed.kind === 'whole' && !split);
      t.verify(id, reported, {
        code: split ? 'sent-as-it-is' : 'not-reported',
        expected: 'POST …/error, or a response without a further header',
        actual: `content type ${shown}: ${split ? 'its second line is a header' : text}`,
        sandbox,
      });
      t.verify(id, textOf(after) === 'after', {
        code: 'does-not-go-on',
        expected: 'the next event served',
        actual: `after content type ${shown}: ${after.text}`,
        sandbox,
      });
    }
  },
);
