/** Replies split into network segments at every position. */
import { array, boolean, constantFrom, integer, record } from 'fast-check';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { RawHeaders } from '../../harness/base/headers.ts';
import type { Judgement } from '../../harness/test/property.ts';
import { eventOf, served, TURN_MS, ShownHeaders } from './expect-served.ts';
import { ordinaryText } from '../support/controls.ts';
import { brokenByResults } from '../support/returned.ts';
import { inParts } from '../support/side-by-side.ts';
import { covers, forAll, test, type TestContext } from '../support/test.ts';

/** Distance of the cuts: with every offset below it, each position is cut once. */
const STRIDE = 40;
const STEP = { quick: 8, normal: 1, slow: 1 };

/** Longer than the head of a normal reply (under 600 bytes). */
const HEAD_BYTES = 800;

interface Cut {
  /** Sizes of the segments, used in turn. */
  readonly sizes: readonly number[];
  /** Bytes of further headers. */
  readonly padding: number;
  /** Bytes of text in the event. */
  readonly length: number;
  /** Whether to check the header values instead of the event. */
  readonly headers: boolean;
}

test(
  'reads a reply correctly wherever the network splits it, and also when headers and body come in one segment',
  { ...covers('http.reply-split-anywhere').against(ordinaryText), concurrency: 'unbounded' },
  async (t) => {
    const cuts = record<Cut>({
      sizes: array(integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }),
      padding: constantFrom(0, 3000),
      length: integer({ min: 0, max: 2000 }),
      headers: boolean(),
    });

    const shownHeaders = new ShownHeaders(t);

    await inParts(t, [...wholeOrCrumbs, ...everyPlace(STEP[t.pace])], (examples) =>
      forAll(
        t,
        'http.reply-split-anywhere',
        cuts,
        {
          control: {
            value: { sizes: [1_000_000], padding: 0, length: 60, headers: false },
            requirement: 'next.event-unchanged',
            code: 'event-altered',
          },
          examples,
          weight: 0.03,
          also: [...brokenByResults],
        },
        (sandbox, cut) => readsWhole(t, sandbox, shownHeaders, cut),
      ),
    );
  },
);

const wholeOrCrumbs: readonly Cut[] = [
  { sizes: [1_000_000], padding: 6000, length: 30_000, headers: false },
  { sizes: [1_000_000], padding: 6000, length: 30_000, headers: true },
  { sizes: [1], padding: 0, length: 20, headers: false },
];

function everyPlace(step: number): Cut[] {
  const offsets = Array.from({ length: STRIDE / step }, (_, n) => 1 + n * step);
  const strides = Array.from({ length: HEAD_BYTES / STRIDE }, () => STRIDE);
  return offsets.flatMap((offset, n) => {
    const cut = { sizes: [offset, ...strides, 1_000_000], padding: 0, length: 60 };
    // If every position is cut, both are checked; otherwise they alternate.
    return (step === 1 ? [false, true] : [n % 2 === 1]).map((headers) => ({ ...cut, headers }));
  });
}

async function readsWhole(
  t: TestContext,
  sandbox: Sandbox,
  shownHeaders: ShownHeaders,
  { sizes, padding, length, headers }: Cut,
): Promise<Judgement<'reply-misread'>> {
  const extraHeaders: RawHeaders = padding === 0 ? [] : [['X-Extra-Padding', 'p'.repeat(padding)]];
  // Each segment takes a turn of our own busy event loop.
  const segments = (HEAD_BYTES + padding + 2 * length) / (sum(sizes) / sizes.length);
  const options = {
    extraHeaders,
    faults: [{ fault: 'segments', sizes, pauseMs: 1 }],
    replyMs: segments * TURN_MS,
  } as const;
  return headers && shownHeaders.available
    ? shownHeaders.read(sandbox, { padding: eventOf(length).text }, options, 'reply-misread')
    : served(t, sandbox, eventOf(length), options, 'reply-misread');
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
