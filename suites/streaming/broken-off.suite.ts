/** Streams that the service breaks off, answers early or late, and readers that leave. */
import { payloadTooLarge } from '../../harness/runtime-api/protocol/answers.ts';
import { injectedAnswer, type Fault } from '../../harness/runtime-api/invocations/faults.ts';
import { pollsWhileHeld } from '../support/held-reply.ts';
import { reaction } from '../support/reaction.ts';
import { covers, test } from '../support/test.ts';
import { freshStreaming, ordinaryStream, stream, streamingSandbox, textOf } from './streamed.ts';

/** Where the stream of 4 MB is cut: after what fits into no buffer. */
const CUT_BYTES = 64 * 1024;
const LONG = { probe: 'stream', chunks: [64 * 1024], times: 64 } as const;

const breaks: Readonly<Record<string, Fault>> = {
  'a reset': { fault: 'drop-in-body', bodyBytes: CUT_BYTES, closing: 'reset' },
  'an early 413': { fault: 'answer-in-body', bodyBytes: CUT_BYTES, answer: payloadTooLarge() },
  'an early 500': {
    fault: 'answer-in-body',
    bodyBytes: CUT_BYTES,
    answer: injectedAnswer({ fault: 'status', status: 500 }),
  },
};

test(
  'survives a reset or an early answer in the middle of a stream',
  covers('streaming.server-break-survived').against(ordinaryStream),
  async (t) => {
    for (const [name, fault] of Object.entries(breaks)) {
      const sandbox = await freshStreaming(t);
      sandbox.runtimeApi.faults.arm('response', [fault]);
      const delivery = sandbox.deliver(LONG, { settleable: false });
      const { kind, text } = await reaction(sandbox, delivery);
      sandbox.runtimeApi.faults.clear();
      if (sandbox.trace.entries.every((entry) => entry.kind !== 'fault'))
        return t.inconclusive('The runtime sent no stream that could be broken off.');

      // "The runtime should exit promptly" after a 500.
      if (kind === 'exited' && name === 'an early 500') {
        t.holds('streaming.server-break-survived');
        continue;
      }
      const after =
        kind === 'polled' ? await stream(sandbox, { probe: 'stream', chunks: ['after'] }) : undefined;
      t.verify('streaming.server-break-survived', after !== undefined && textOf(after) === 'after', {
        code: 'does-not-go-on',
        expected: 'the next event served',
        actual: `after ${name}: ${after === undefined ? `the runtime ${text}` : after.text}`,
        sandbox,
      });
    }
  },
);

test(
  'goes on with a stream whose reader has gone',
  covers('streaming.reader-gone').against(ordinaryStream),
  async (t) => {
    const sandbox = await freshStreaming(t);
    sandbox.runtimeApi.faults.arm('response', [{ fault: 'drop-in-body', bodyBytes: 1, closing: 'end' }]);
    const from = sandbox.trace.length;
    const mark = 'the-probe-ran-to-its-end\n';

    sandbox.deliver({ probe: 'stream', chunks: ['a', 'b', 'c'], delayMs: 200, mark }, { settleable: false });
    const written = (): string => sandbox.process.output(undefined, from);
    const marked = await sandbox.trace.waitForOptional(
      (entry) => entry.kind === 'output' && written().includes(mark.trim()),
      { awaited: 'the end of the handler', from, limitMs: sandbox.limits.outcomeMs },
    );

    t.verify('streaming.reader-gone', marked !== undefined, {
      code: 'handler-cut',
      expected: 'the handler runs to its end',
      actual: 'its last line, which writes to stdout, was not reached',
    });
  },
);

test(
  'waits for the reply to a stream before it calls `next`',
  covers('streaming.reply-awaited').against(ordinaryStream),
  async (t) => {
    const sandbox = await streamingSandbox(t);

    const early = await pollsWhileHeld(sandbox, 'response', () =>
      stream(sandbox, { probe: 'stream', chunks: ['one ', 'two'] }),
    );

    t.verifyAbsence('streaming.reply-awaited', !early, {
      code: 'polls-early',
      expected: 'no poll while the 202 is held',
      actual: 'a poll while the stream was unanswered',
    });
  },
);
