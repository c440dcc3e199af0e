/** What a runtime makes of a `next` that brings no invocation. */
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { COUNTING_MS, disguised, fewPolls, MOST_POLLS, refuseForEver, type Refusal } from './refused-poll.ts';
import { endOf, failed, invocationPostsSince, line, pollsSince } from '../support/requests.ts';
import { covers, test, type Scene } from '../support/test.ts';

test(
  'treats a 500 answer to `next` as a fatal container error and ends, non-zero, without calling the handler',
  covers('next.500-is-fatal', 'next.refusal-body-is-no-event'),
  async (scene) => {
    const refusals: Refusal[] = [
      disguised(500, 'a-500-is-no-invocation'),
      { fault: 'status', status: 500, headers: [], body: '' },
    ];
    await Promise.all(
      refusals.map(async (refusal) => {
        const sandbox = await scene.fresh();
        const from = refuseForEver(sandbox, refusal);

        await fewPolls(sandbox, from, scene.limits.exitMs);
        const exit = await sandbox.trace.waitForExit(0);

        const polls = pollsSince(sandbox, from).length;
        const [post] = invocationPostsSince(sandbox, from);
        scene.verify(
          'next.500-is-fatal',
          exit !== undefined && failed(exit) && polls <= MOST_POLLS && post === undefined,
          {
            deviation: fatalDeviation(exit === undefined, post === undefined && polls <= MOST_POLLS),
            expected: 'the end of the process, non-zero, after few polls and without a result',
            actual: `${endOf(sandbox)}, after ${polls} further polls${post === undefined ? '' : ` and ${line(post)}`}`,
            sandbox,
          },
        );
        if (refusal.body !== '') verifyNoEvent(scene, sandbox, from, '500');
      }),
    );
  },
);

function fatalDeviation(lives: boolean, quiet: boolean): string {
  if (!quiet) return 'The runtime goes on as if a 500 answer to `next` were to be repeated or processed.';
  return lives
    ? 'The runtime does not end after a 500 answer to `next`.'
    : 'The runtime ends with exit code 0 after a 500 answer to `next`.';
}

test(
  'never spins on a `next` that keeps being refused with 403, nor takes the refusal for an event',
  { ...covers('next.403-no-hot-loop', 'next.refusal-body-is-no-event'), concurrency: 'unbounded' },
  async (scene) => {
    const sandbox = await scene.fresh();
    const from = refuseForEver(sandbox, disguised(403, 'a-403-is-no-invocation'));

    await fewPolls(sandbox, from, COUNTING_MS[scene.pace]);

    const polls = pollsSince(sandbox, from).length;
    verifyNoEvent(scene, sandbox, from, '403');
    scene.verify('next.403-no-hot-loop', polls <= MOST_POLLS, {
      deviation: 'The runtime spins on a `next` that is refused with 403.',
      expected: `at most ${MOST_POLLS} polls in ${COUNTING_MS[scene.pace] / 1000} s`,
      actual: `${polls} polls or more`,
    });
    const exit = sandbox.process.running ? undefined : await sandbox.trace.waitForExit(sandbox.limits.exitMs);
    if (exit === undefined) return;
    scene.verify('next.403-no-hot-loop', failed(exit), {
      deviation: 'The runtime ends with exit code 0 when `next` keeps being refused with 403.',
      expected: 'a non-zero exit code',
      actual: endOf(sandbox),
    });
  },
);

test(
  'treats a 200 without a request id as a protocol failure, and posts to neither a blank nor an older id',
  { ...covers('next.missing-request-id'), concurrency: 'unbounded' },
  async (scene) => {
    const sandbox = await scene.fresh();
    const older = await sandbox.invoke({ older: true });
    await sandbox.trace.nextPoll(sandbox.trace.entries.indexOf(older.request), sandbox.limits.outcomeMs);
    const from = sandbox.trace.length;
    sandbox.deliver({ id: 'none' }, { requestId: null, settleable: false });

    await fewPolls(sandbox, from, COUNTING_MS[scene.pace] / 2);

    const polls = pollsSince(sandbox, from).length;
    const [post] = invocationPostsSince(sandbox, from);
    scene.verify('next.missing-request-id', post === undefined, {
      deviation: 'The runtime posts a result although it was given no request id.',
      expected: 'no POST below /runtime/invocation/',
      actual: post === undefined ? 'none' : line(post),
    });
    scene.verify('next.missing-request-id', polls <= MOST_POLLS, {
      deviation: 'The runtime spins on replies without a request id.',
      expected: `at most ${MOST_POLLS} polls`,
      actual: `${polls} polls or more`,
    });
  },
);

function verifyNoEvent(scene: Scene, sandbox: Sandbox, from: number, status: string): void {
  const [post] = invocationPostsSince(sandbox, from);
  scene.verify('next.refusal-body-is-no-event', post === undefined, {
    deviation: `The runtime processes the body of a ${status} reply to \`next\` as an event.`,
    expected: 'no result for the id in the headers of the refusal',
    actual: post === undefined ? 'none' : line(post),
    sandbox,
  });
}
