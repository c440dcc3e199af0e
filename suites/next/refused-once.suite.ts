/** Answers to `next` that bring no event, once each; and client errors that come again and again. */
import { isPoll } from '../../harness/trace/view.ts';
import { COUNTING_MS, disguised, fewPolls, MOST_POLLS, refuseForEver } from './refused-poll.ts';
import {
  endOf,
  failed,
  invocationPostsSince,
  isInvocationPost,
  line,
  pollsSince,
} from '../support/requests.ts';
import { covers, test, type Scene } from '../support/test.ts';
import { usable } from '../support/usable-sandbox.ts';

test(
  'outlives a single 403 on `next` and takes the event that a later poll is given',
  covers('next.single-403-survived'),
  async (scene) => {
    const sandbox = await scene.fresh();
    const from = sandbox.trace.length;
    sandbox.runtimeApi.refuseBlockedPolls(disguised(403, 'a-403-is-no-invocation'));

    const outcome = await sandbox.deliver({ after: 'a 403' }, { settleable: false }).outcome();

    scene.verify('next.single-403-survived', outcome.kind !== 'none', {
      deviation: 'The runtime gives up at the first 403 on `next`.',
      expected: 'another poll, and an outcome for the event that it is given',
      actual:
        outcome.kind === 'none'
          ? `${pollsSince(sandbox, from).length} further polls; ${endOf(sandbox)}`
          : outcome.describe(),
    });
  },
);

test(
  'does not treat 204, 206 or a 3xx answer to `next` as an event',
  covers('next.other-2xx-is-no-event'),
  async (scene) => {
    let sandbox = await scene.fresh();

    for (const status of [204, 206, 304, 302]) {
      sandbox = await usable(scene, sandbox);
      const from = sandbox.trace.length;
      sandbox.runtimeApi.refuseBlockedPolls(disguised(status, `a-${status}-is-no-invocation`));
      await sandbox.trace.waitForOptional((entry) => isPoll(entry) || isInvocationPost(entry), {
        awaited: 'another poll',
        from,
        limitMs: scene.limits.outcomeMs,
      });

      const [post] = invocationPostsSince(sandbox, from);
      scene.verify('next.other-2xx-is-no-event', post === undefined, {
        deviation: 'The runtime processes the reply to a `next` that was not answered with 200.',
        expected: 'another poll or an exit, and no result',
        actual: post === undefined ? 'no result' : `after a ${status}: ${line(post)}`,
        sandbox,
      });
    }
  },
);

/** The first of them alone where time is short. */
const CLIENT_ERRORS = { quick: [404], normal: [404, 429, 400], slow: [404, 429, 400] };

test(
  'meets other client-error answers to `next` (400, 404, 429) the way it meets 403: no spin, no handler call',
  { ...covers('next.4xx-no-hot-loop'), concurrency: 'unbounded' },
  async (scene) => {
    await Promise.all(CLIENT_ERRORS[scene.pace].map((status) => keepsRefusing(scene, status)));
  },
);

async function keepsRefusing(scene: Scene, status: number): Promise<void> {
  const sandbox = await scene.fresh();
  const from = refuseForEver(sandbox, disguised(status, `a-${status}-is-no-invocation`));

  await fewPolls(sandbox, from, COUNTING_MS[scene.pace]);

  const polls = pollsSince(sandbox, from).length;
  const [post] = invocationPostsSince(sandbox, from);
  scene.verify('next.4xx-no-hot-loop', polls <= MOST_POLLS, {
    deviation: 'The runtime spins on a `next` that is refused with a client error.',
    expected: `at most ${MOST_POLLS} polls in ${COUNTING_MS[scene.pace] / 1000} s`,
    actual: `after a ${status}: ${polls} polls or more`,
    sandbox,
  });
  scene.verify('next.4xx-no-hot-loop', post === undefined, {
    deviation: 'The runtime processes the body of a refused `next` as an event.',
    expected: 'no result for the id in the headers of the refusal',
    actual: post === undefined ? 'none' : `after a ${status}: ${line(post)}`,
    sandbox,
  });
  const exit = sandbox.process.running ? undefined : await sandbox.trace.waitForExit(sandbox.limits.exitMs);
  if (exit === undefined) return;
  scene.verify('next.4xx-no-hot-loop', failed(exit), {
    deviation: 'The runtime ends with exit code 0 when `next` keeps being refused with a client error.',
    expected: 'a non-zero exit code',
    actual: `after a ${status}: ${endOf(sandbox)}`,
    sandbox,
  });
}
