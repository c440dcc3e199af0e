/** Runtimes under SnapStart: what a start leads to, and an event after a restore. */
import type { Sandbox, SandboxOptions } from '../../harness/sandbox/sandbox.ts';
import { restoreFromSnapshot } from '../../harness/sandbox/snapshot.ts';
import { endsStart, isInitErrorPost, isPoll, isRestoreCall, purposeOf } from '../../harness/trace/calls.ts';
import type { Entry, EntryOf } from '../../harness/trace/entry.ts';
import { describeExit } from '../../harness/trace/runtime-exit.ts';
import type { ControlFailure } from '../../harness/test/control.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { isEcho } from '../support/returned.ts';
import type { Catalogue, Control, TestContext } from '../support/test.ts';

/** What a runtime does first under SnapStart. */
export type SnapStart =
  /** It waits in `restore/next`, or has its refusal. */
  | { readonly kind: 'waits' }
  /** It called something that only resembles `restore/next`. */
  | { readonly kind: 'misdirected'; readonly text: string }
  /** It polls at once, as one without hooks may. */
  | { readonly kind: 'polls'; readonly text: string }
  /** It reported a failed init, ended, or did nothing. */
  | { readonly kind: 'fails'; readonly text: string };

type Options = Pick<SandboxOptions, 'environment' | 'prepare' | 'maxConcurrency'>;

/** Starts the runtime under SnapStart and waits for its first call. */
export async function startForSnapshot(
  t: TestContext,
  options: Options = {},
): Promise<{ readonly sandbox: Sandbox; readonly start: SnapStart }> {
  const sandbox = await t.start({ ...options, snapStart: true });
  const awaited = 'restore/next, a poll, an init error or an end';
  const limitMs = t.limits.startMs;
  const first = await sandbox.trace.waitForOptional(isFirstCall, {
    awaited,
    limitMs,
    endsWithRuntime: false,
  });
  if (first === undefined) sandbox.trace.recordTimeout({ awaited, limitMs });
  return { sandbox, start: startBy(first, limitMs) };
}

function isFirstCall(entry: Entry): entry is EntryOf<'request'> | EntryOf<'runtime-exited'> {
  if (entry.kind !== 'request') return endsStart(entry);
  return endsStart(entry) || purposeOf(entry) === 'restore-next';
}

function startBy(
  first: EntryOf<'request'> | EntryOf<'runtime-exited'> | undefined,
  limitMs: number,
): SnapStart {
  if (first === undefined)
    return { kind: 'fails', text: `it called nothing within ${Math.round(limitMs)} ms` };
  if (first.kind === 'runtime-exited') return { kind: 'fails', text: `it ${describeExit(first.exit)}` };
  const text = `${first.method} ${first.target}`;
  if (isRestoreCall(first)) return { kind: 'waits' };
  if (isPoll(first)) return { kind: 'polls', text };
  return isInitErrorPost(first) ? { kind: 'fails', text } : { kind: 'misdirected', text };
}

/** Whether the probe function knows hooks of its runtime. */
export function offersHooks({ smoke }: TestContext): boolean {
  return HOOKS.some((hook) => smoke.properties?.includes(hook) === true);
}

const HOOKS = [
  'PROBE_BEFORE_SNAPSHOT=throw',
  'PROBE_BEFORE_SNAPSHOT=trace',
  'PROBE_AFTER_RESTORE=throw',
  'PROBE_AFTER_RESTORE=trace',
] as const;

/** Why nothing about a restore can be said of a runtime that polls at once. */
export const WITHOUT_HOOKS =
  'The runtime polls at once under SnapStart, as one without hooks may, and the probe function declares no hook (`PROBE_BEFORE_SNAPSHOT`, `PROBE_AFTER_RESTORE`).';

/** Starts the runtime, and ends the test if it does not wait in `restore/next`: another test judges that. */
export async function waitingForRestore(t: TestContext, options: Options = {}): Promise<Sandbox> {
  const { sandbox, start } = await startForSnapshot(t, options);
  if (start.kind === 'polls' && !offersHooks(t)) t.notTestable(WITHOUT_HOOKS);
  if (start.kind !== 'waits')
    t.inconclusive(`The runtime does not call restore/next under SnapStart: ${start.text}.`);
  return sandbox;
}

/** Looks for a poll while `restore/next` is unanswered, with the evidence of one. */
export async function earlyPoll(
  { limits }: TestContext,
  { trace }: Sandbox,
): Promise<{
  readonly absent: boolean;
  readonly evidence: { readonly expected: string; readonly actual: string };
}> {
  const poll = await trace.waitForOptional(isPoll, { awaited: 'an early poll', limitMs: limits.quietMs });
  return {
    absent: poll === undefined,
    evidence: {
      expected: 'no poll before restore/next has returned',
      actual: `${poll?.method} ${poll?.target} while restore/next was unanswered`,
    },
  };
}

/** An ordinary event, and another one after a restore. */
export const restoredEvent: Control = {
  scenario: 'an ordinary event after a restore',
  async play(t, asked) {
    return (await ordinaryEvent.play?.(t, asked)) ?? (await restoreFailure(t));
  },
};

/** What keeps the runtime from serving an event after a restore; `undefined`: nothing does. */
export async function restoreFailure(t: TestContext): Promise<ControlFailure<Catalogue> | undefined> {
  const { sandbox, start } = await startForSnapshot(t);
  if (start.kind !== 'waits')
    return { requirement: 'snapstart.restore-next-before-next', ...noRestore(start) };
  await restoreFromSnapshot(sandbox);
  const outcome = await sandbox.deliver(EVENT).outcome();
  if (isEcho(t, outcome, EVENT)) return undefined;
  return {
    requirement: 'snapstart.restore-next-before-next',
    code: 'does-not-go-on',
    expected: 'an event served after restore/next has returned',
    actual: outcome.describe(),
  };
}

const EVENT = { event: 'after a restore' };

/** The evidence that a start under SnapStart does not lead to `restore/next`. */
export function noRestore(start: Exclude<SnapStart, { readonly kind: 'waits' }>): {
  readonly code: 'polls-without-restore' | 'wrong-call' | 'does-not-start';
  readonly expected: string;
  readonly actual: string;
} {
  const codes = {
    polls: 'polls-without-restore',
    misdirected: 'wrong-call',
    fails: 'does-not-start',
  } as const;
  return {
    code: codes[start.kind],
    expected: 'GET /2018-06-01/runtime/restore/next before any poll',
    actual: start.text,
  };
}
