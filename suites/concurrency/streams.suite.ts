/** Streamed responses in concurrent mode. */
import type { Arrival } from '../../harness/trace/entry.ts';
import { ordinaryStream, stream, textOf, type Streamed } from '../streaming/streamed.ts';
import { covers, test } from '../support/test.ts';
import { WORKERS } from './pool.ts';

/** Between the writes, so that streams that begin together overlap. */
const PAUSES_MS = [20, 200];
const WRITES = 6;

test(
  'keeps parallel streamed responses apart',
  covers('concurrency.streams-not-mixed').against(ordinaryStream),
  async (t) => {
    const { streamHandler } = t.smoke;
    const sandbox = await t.fresh({
      maxConcurrency: WORKERS,
      ...(streamHandler === undefined ? {} : { handler: streamHandler }),
    });
    const names = Array.from({ length: WORKERS }, (_, event) => `stream-${event + 1}`);

    for (const delayMs of PAUSES_MS) {
      const limitMs = sandbox.limits.outcomeMs + WORKERS * WRITES * delayMs;
      const streams = await Promise.all(
        names.map((name) =>
          stream(sandbox, { probe: 'stream', chunks: [`${name} `], times: WRITES, delayMs }, { limitMs }),
        ),
      );
      for (const [event, name] of names.entries()) {
        const streamed = streams[event];
        const text = (streamed && bodyOf(streamed)) ?? '';
        const stranger = names.find((other) => other !== name && text.includes(other));
        if (stranger === undefined) continue;
        return t.deviates('concurrency.streams-not-mixed', {
          code: 'bytes-of-another',
          expected: `${WRITES} times "${name} ", and nothing of the others`,
          actual: JSON.stringify(text.slice(0, 300)),
        });
      }
      const whole = streams.filter(
        (streamed, event) => textOf(streamed) === `${names[event]} `.repeat(WRITES),
      );
      if (whole.length === WORKERS && overlap(streams)) return t.holds('concurrency.streams-not-mixed');
      if (whole.length < WORKERS)
        return t.inconclusive(`Only ${whole.length} of ${WORKERS} streams came whole.`);
    }
    t.inconclusive('No two streams were open at once.');
  },
);

/** What came of a body, also where another requirement judges that it has no end. */
function bodyOf({ completed }: Streamed): string | undefined {
  return completed?.body.bytes.toString('utf8');
}

/** Whether one stream had begun before another one ended. */
function overlap(streams: readonly Streamed[]): boolean {
  const spans = streams.flatMap(({ completed }) => {
    const [first]: readonly Arrival[] = completed?.arrivals ?? [];
    return completed === undefined || first === undefined ? [] : [{ from: first.at, to: completed.at }];
  });
  return spans.some((one, event) =>
    spans.some((other, at) => at > event && one.from < other.to && other.from < one.to),
  );
}
