/** Properties: generated cases against one warm runtime, with fast-check for generation and shrinking. */
import { asyncProperty, check, type Arbitrary } from 'fast-check';
import type { Sandbox } from '../sandbox.ts';
import type { Evidence, Scene } from '../vitest/scene.ts';

/** How long a property may search and shrink; a runtime that hangs must not hold up the run. */
const SEARCH_LIMIT_MS = 20_000;

/** What one case showed. `undefined`: it held. */
export type Judgement = Omit<Evidence, 'sandbox' | 'counterexample'> | undefined;

export interface PropertyOptions<T> {
  /** Cases that are always tried first: the known boundaries. */
  readonly examples?: readonly T[];
  /** Share of the run's budget of generated cases that one case of this kind is worth. Default: 1. */
  readonly weight?: number;
  /** How a counterexample reads. Default: as JSON. */
  readonly show?: (value: T) => string;
  /** The sandbox to go on with after one that is no longer usable. Default: a fresh one. */
  readonly open?: () => Promise<Sandbox>;
}

/**
 * Judges a requirement by generated cases. The boundary cases come first, then random ones; a counterexample is
 * shrunk and becomes the evidence. Each case counts as one observation.
 */
export async function forAll<Id extends string, T>(
  scene: Scene<Id>,
  requirement: Id,
  arbitrary: Arbitrary<T>,
  options: PropertyOptions<T>,
  judge: (sandbox: Sandbox, value: T) => Promise<Judgement>,
): Promise<void> {
  let sandbox = await scene.warm();
  let cases = 0;
  let latest: Judgement;
  const property = asyncProperty(arbitrary, async (value) => {
    if (!sandbox.warm && !(await settles(sandbox))) sandbox = await (options.open ?? (() => scene.fresh()))();
    const judgement = await judge(sandbox, value);
    cases += 1;
    if (judgement !== undefined) latest = judgement;
    return judgement === undefined;
  });
  const stored = scene.storedExamples(requirement);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- stored by this very property, as JSON of its values
  const earlier = stored.examples.map((text) => JSON.parse(text) as T);
  const examples = stored.only ? earlier : [...earlier, ...(options.examples ?? [])];
  const generated = stored.only ? 0 : Math.max(1, Math.round(scene.runs * (options.weight ?? 1)));
  const details = await check(property, {
    seed: scene.seed,
    numRuns: examples.length + generated,
    examples: examples.map((example): [T] => [example]),
    interruptAfterTimeLimit: SEARCH_LIMIT_MS,
    // A stored input is as small as it gets.
    endOnFailure: stored.only,
  });
  if (details.errorInstance instanceof Error && latest === undefined) throw details.errorInstance;

  if (!details.failed || latest === undefined) {
    for (let count = 0; count < cases; count += 1) {
      scene.verify(requirement, true, { deviation: '', expected: '', actual: '' });
    }
    return;
  }
  const [counterexample] = details.counterexample ?? [];
  const show = options.show ?? ((value: T) => JSON.stringify(value) ?? String(value));
  scene.verify(requirement, false, {
    ...latest,
    sandbox,
    ...(counterexample === undefined
      ? {}
      : { counterexample: clip(show(counterexample)), example: JSON.stringify(counterexample) }),
  });
}

/** Whether the runtime comes back to `next` by itself: the case before may just have ended. */
async function settles(sandbox: Sandbox): Promise<boolean> {
  if (!sandbox.running) return false;
  const from = sandbox.trace.entries.findLastIndex(
    (entry) => entry.kind === 'request-body' && sandbox.trace.entries.length > 0,
  );
  await sandbox.see((entry) => entry.kind === 'request' && entry.endpoint === 'next', {
    awaited: 'the next poll',
    from: Math.max(0, from),
    limitMs: sandbox.limits.outcomeMs,
  });
  return sandbox.running;
}

function clip(text: string): string {
  return text.length > 2000 ? `${text.slice(0, 2000)}… (${text.length} characters)` : text;
}
