/** The hooks before a snapshot and after a restore. */
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { restoreFromSnapshot } from '../../harness/sandbox/snapshot.ts';
import { isInitErrorPost, isRestoreErrorPost } from '../../harness/trace/calls.ts';
import type { Entry } from '../../harness/trace/entry.ts';
import { isZeroExit } from '../../harness/trace/runtime-exit.ts';
import { covers, test, type TestContext } from '../support/test.ts';
import { defectOf, describeReaction, reactionToHook, type HookFailure } from './hook-failure.ts';
import { restoredEvent, restoreFailure, waitingForRestore } from './snapshot.ts';

test(
  'runs the before-snapshot hooks before restore/next, and reports one that fails as an init error, and exits',
  covers('snapstart.before-hooks-first', 'snapstart.before-hook-failure-reported').against(restoredEvent),
  async (t) => {
    const sandbox = await t.start({ snapStart: true, environment: { PROBE_BEFORE_SNAPSHOT: 'throw' } });

    const failure = await reactionToHook(sandbox, 0);

    if (hasFailed(failure)) {
      await needCause(t, 'before-snapshot', failure);
      t.verifyAbsence('snapstart.before-hooks-first', !failure.early, {
        code: 'restore-before-hook',
        expected: 'no restore/next while a hook before the snapshot runs',
        actual: describeReaction(failure),
        sandbox,
      });
    } else t.leaveUnjudged(['snapstart.before-hooks-first'], 'inconclusive', IGNORED);
    judgeReport(t, 'snapstart.before-hook-failure-reported', initError, sandbox, failure);
  },
);

test(
  'runs the after-restore hooks before its first poll, and reports one that fails as a restore error, and exits',
  covers('snapstart.after-hooks-before-next', 'snapstart.after-hook-failure-reported').against(restoredEvent),
  async (t) => {
    const sandbox = await waitingForRestore(t, { environment: { PROBE_AFTER_RESTORE: 'throw' } });
    const from = sandbox.trace.length;
    await restoreFromSnapshot(sandbox);

    const failure = await reactionToHook(sandbox, from);

    if (hasFailed(failure)) {
      await needCause(t, 'after-restore', failure);
      t.verifyAbsence('snapstart.after-hooks-before-next', !failure.early, {
        code: 'polls-before-hook',
        expected: 'no poll while a hook after the restore runs',
        actual: describeReaction(failure),
        sandbox,
      });
    } else t.leaveUnjudged(['snapstart.after-hooks-before-next'], 'inconclusive', IGNORED);
    judgeReport(t, 'snapstart.after-hook-failure-reported', restoreError, sandbox, failure);
  },
);

const IGNORED = 'The runtime shows nothing of the failure of the hook.';

function hasFailed({ report, exit }: HookFailure): boolean {
  return report !== undefined || exit !== undefined;
}

/** Ends the test if something else than the hook failed: the report does not name it, and without it there is no restore either. */
async function needCause(
  t: TestContext,
  hook: 'before-snapshot' | 'after-restore',
  { report }: HookFailure,
): Promise<void> {
  const text = report?.body?.body.bytes.toString('utf8') ?? '';
  if (text.includes(`probe ${hook} hook failed`)) return;
  if ((await restoreFailure(t)) !== undefined)
    t.inconclusive('The runtime fails under SnapStart without a failing hook as well.');
}

/** Where a failed hook is to be reported. */
interface Endpoint {
  readonly path: string;
  readonly isReport: (entry: Entry) => boolean;
}

const initError: Endpoint = { path: 'init/error', isReport: isInitErrorPost };
const restoreError: Endpoint = { path: 'restore/error', isReport: isRestoreErrorPost };

/** Judges the report of a failed hook, and what follows. */
function judgeReport(
  t: TestContext,
  requirement: 'snapstart.before-hook-failure-reported' | 'snapstart.after-hook-failure-reported',
  { path, isReport }: Endpoint,
  sandbox: Sandbox,
  failure: HookFailure,
): void {
  const { report, exit, onward } = failure;
  const expected = `POST /2018-06-01/runtime/${path}, the end of the process, and no other call`;
  const actual = describeReaction(failure);
  if (report === undefined) {
    const goesOn = onward !== undefined && exit === undefined;
    t.deviates(requirement, { code: goesOn ? 'goes-on' : 'not-reported', expected, actual, sandbox });
    return;
  }
  const { request } = report;
  const defect = isReport(request)
    ? defectOf(report)
    : { code: 'wrong-endpoint' as const, expected, actual: `${request.method} ${request.target}` };
  if (defect !== undefined) t.deviates(requirement, { ...defect, sandbox });
  else if (onward !== undefined) t.deviates(requirement, { code: 'goes-on', expected, actual, sandbox });
  else if (exit === undefined) t.deviates(requirement, { code: 'does-not-exit', expected, actual, sandbox });
  else if (requirement === 'snapstart.before-hook-failure-reported' && isZeroExit(exit))
    t.deviates(requirement, { code: 'exits-with-0', expected, actual, sandbox });
  else t.holds(requirement);
}

test(
  'runs each hook once, and no handler before the hooks after the restore',
  {
    ...covers('snapstart.before-hooks-first', 'snapstart.after-hooks-before-next').against(restoredEvent),
    needs: ['probe:state', 'probe:PROBE_BEFORE_SNAPSHOT=trace', 'probe:PROBE_AFTER_RESTORE=trace'],
  },
  async (t) => {
    const sandbox = await waitingForRestore(t, {
      environment: { PROBE_BEFORE_SNAPSHOT: 'trace', PROBE_AFTER_RESTORE: 'trace' },
    });
    await restoreFromSnapshot(sandbox);
    const { object } = await sandbox.invoke({ probe: 'state' });

    const hooks = Array.isArray(object?.['hooks']) ? object['hooks'] : [];
    for (const [requirement, hook] of [
      ['snapstart.before-hooks-first', 'before-snapshot'],
      ['snapstart.after-hooks-before-next', 'after-restore'],
    ] as const) {
      t.verifyAbsence(requirement, hooks.filter((one) => one === hook).length === 1, {
        code: 'not-run-once',
        expected: `the ${hook} hook run once before the first event`,
        actual: `the hooks that have run: ${JSON.stringify(hooks)}`,
      });
    }
  },
);
