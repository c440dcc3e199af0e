/** Persistent refusals of `next`. */
import {
  COUNTING_MS,
  disguised,
  fewPolls,
  MOST_POLLS,
  apiRefusal,
  refuseForEver,
  type Refusal,
} from './refused-poll.ts';
import {
  endOf,
  failed,
  invocationPostsSince,
  line,
  pollOrPostSince,
  pollsSince,
} from '../support/requests.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test, type CodeOf, type TestContext } from '../support/test.ts';

test(
  'treats a 500 answer to `next` as a fatal container error and ends, non-zero, without calling the handler',
  {
    ...covers('next.500-is-fatal', 'next.refusal-body-is-no-event').against(ordinaryEvent),
    endsItsProcess: true,
  },
  async (t) => {
    const refusals: Refusal[] = [apiRefusal(500), { fault: 'status', status: 500, headers: [], body: '' }];
    await Promise.all([
      takesNoEvent(t, disguised(500, 'a-500-is-no-invocation'), '500'),
      ...refusals.map(async (refusal) => {
        const sandbox = await t.warm();
        const from = refuseForEver(sandbox, refusal);

        await fewPolls(sandbox, from, t.limits.exitMs);
        const exit = await sandbox.trace.waitForExit(0);

        const polls = pollsSince(sandbox, from).length;
        const [post] = invocationPostsSince(sandbox, from);
        t.verify(
          'next.500-is-fatal',
          exit !== undefined && failed(exit) && polls <= MOST_POLLS && post === undefined,
          {
            code: fatalDeviation(exit === undefined, post === undefined && polls <= MOST_POLLS),
            expected: 'the end of the process, non-zero, after few polls and without a result',
            actual: `${endOf(sandbox)}, after ${polls} further polls${post === undefined ? '' : ` and ${line(post)}`}`,
            sandbox,
          },
        );
      }),
    ]);
  },
);

function fatalDeviation(lives: boolean, quiet: boolean): CodeOf<'next.500-is-fatal'> {
  if (!quiet) return 'goes-on';
  return lives ? 'does-not-exit' : 'exits-with-0';
}

test(
  'never spins on a `next` that keeps being refused with 403, nor takes the refusal for an event',
  {
    ...covers('next.403-no-hot-loop', 'next.refusal-body-is-no-event').against(ordinaryEvent),
    concurrency: 'unbounded',
  },
  async (t) => {
    const [sandbox] = await Promise.all([
      t.warm(),
      takesNoEvent(t, disguised(403, 'a-403-is-no-invocation'), '403'),
    ]);
    const from = refuseForEver(sandbox, apiRefusal(403));

    await fewPolls(sandbox, from, COUNTING_MS[t.pace]);

    const polls = pollsSince(sandbox, from).length;
    t.verifyAbsence('next.403-no-hot-loop', polls <= MOST_POLLS, {
      code: 'spins',
      expected: `at most ${MOST_POLLS} polls in ${COUNTING_MS[t.pace] / 1000} s`,
      actual: `${polls} polls or more`,
      sandbox,
    });
    const exit = sandbox.process.running ? undefined : await sandbox.trace.waitForExit(sandbox.limits.exitMs);
    if (exit === undefined) return;
    t.verify('next.403-no-hot-loop', failed(exit), {
      code: 'exits-with-0',
      expected: 'a non-zero exit code',
      actual: endOf(sandbox),
      sandbox,
    });
  },
);

test(
  'treats a 200 without a request id as a protocol failure, and posts to neither a blank nor an older id',
  { ...covers('next.missing-request-id').against(ordinaryEvent), concurrency: 'unbounded' },
  async (t) => {
    const sandbox = await t.warm();
    const older = await sandbox.invoke({ older: true });
    await sandbox.trace.nextPoll(sandbox.trace.entries.indexOf(older.request), sandbox.limits.outcomeMs);
    const from = sandbox.trace.length;
    sandbox.deliver({ id: 'none' }, { requestId: null, settleable: false });

    await fewPolls(sandbox, from, COUNTING_MS[t.pace] / 2);

    const polls = pollsSince(sandbox, from).length;
    const [post] = invocationPostsSince(sandbox, from);
    t.verifyAbsence('next.missing-request-id', post === undefined, {
      code: 'posts-result',
      expected: 'no POST below /runtime/invocation/',
      actual: post === undefined ? 'none' : line(post),
    });
    t.verifyAbsence('next.missing-request-id', polls <= MOST_POLLS, {
      code: 'spins',
      expected: `at most ${MOST_POLLS} polls`,
      actual: `${polls} polls or more`,
    });
  },
);

/** Whether a refusal with everything that an event has is refused all the same. It judges nothing else of the runtime. */
async function takesNoEvent(t: TestContext, refusal: Refusal, status: '403' | '500'): Promise<void> {
  const sandbox = await t.warm();
  const from = refuseForEver(sandbox, refusal);
  await pollOrPostSince(sandbox, from);
  const [post] = invocationPostsSince(sandbox, from);
  t.verifyAbsence('next.refusal-body-is-no-event', post === undefined, {
    code: `event-from-${status}`,
    expected: 'no result for the id in the headers of the refusal',
    actual: post === undefined ? 'none' : line(post),
    sandbox,
  });
}
