/** What may as well end a runtime, and what this one lives through: tests that need its process afterwards leave out the rest. */
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { PendingInvocation } from '../../harness/sandbox/pending-invocation.ts';
import { reaction } from './reaction.ts';
import { oncePerRun, RawEvent } from './test.ts';

export type Disturbance = 'malformed' | 'refused' | 'dropped result' | 'dropped poll' | 'panic';

/** Provokes each; what it delivers, or nothing. */
const provoked: Readonly<Record<Disturbance, (sandbox: Sandbox) => PendingInvocation | undefined>> = {
  malformed: (sandbox) => sandbox.deliver(new RawEvent('{"a":'), { settleable: false }),
  refused: (sandbox) => {
    sandbox.runtimeApi.faults.arm('response', [{ fault: 'status', status: 413 }]);
    return sandbox.deliver({ to: 'be refused' }, { settleable: false });
  },
  'dropped result': (sandbox) => {
    sandbox.runtimeApi.faults.arm('response', [{ fault: 'drop-before-reply', closing: 'reset' }]);
    return sandbox.deliver({ to: 'be dropped' }, { settleable: false });
  },
  'dropped poll': (sandbox) => {
    sandbox.runtimeApi.dropBlockedPolls('reset');
    return undefined;
  },
  panic: (sandbox) => sandbox.deliver({ probe: 'panic', message: 'on purpose' }, { mayEnd: true }),
};

const disturbances = Object.keys(provoked).filter((name): name is Disturbance => name in provoked);

/** What the runtime lives through. Asked once in a run, since each that ends the runtime costs a start. */
export const survivedBy = oncePerRun(async (t): Promise<ReadonlySet<Disturbance>> => {
  const survived = new Set<Disturbance>();
  let sandbox = await t.warm(true);
  for (const disturbance of disturbances) {
    if (disturbance === 'panic' && !t.smoke.actions.includes('panic')) continue;
    if (!sandbox.warm) sandbox = await t.warm(true);
    const from = sandbox.trace.length;
    const after = await reaction(sandbox, provoked[disturbance](sandbox) ?? from);
    sandbox.runtimeApi.faults.clear();
    if (after.kind === 'polled') survived.add(disturbance);
  }
  await t.release(sandbox);
  return survived;
});
