/** A poll that is answered late, and what a runtime does meanwhile: nothing. One wait serves several claims. */
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { endOf, givesUp } from '../support/requests.ts';
import { covers, test, type Scene } from '../support/test.ts';

/** How long the answer to `next` is held. Common client limits are 30, 60, 100 and 300 s. */
const HOLDS_MS = { quick: [2000], normal: [10_000], slow: [35_000, 65_000, 110_000, 310_000] };

/** CPU time allowed for each 5 s of waiting. */
const IDLE_CPU_MS = 100;

test(
  'puts no timeout on the `next` request, stays while it is idle and uses no CPU meanwhile',
  {
    ...covers('next.no-client-timeout', 'loop.idle-without-cpu', 'shutdown.stays-while-healthy'),
    concurrency: 'unbounded',
  },
  async (scene) => {
    if (scene.pace !== 'slow') {
      scene.warn(
        'next.no-client-timeout: common client limits are 30, 60, 100 and 300 s; only --slow waits long enough to show them.',
      );
    }

    await Promise.all(HOLDS_MS[scene.pace].map((holdMs) => hold(scene, holdMs)));
  },
);

async function hold(scene: Scene, holdMs: number): Promise<void> {
  const sandbox = await scene.fresh();
  // Behind a first invocation the start is over: what is measured is the waiting.
  const first = await sandbox.invoke({ waiting: 'before' });
  const poll = await sandbox.trace.nextPoll(
    sandbox.trace.entries.indexOf(first.request),
    sandbox.limits.outcomeMs,
  );
  const from = sandbox.trace.length;

  const before = await sandbox.process.sample();
  const event = await sandbox.trace.waitForOptional(givesUp(poll), {
    awaited: 'a second poll or the end of the first',
    from,
    limitMs: holdMs,
  });
  const after = await sandbox.process.sample();

  const seconds = `${holdMs / 1000} s`;
  scene.verify('shutdown.stays-while-healthy', sandbox.process.running, {
    deviation: 'The runtime ended while it was idle.',
    expected: `a process that waits in \`next\` for ${seconds}`,
    actual: endOf(sandbox),
    sandbox,
  });
  await verifyStillWaiting(scene, sandbox, seconds, event === undefined);
  if (event === undefined && before !== undefined && after !== undefined) {
    const usedMs = after.cpuMs - before.cpuMs;
    const allowedMs = IDLE_CPU_MS * Math.max(1, holdMs / 5000);
    scene.verify('loop.idle-without-cpu', usedMs < allowedMs, {
      deviation: 'The runtime uses CPU while it waits for an event.',
      expected: `less than ${allowedMs} ms of CPU time in ${seconds}`,
      actual: `${usedMs} ms`,
      sandbox,
    });
  } else if (sandbox.process.running && event === undefined) {
    scene.leaveUnjudged(['loop.idle-without-cpu'], 'not-testable', 'This platform does not tell CPU time.');
  } else {
    scene.leaveUnjudged(['loop.idle-without-cpu'], 'inconclusive', 'The runtime did not wait.');
  }
}

async function verifyStillWaiting(
  scene: Scene,
  sandbox: Sandbox,
  seconds: string,
  undisturbed: boolean,
): Promise<void> {
  const waits = scene.verify('next.no-client-timeout', undisturbed, {
    deviation: 'The runtime gave up its poll before the answer came.',
    expected: `one GET that stays open for ${seconds}`,
    actual: sandbox.process.running ? 'the poll was abandoned or repeated' : endOf(sandbox),
    sandbox,
  });
  if (!waits) return;
  const outcome = await sandbox.deliver({ waiting: 'after' }).outcome();
  scene.verify('next.no-client-timeout', outcome.kind !== 'none', {
    deviation: 'The runtime did not process an event that came late.',
    expected: `an outcome for an event that comes after ${seconds}`,
    actual: outcome.describe(),
    sandbox,
  });
}
