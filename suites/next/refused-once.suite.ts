/** Answers to `next` without an event, once each, and repeated client errors. */
import { COUNTING_MS, disguised, fewPolls, MOST_POLLS, apiRefusal, refuseForEver } from './refused-poll.ts';
import {
  endOf,
  failed,
  invocationPostsSince,
  line,
  pollOrPostSince,
  pollsSince,
} from '../support/requests.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test, type TestContext } from '../support/test.ts';
import { isServed } from '../support/returned.ts';
import { usableSandbox } from '../support/usable-sandbox.ts';

test(
  'outlives a single 403 on `next` and takes the event that a later poll is given',
  covers('next.single-403-survived').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    const from = sandbox.trace.length;
    sandbox.runtimeApi.refuseBlockedPolls(apiRefusal(403));

    const event = { after: 'a 403' };
    const outcome = await sandbox.deliver(event, { settleable: false }).outcome();

    t.verify('next.single-403-survived', isServed(t, sandbox, outcome, event), {
      code: 'gives-up',
      expected: 'another poll, and an outcome for its event',
      actual:
        outcome.kind === 'none'
          ? `${pollsSince(sandbox, from).length} further polls; ${endOf(sandbox)}`
          : outcome.describe(),
    });
  },
);

test(
  'does not treat 204, 206 or a 3xx answer to `next` as an event',
  {
    ...covers('next.other-2xx-is-no-event').against(ordinaryEvent),
    endsItsProcess: true,
    startsFirst: true,
  },
  async (t) => {
    let sandbox = await t.warm();

    for (const status of [204, 206, 304, 302]) {
      sandbox = await usableSandbox(t, sandbox);
      const from = sandbox.trace.length;
      sandbox.runtimeApi.refuseBlockedPolls(disguised(status, `a-${status}-is-no-invocation`));
      await pollOrPostSince(sandbox, from);

      const [post] = invocationPostsSince(sandbox, from);
      const ignored = t.verifyAbsence('next.other-2xx-is-no-event', post === undefined, {
        code: 'processed-as-event',
        expected: 'another poll or an exit, and no result',
        actual: post === undefined ? 'no result' : `after a ${status}: ${line(post)}`,
        sandbox,
      });
      if (!ignored) return;
    }
  },
);

/** Only the first one if time is short. */
const CLIENT_ERRORS = { quick: [404], normal: [404, 429, 400], slow: [404, 429, 400] };

test(
  'meets other client-error answers to `next` (400, 404, 429) the way it meets 403: no spin, no handler call',
  { ...covers('next.4xx-no-hot-loop').against(ordinaryEvent), concurrency: 'unbounded' },
  async (t) => {
    await Promise.all(CLIENT_ERRORS[t.pace].map((status) => keepsRefusing(t, status)));
  },
);

async function keepsRefusing(t: TestContext, status: number): Promise<void> {
  const sandbox = await t.warm();
  const from = refuseForEver(sandbox, disguised(status, `a-${status}-is-no-invocation`));

  await fewPolls(sandbox, from, COUNTING_MS[t.pace]);

  const polls = pollsSince(sandbox, from).length;
  const [post] = invocationPostsSince(sandbox, from);
  t.verifyAbsence('next.4xx-no-hot-loop', polls <= MOST_POLLS, {
    code: 'spins',
    expected: `at most ${MOST_POLLS} polls in ${COUNTING_MS[t.pace] / 1000} s`,
    actual: `after a ${status}: ${polls} polls or more`,
    sandbox,
  });
  t.verifyAbsence('next.4xx-no-hot-loop', post === undefined, {
    code: 'processed-as-event',
    expected: 'no result for the id in the headers of the refusal',
    actual: post === undefined ? 'none' : `after a ${status}: ${line(post)}`,
    sandbox,
  });
  const exit = sandbox.process.running ? undefined : await sandbox.trace.waitForExit(sandbox.limits.exitMs);
  if (exit === undefined) return;
  t.verify('next.4xx-no-hot-loop', failed(exit), {
    code: 'exits-with-0',
    expected: 'a non-zero exit code',
    actual: `after a ${status}: ${endOf(sandbox)}`,
    sandbox,
  });
}
