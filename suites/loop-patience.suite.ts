import type { Sandbox } from '../harness/sandbox.ts';
import { pollsSince } from './requests.ts';
import { covers, test, type Scene } from './support.ts';

/** How long the process group is stopped. An idle environment is frozen for minutes; timeouts of clients begin at 30 s. */
const FREEZES_MS = { quick: [1000], normal: [8000], slow: [35_000, 110_000] };

test(
  'survives a freeze while it waits in `next`',
  { ...covers('loop.survives-freeze'), lane: 'patient' },
  async (scene) => {
    await Promise.all(
      FREEZES_MS[scene.pace].flatMap((frozenMs) => [
        freezes(scene, frozenMs, 'while it is frozen'),
        freezes(scene, frozenMs, 'after the thaw'),
      ]),
    );
  },
);

async function freezes(
  scene: Scene,
  frozenMs: number,
  answered: 'while it is frozen' | 'after the thaw',
): Promise<void> {
  const sandbox = await scene.fresh();
  const from = sandbox.trace.length;

  sandbox.freeze();
  await unmoved(sandbox, frozenMs / 2);
  const early = answered === 'while it is frozen' ? sandbox.deliver({ frozen: true }) : undefined;
  await unmoved(sandbox, frozenMs / 2);
  sandbox.thaw();
  // A client whose clock ran out during the freeze notices right now.
  if (early === undefined) await unmoved(sandbox, scene.limits.quietMs);
  const delivery = early ?? sandbox.deliver({ frozen: false });
  const outcome = await delivery.outcome();

  const post =
    outcome.kind === 'none' ? sandbox.trace.length : sandbox.trace.entries.indexOf(outcome.request);
  const repeated = pollsSince(sandbox, from).filter((poll) => sandbox.trace.entries.indexOf(poll) < post);
  scene.verify('loop.survives-freeze', outcome.kind !== 'none' && repeated.length === 0, {
    deviation: 'The runtime did not take up its poll again after a freeze.',
    expected: `the event, sent ${answered}, is processed without a second poll`,
    actual:
      outcome.kind === 'none'
        ? `after ${frozenMs / 1000} s of freeze: ${outcome.reason}`
        : `after ${frozenMs / 1000} s of freeze: ${repeated.length} further polls before the outcome`,
    sandbox,
  });
}

/** Gives time to pass; only the end of the process cuts it short. */
async function unmoved(sandbox: Sandbox, limitMs: number): Promise<void> {
  await sandbox.see(() => false, { awaited: 'nothing', from: sandbox.trace.length, limitMs });
}
