/** When the bytes of a stream leave. */
import type { Arrival } from '../../harness/trace/entry.ts';
import { covers, test } from '../support/test.ts';
import { beforePayload, ordinaryStream, stream, streamingSandbox, type Streamed } from './streamed.ts';

/** Pauses between the writes. A machine that is busy for a moment does not hold all of them back. */
const PAUSES_MS = [300, 1500];

test(
  'sends bytes while the handler is still running',
  covers('streaming.bytes-leave-early').against(ordinaryStream),
  async (t) => {
    const sandbox = await streamingSandbox(t);
    // Longer than any usual buffer.
    const chunks = [300_000, 300_000, 300_000];

    let seen = '';
    for (const delayMs of PAUSES_MS) {
      const limitMs = sandbox.limits.outcomeMs + chunks.length * delayMs;
      const streamed = await stream(sandbox, { probe: 'stream', chunks, delayMs }, { limitMs });
      if (streamed.kind !== 'whole') return t.inconclusive(`The stream did not end: ${streamed.text}.`);
      const beforeEndMs = beforeEnd(streamed, 1);
      if (beforeEndMs >= delayMs) return t.holds('streaming.bytes-leave-early');
      seen = `the first bytes came ${Math.round(beforeEndMs)} ms before the end of the stream, which took at least ${3 * delayMs} ms`;
    }
    t.deviates('streaming.bytes-leave-early', {
      code: 'held-back',
      expected: 'the first bytes while the handler still writes',
      actual: seen,
    });
  },
);

test(
  'sends small writes at once',
  covers('streaming.small-writes-flushed').against(ordinaryStream),
  async (t) => {
    const sandbox = await streamingSandbox(t);
    const chunks = Array.from({ length: 4 }, () => 10);

    let seen = '';
    for (const delayMs of PAUSES_MS) {
      const limitMs = sandbox.limits.outcomeMs + chunks.length * delayMs;
      const streamed = await stream(sandbox, { probe: 'stream', chunks, delayMs }, { limitMs });
      if (streamed.kind !== 'whole') return t.inconclusive(`The stream did not end: ${streamed.text}.`);
      // Each write comes with at least half of the pauses after it still to go.
      const late = chunks.findIndex(
        (_, index) => beforeEnd(streamed, 10 * (index + 1)) < ((chunks.length - index) * delayMs) / 2,
      );
      if (late === -1) return t.holds('streaming.small-writes-flushed');
      const ms = Math.round(beforeEnd(streamed, 10 * (late + 1)));
      seen = `write ${late + 1} of ${chunks.length}, with ${delayMs} ms after each, came ${ms} ms before the end`;
    }
    t.deviates('streaming.small-writes-flushed', {
      code: 'held-back',
      expected: 'each write of 10 bytes before the next one',
      actual: seen,
    });
  },
);

/** How long before the end of the body so many bytes of the payload had arrived. */
function beforeEnd(streamed: Streamed, bytes: number): number {
  const { completed } = streamed;
  const arrivals: readonly Arrival[] = completed?.arrivals ?? [];
  const all = beforePayload(streamed) + bytes;
  const arrival = arrivals.find((one) => one.bytes >= all);
  return completed === undefined || arrival === undefined ? 0 : completed.at - arrival.at;
}
