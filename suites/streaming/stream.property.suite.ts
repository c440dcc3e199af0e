import { array, constantFrom, integer, oneof, stringMatching } from 'fast-check';
import { covers, forAll, itself, test } from '../support/test.ts';
import { limitFor } from '../support/limit-for.ts';
import { bytesOf, freshStreaming, isWhole, ordinaryStream, stream } from './streamed.ts';

/** Sizes around the usual buffers, small ones, and texts. */
const anyChunk = oneof(
  integer({ min: 0, max: 300 }),
  constantFrom(4095, 4096, 8191, 8193, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 200_000),
  stringMatching(/^[a-z €😀\r\n]{0,20}$/u),
);

/** A runtime may gather what is written within some milliseconds, and let the handler wait for it. */
const GATHERED_MS = 50;

test(
  'delivers every byte of a stream, in order',
  covers('streaming.payload-whole').against(ordinaryStream),
  async (t) => {
    await forAll(
      t,
      'streaming.payload-whole',
      array(anyChunk, { maxLength: 12 }),
      {
        control: itself,
        first: () => freshStreaming(t),
        open: () => freshStreaming(t),
        examples: [
          [1],
          [65_536, 3],
          [16_384, 1, 16_384, 7],
          ['0\r\n\r\n', 5],
          Array.from({ length: 200 }, () => 1),
          [300_000, 300_000, 9],
        ],
      },
      async (sandbox, chunks) => {
        const expected = bytesOf(chunks);

        const streamed = await stream(
          sandbox,
          { probe: 'stream', chunks },
          { limitMs: limitFor(t, expected.length) + chunks.length * GATHERED_MS },
        );

        if (isWhole(streamed, expected)) return undefined;
        const code = 'bytes-differ';
        return { code, expected: describe(expected), actual: streamed.text };
      },
    );
  },
);

function describe(bytes: Buffer): string {
  return `${bytes.length} bytes: ${JSON.stringify(bytes.toString('utf8', 0, 200))}`;
}
