/** The test API of every suite, bound to our catalogue. */
import type { Smoke } from '../../harness/sandbox/limits.ts';
import { bindSuites, type Coverage } from '../../harness/vitest/suite.ts';
import type { Control as GenericControl } from '../../harness/test/control.ts';
import type { TestContext as GenericContext } from '../../harness/test/test-context.ts';
import { requirements, type Catalogue, type RequirementId } from '../requirements/index.ts';
import { wireRules } from '../wire-rules/index.ts';

export { itself } from '../../harness/test/control.ts';
export { forAll, ofTest } from '../../harness/test/property.ts';
export { RawEvent } from '../../harness/runtime-api/invocations/invocation-builder.ts';
export type { Catalogue, CodeOf, RequirementId } from '../requirements/index.ts';

export type TestContext = GenericContext<Catalogue>;

/**
 * What several tests need to know of the runtime, asked once in a run. After a failure it is asked again, and in a repetition, which
 * has to show again what the question has shown.
 */
export function oncePerRun<T>(ask: (t: TestContext) => Promise<T>): (t: TestContext) => Promise<T> {
  const known = new WeakMap<Smoke, Promise<T>>();
  return (t) => {
    if (t.replaying) return ask(t);
    const earlier = known.get(t.smoke);
    if (earlier !== undefined) return earlier;
    const asked = ask(t);
    known.set(t.smoke, asked);
    asked.catch(() => known.delete(t.smoke));
    return asked;
  };
}

/** The control of a test: the scenario without its peculiarity. */
export type Control = GenericControl<Catalogue>;

/** A conformance test: its title is the requirement's sentence, "the runtime" understood. */
export const test = bindSuites<Catalogue>(requirements, wireRules);

/** The requirements that a test judges; a misspelt id is a compile error. A test also names its control. */
export function covers(...ids: readonly RequirementId[]): { against(control: Control): Coverage<Catalogue> } {
  return { against: (control) => ({ requirements: ids, control }) };
}
