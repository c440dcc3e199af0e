/** How a result is sent: no early timeout, no stall on `Expect: 100-continue`, a small header block. */
import { isPoll, isResponsePost } from '../../harness/trace/calls.ts';
import { headerValues } from '../../harness/base/headers.ts';
import type { Fault } from '../../harness/runtime-api/invocations/faults.ts';
import type { Entry, EntryOf } from '../../harness/trace/entry.ts';
import { endOf, invocationPostsSince, line } from '../support/requests.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { inParts } from '../support/side-by-side.ts';
import { covers, test, type TestContext } from '../support/test.ts';

/** A slow reply or a slowly read upload, and its duration. */
interface Slowness {
  readonly fault: Fault;
  readonly eventBytes: number;
  readonly takesMs: number;
  /** Whether the reply is one to an error report. */
  readonly fails?: boolean;
}

function late(ms: number): Slowness {
  return { fault: { fault: 'delay', ms }, eventBytes: 10, takesMs: ms };
}

function dribbled(eventBytes: number, bytesPerSecond: number): Slowness {
  const takesMs = (eventBytes / bytesPerSecond) * 1000;
  return { fault: { fault: 'read-slowly', bytesPerSecond }, eventBytes, takesMs };
}

/** Known client timeouts are 100 ms, 5 s and 30 s. The client notices a slow upload only above the socket buffers. */
const SLOWNESS = {
  quick: [late(500)],
  normal: [late(500), late(5500), dribbled(320 * 1024, 64 * 1024)],
  slow: [late(500), late(5500), late(35_000), dribbled(6_000_000, 200_000)],
};

test(
  'waits for the reply to a result for as long as the upload and the relay to the caller take',
  { ...covers('http.slow-202').against(ordinaryEvent), concurrency: 'unbounded' },
  async (t) => {
    const throws = t.smoke.actions.includes('throw');
    const slow = throws ? [...SLOWNESS[t.pace], { ...late(500), fails: true }] : SLOWNESS[t.pace];
    let posted = false;
    await inParts(t, slow, async (part) => {
      for (const slowness of part) if (await awaits(t, slowness)) posted = true;
    });
    if (!posted) t.inconclusive('The runtime posted no result, so no reply could be delayed.');
  },
);

/** Judges one reply; false if there was no result to reply to. */
async function awaits(
  t: TestContext,
  { fault, eventBytes, takesMs, fails = false }: Slowness,
): Promise<boolean> {
  const sandbox = await t.warm();
  const from = sandbox.trace.length;
  const seconds = `${takesMs / 1000} s`;
  sandbox.runtimeApi.faults.arm('any', [fault], { when: ({ requestId }) => requestId !== undefined });

  const event = fails ? { probe: 'throw', type: 'Oops', message: 'm' } : { text: 'x'.repeat(eventBytes) };
  const delivery = sandbox.deliver(event, { settleable: false });
  const poll = await sandbox.trace.waitForOptional(isPoll, {
    awaited: 'the next poll',
    from,
    limitMs: takesMs + t.limits.outcomeMs,
  });

  const posts = invocationPostsSince(sandbox, from).filter(
    ({ requestId }) => requestId === delivery.requestId,
  );
  const [post] = posts;
  if (post === undefined) return false;
  const replied = sandbox.trace.entries.findIndex(
    (entry) => entry.kind === 'reply' && entry.exchange === post.exchange,
  );
  const inTime = poll !== undefined && replied !== -1 && sandbox.trace.entries.indexOf(poll) > replied;
  const waited = t.verify('http.slow-202', inTime && posts.length === 1, {
    code: fails ? 'does-not-wait-error' : 'does-not-wait',
    expected: `one POST, a reply that takes ${seconds}, and then the next poll`,
    actual: `${posts.length} POSTs; ${poll === undefined ? `no poll, and ${endOf(sandbox)}` : `${line(poll)} ${replied === -1 ? 'without' : 'with'} a reply to the first of them`}`,
    sandbox,
  });
  if (waited) await t.release(sandbox);
  return true;
}

/** curl sends `Expect: 100-continue` above 1 MiB. */
const LARGE_RESULT = { text: 'x'.repeat(1_200_000) };

/** curl waits for 1 s; a client that sends the body at once needs a few milliseconds. */
const SOON_MS = 600;

test(
  'does not stall on `Expect: 100-continue`: it omits the header or sends the body soon without an answer',
  covers('http.no-expect-stall').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    sandbox.runtimeApi.faults.arm('response', [{ fault: 'no-continue' }]);
    const delivery = sandbox.deliver(LARGE_RESULT);
    const measured = sandbox.trace.measure();
    const outcome = await delivery.outcome();
    measured();

    const isPost = (entry: Entry): entry is EntryOf<'request'> => isResponsePost(entry, delivery.requestId);
    const post = sandbox.trace.entries.find(isPost);
    if (post === undefined) {
      return t.inconclusive('The runtime did not begin to post a response of more than 1 MiB.');
    }

    const expects = headerValues(post.headers, 'expect').some(
      (value) => value.toLowerCase() === '100-continue',
    );
    const tookMs = outcome.kind === 'none' ? Infinity : outcome.at - post.at;
    t.verify('http.no-expect-stall', !expects || tookMs < SOON_MS, {
      code: 'waits-for-continue',
      expected: `no Expect header, or the body within ${SOON_MS} ms`,
      actual: `Expect: 100-continue, and ${outcome.kind === 'none' ? 'no body' : `the body after ${Math.round(tookMs)} ms`}`,
    });
  },
);

/** Too long for a header, as one line and as many lines. */
const LONG_MESSAGES = ['m'.repeat(150_000), 'a line\n'.repeat(20_000)];

test(
  'keeps the header block of each request below 64 KiB',
  covers('http.request-headers-small').against(ordinaryEvent),
  async (t) => {
    // A wire rule judges every request.
    const sandbox = await t.warm();
    for (const message of LONG_MESSAGES) {
      await sandbox.invoke({ probe: 'throw', type: 'Oops', message });
    }
  },
);
