import type { NoOutcome, Outcome } from '../../harness/trace/outcome.ts';
import type { CodeOf, RequirementId, TestContext } from './test.ts';

/** The context as the probe function reports it, member by member (probe.md). */
export type Shown = Readonly<Record<string, unknown>>;

/** The members of the answer to `context`; undefined when there is no such answer. */
export function shownBy(outcome: Outcome | NoOutcome): Shown | undefined {
  return outcome.kind === 'response' ? outcome.object : undefined;
}

/** The members of the answer to `context`; without one the test ends. */
export async function show(t: TestContext, invoked: Promise<Outcome>): Promise<Shown> {
  const outcome = await invoked;
  return shownBy(outcome) ?? t.inconclusive(`The function did not show its context: ${outcome.describe()}.`);
}

/** Judges that a member of the context has exactly this value. */
export function verifyMember<Id extends RequirementId>(
  t: TestContext,
  id: Id,
  code: CodeOf<Id>,
  shown: Shown,
  member: string,
  value: unknown,
): void {
  t.verify(id, shown[member] === value, {
    code,
    expected: `${member}: ${JSON.stringify(value)}`,
    actual: member in shown ? `${member}: ${JSON.stringify(shown[member])}` : `it shows no \`${member}\``,
  });
}

export function isObject(value: unknown): value is Shown {
  return typeof value === 'object' && value !== null;
}

/** Whether a member is absent, empty, or an object without members, as for an absent header. */
export function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return isObject(value) && Object.values(value).every((member) => member === undefined || member === null);
}
