/** A hook of SnapStart that fails, and what the runtime does about it. */
import { headerValue } from '../../harness/base/headers.ts';
import { parseForeignJson } from '../../harness/base/foreign-json.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { isPoll, isRestoreCall, purposeOf } from '../../harness/trace/calls.ts';
import type { Entry, EntryOf, RuntimeExit } from '../../harness/trace/entry.ts';
import { describeExit } from '../../harness/trace/runtime-exit.ts';
import { viewOf, type Exchange } from '../../harness/trace/view.ts';
import { isCategoryAndReason } from '../wire-rules/init-error-shape.ts';

/** The reaction of a runtime to a failed hook. */
export interface HookFailure {
  /** The call with which it went on as if nothing had failed. */
  readonly onward: EntryOf<'request'> | undefined;
  /** Whether it went on before the failure showed, so that it did not wait for the hook. */
  readonly early: boolean;
  /** Its report, at whichever of the endpoints for reports. */
  readonly report: Exchange | undefined;
  readonly exit: RuntimeExit | undefined;
}

/** A hook that is not awaited fails after this time at the latest, if the machine is not too busy. */
const HOOK_MS = 1000;

/** Waits until the runtime has reported the failure of a hook and ended, or went on, after the entry at `from`. */
export async function reactionToHook(sandbox: Sandbox, from: number): Promise<HookFailure> {
  const { startMs, exitMs } = sandbox.limits;
  const wait = (until: (entry: Entry) => boolean, awaited: string, limitMs: number): Promise<unknown> =>
    sandbox.trace.waitForOptional(until, { awaited, from, limitMs, endsWithRuntime: false });

  await wait((entry) => isOver(entry) || isOnward(entry), 'a report of the failed hook', startMs);
  const since = (): readonly Entry[] => sandbox.trace.entries.slice(from);
  // The failure may still come from a hook that the runtime did not wait for.
  if (!since().some(isOver)) await wait(isOver, 'the failure of the hook', HOOK_MS);
  const exit = since().some(isOver) ? await sandbox.trace.waitForExit(exitMs) : undefined;
  const onward = since().find(isOnward);
  const shown = since().findIndex(isOver);
  return {
    onward,
    early: onward !== undefined && since().indexOf(onward) < shown,
    report: viewOf(sandbox.trace.entries).exchanges.find(
      ({ index, request }) => index >= from && isReport(request),
    ),
    exit,
  };
}

function isOnward(entry: Entry): entry is EntryOf<'request'> {
  return isPoll(entry) || isRestoreCall(entry);
}

function isOver(entry: Entry): boolean {
  return isReport(entry) || entry.kind === 'runtime-exited';
}

function isReport(entry: Entry): boolean {
  return (
    entry.kind === 'request' && ['init-error', 'restore-error', 'error'].includes(purposeOf(entry) ?? '')
  );
}

/** The parts of a report that both hooks have in common. */
export type ReportDefect = 'no-type-header' | 'malformed-type-header' | 'malformed-body';

/** What a report lacks, with its evidence; `undefined`: nothing. */
export function defectOf({
  request,
  body,
}: Exchange):
  | { readonly code: ReportDefect; readonly expected: string; readonly actual: string }
  | undefined {
  const type = headerValue(request.headers, 'lambda-runtime-function-error-type');
  const header = 'a header `Lambda-Runtime-Function-Error-Type` of the form <category>.<reason>';
  if (type === undefined || type === '')
    return { code: 'no-type-header', expected: header, actual: 'no such header' };
  if (!isCategoryAndReason(type))
    return { code: 'malformed-type-header', expected: header, actual: type.slice(0, 300) };
  const text = body?.body.bytes.toString('utf8') ?? '';
  if (isErrorDocument(text)) return undefined;
  return {
    code: 'malformed-body',
    expected: 'a JSON object with a string `errorMessage` and a string `errorType`',
    actual: text === '' ? 'an empty body' : text.slice(0, 300),
  };
}

function isErrorDocument(text: string): boolean {
  try {
    const value: unknown = parseForeignJson(text);
    if (typeof value !== 'object' || value === null) return false;
    return ['errorMessage', 'errorType'].every((name) => typeof Reflect.get(value, name) === 'string');
  } catch {
    return false;
  }
}

/** Evidence: what the runtime did, without a report. */
export function describeReaction({ onward, exit }: HookFailure): string {
  const calls = onward === undefined ? '' : `it sent ${onward.method} ${onward.target}`;
  const end = exit === undefined ? 'it was still running' : `it ${describeExit(exit)}`;
  return calls === '' ? end : `${calls}, and ${end}`;
}
