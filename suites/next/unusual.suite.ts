/** Unusual events: blank, not UTF-8, of another content type, or with a known request id. */
import type { InvokeOptions } from '../../harness/runtime-api/invocations/invocation-builder.ts';
import { NoOutcome, type Outcome } from '../../harness/trace/outcome.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { reaction, type Reaction } from '../support/reaction.ts';
import { ordinaryEvent, ordinaryFailure } from '../support/controls.ts';
import { covers, RawEvent, test } from '../support/test.ts';
import { isReturned } from '../support/returned.ts';
import { usableSandbox } from '../support/usable-sandbox.ts';

interface Course {
  readonly outcome: Outcome | NoOutcome;
  /** Number of results posted under its id before the next poll. */
  readonly results: number;
  readonly after: Reaction;
  readonly text: string;
}

/** Delivers an event that some runtimes crash on or skip, and waits for the reaction. */
async function courseOf(sandbox: Sandbox, event: unknown, options: InvokeOptions = {}): Promise<Course> {
  const delivery = sandbox.deliver(event, { ...options, settleable: false });
  const after = await reaction(sandbox, delivery);
  const results = after.posts.filter((target) => target.includes(delivery.requestId)).length;
  const outcome: Outcome | NoOutcome =
    results > 0 ? await delivery.outcome() : new NoOutcome('nothing was posted for it');
  return {
    outcome,
    results,
    after,
    text: `${results} results (${outcome.describe()}), and the runtime ${after.text}`,
  };
}

test(
  'posts exactly one outcome for an event that is empty, blank or the literal `null`, and never skips it',
  covers('next.blank-event-gets-outcome', 'next.empty-event-survived').against(ordinaryFailure),
  async (t) => {
    let sandbox = await t.warm();

    for (const text of ['', ' ', 'null']) {
      sandbox = await usableSandbox(t, sandbox);
      const course = await courseOf(sandbox, new RawEvent(text));

      // Text that is not JSON may end the process; other requirements judge that.
      const skipped = course.results === 0 && course.after.kind === 'polled';
      const legal = text === 'null' ? course.results === 1 : course.results <= 1 && !skipped;
      t.verify('next.blank-event-gets-outcome', legal, {
        code: 'not-one-outcome',
        expected: 'one response or one error under its id, before the next poll',
        actual: `for ${JSON.stringify(text)}: ${course.text}`,
        sandbox,
      });
      if (text !== '') continue;
      t.verify('next.empty-event-survived', course.results > 0 && course.after.kind === 'polled', {
        code: 'not-survived',
        expected: 'an outcome, and another poll',
        actual: course.text,
        sandbox,
      });
    }
  },
);

/** JSON but for one string, so that only the encoding is wrong. */
const notUtf8: readonly Buffer[] = [
  [0xc3, 0x28],
  [0xff, 0xfe],
  [0xed, 0xa0, 0x80],
].map((bytes) => Buffer.concat([Buffer.from('{"text":"'), Buffer.from(bytes), Buffer.from('"}')]));

test(
  'survives an event whose bytes are not UTF-8 and posts an outcome for it',
  covers('next.non-utf8-event').against(ordinaryFailure),
  async (t) => {
    let sandbox = await t.warm();

    for (const bytes of notUtf8) {
      sandbox = await usableSandbox(t, sandbox);
      const course = await courseOf(sandbox, new RawEvent(bytes));

      t.verify('next.non-utf8-event', course.results > 0 && course.after.kind === 'polled', {
        code: 'not-survived',
        expected: 'a response or an error, and another poll',
        actual: `for ${JSON.stringify(bytes.toString('latin1'))} (as Latin-1): ${course.text}`,
        sandbox,
      });
    }
  },
);

test(
  'tolerates an event whose Content-Type is not plain `application/json`',
  covers('next.other-content-types').against(ordinaryEvent),
  async (t) => {
    let sandbox = await t.warm();

    // An echo returns the same for a value and for its text.
    const tells = t.smoke.grade === 'probe' && t.smoke.actions.includes('text');

    for (const contentType of ['application/json; charset=utf-8', 'application/octet-stream', 'text/plain']) {
      sandbox = await usableSandbox(t, sandbox);
      const event = tells ? { probe: 'text', value: contentType } : { contentType };
      const { outcome, after, text } = await courseOf(sandbox, event, { contentType });

      t.verify('next.other-content-types', outcome.kind !== 'none' && after.kind === 'polled', {
        code: 'not-survived',
        expected: 'a response or an error, and another poll',
        actual: `for ${contentType}: ${text}`,
        sandbox,
      });
      // The runtime decides how to pass bytes or plain text; JSON with a parameter is still JSON.
      if (!contentType.startsWith('application/json') || outcome.kind === 'none') continue;
      const result = tells ? contentType : event;
      t.verify('next.other-content-types', isReturned(outcome, result), {
        code: 'parameter-changes-event',
        expected: `the response ${JSON.stringify(result)}, as with plain application/json`,
        actual: `for ${contentType}: ${outcome.describe()}`,
        sandbox,
      });
    }
  },
);

test(
  'processes an event again when the same request id is delivered a second time',
  covers('next.same-id-again').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    const first = await sandbox.invoke({ attempt: 1 });
    await sandbox.waitForPoll();

    const { outcome, text } = await courseOf(sandbox, { attempt: 2 }, { requestId: first.requestId });

    const attempt = outcome.kind === 'response' ? outcome.object?.['attempt'] : undefined;
    const again = outcome.kind !== 'none' && (t.smoke.grade === 'opaque' || attempt === 2);
    t.verify('next.same-id-again', again, {
      code: 'not-processed-again',
      expected: 'an outcome of its own for each of two deliveries under one id',
      actual: `for the second one: ${text}`,
    });
  },
);
