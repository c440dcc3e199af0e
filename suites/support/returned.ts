/**
 * What came back for an event that the function returns. A wrong result breaks a MUST, whichever test sees it: the event
 * or the result was altered, or the result belongs to another invocation.
 */
import type { OtherJudgement } from '../../harness/test/property.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { ObservedBody } from '../../harness/trace/entry.ts';
import type { NoOutcome, Outcome } from '../../harness/trace/outcome.ts';
import { isResponsePost } from '../../harness/trace/calls.ts';
import { viewOf } from '../../harness/trace/view.ts';
import { foreignJson } from '../../harness/base/foreign-json.ts';
import { isSameJson } from './json-equality.ts';
import type { Catalogue, TestContext } from './test.ts';

/** The requirements that a wrong result breaks. */
export const brokenByResults = ['next.event-unchanged', 'next.request-id-used'] as const;

/** The deviation of a result that is not that of its event. */
export type WrongResult = OtherJudgement<Catalogue, (typeof brokenByResults)[number]>;

/** The maximum length of a value in evidence. */
const SHOWN = 500;

/** Shorter JSON texts, such as `null` or `{}`, are the result of many events. */
const TELLING = 6;

/** Whether a response is this value: as JSON, or as raw text without a JSON label. */
export function isReturned(outcome: Outcome | NoOutcome, value: unknown): boolean {
  if (outcome.kind !== 'response') return false;
  if (outcome.json !== undefined && isSameJson(value, outcome.json)) return true;
  const labelledJson = /[/+]json/i.test(outcome.header('content-type') ?? '');
  return !labelledJson && (outcome.text === value || outcome.text.replace(/\r?\n$/, '') === value);
}

/**
 * The MUST that an outcome breaks where a response with this value is due. Undefined if it is the value, is not JSON, is an
 * error of its own, or is missing: then other requirements judge it.
 */
export function wrongResult(
  sandbox: Sandbox,
  outcome: Outcome | NoOutcome,
  value: unknown,
): WrongResult | undefined {
  if (outcome.kind === 'error') return wrongReport(sandbox, outcome, undefined);
  if (outcome.kind === 'none' || outcome.json === undefined || isReturned(outcome, value)) return undefined;
  const expected = `the response ${shown(value)}`;
  const other = ownerOf(sandbox, outcome, (known) => isSameJson(known, outcome.json));
  if (other !== undefined) return ofAnother(outcome, expected, other);
  return { requirement: 'next.event-unchanged', code: 'event-altered', expected, actual: outcome.describe() };
}

/** The MUST that an error report breaks because it has the message of another invocation; `undefined`: none was due. */
export function wrongReport(
  sandbox: Sandbox,
  outcome: Outcome | NoOutcome,
  message: string | undefined,
): WrongResult | undefined {
  if (outcome.kind !== 'error') return undefined;
  const came = outcome.object?.['errorMessage'];
  if (typeof came !== 'string' || came === '' || came === message) return undefined;
  const other = ownerOf(sandbox, outcome, (event) => memberOf(event, 'message') === came);
  return other === undefined
    ? undefined
    : ofAnother(
        outcome,
        message === undefined ? 'no error' : `an error with the message ${shown(message)}`,
        other,
      );
}

/** Whether the function returned the event; an opaque one may respond with anything. */
export function isEcho(t: TestContext, outcome: Outcome | NoOutcome, event: unknown): boolean {
  return t.smoke.grade === 'opaque' ? outcome.kind === 'response' : isReturned(outcome, event);
}

/** Whether an ordinary event was served: an echo must return it. Records the MUST that a wrong result breaks. */
export function isServed(
  t: TestContext,
  sandbox: Sandbox,
  outcome: Outcome | NoOutcome,
  event: unknown,
): boolean {
  if (t.smoke.grade === 'opaque') return outcome.kind !== 'none';
  return chargeWrongResult(t, sandbox, outcome, event);
}

/** Records the MUST that a response breaks, if any; returns whether the response is the value. */
export function chargeWrongResult(
  t: TestContext,
  sandbox: Sandbox,
  outcome: Outcome | NoOutcome,
  value: unknown,
): boolean {
  const wrong = t.smoke.grade === 'opaque' ? undefined : wrongResult(sandbox, outcome, value);
  if (wrong !== undefined) charge(t, sandbox, wrong);
  return isReturned(outcome, value);
}

/** Records a wrong result. It came, so a busy machine is no excuse. */
export function charge(t: TestContext, sandbox: Sandbox, { requirement, ...evidence }: WrongResult): void {
  t.recorder.deviates(requirement, evidence, sandbox.trace, 'seen');
}

function ofAnother(outcome: Outcome, expected: string, other: string): WrongResult {
  return {
    requirement: 'next.request-id-used',
    code: 'result-of-another',
    expected,
    actual: `the outcome of ${other} under the id ${outcome.requestId}: ${outcome.describe()}`,
  };
}

/**
 * The id of an earlier invocation of the trace that the outcome belongs to. A response may be its event or, for an event
 * that asks for something, its response. A report is known by the message of its event only: some runtimes send the
 * same message with every report.
 */
function ownerOf(
  sandbox: Sandbox,
  { kind, requestId, request, json }: Outcome,
  has: (known: unknown) => boolean,
): string | undefined {
  if ((JSON.stringify(json) ?? '').length < TELLING) return undefined;
  const { exchanges, invocations } = viewOf(sandbox.trace.entries);
  const until = sandbox.trace.entries.indexOf(request);
  return invocations.find(({ delivery, index, posts }) => {
    if (delivery.requestId === requestId || index > until) return false;
    const event = jsonIn(exchanges.find((one) => one.request.exchange === delivery.exchange)?.reply?.body);
    if (has(event)) return true;
    return (
      kind === 'response' &&
      memberOf(event, 'probe') !== undefined &&
      posts.some((post) => isResponsePost(post.request) && has(jsonIn(post.body?.body)))
    );
  })?.delivery.requestId;
}

function jsonIn(body: ObservedBody | undefined): unknown {
  return body === undefined || body.cut ? undefined : foreignJson(body.bytes.toString('utf8'));
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'null').slice(0, SHOWN);
}
