/**
 * Compares the deviations of two runs. Requirements are matched by id, their deviations by code. A requirement that the
 * later run did not judge does not count as fixed.
 */
import type { Deviation, RequirementResult, Run, Verdict } from './run.ts';
import { caveats, sameTarget } from './compare-caveats.ts';
import { failsRun } from './severity.ts';

/**
 * - `fixed`: deviated before, holds after. `new`: deviates after; before, it held or was not judged. `still`: deviates in
 *   both.
 * - `lost`: judged before, not after. `gained`: not judged before, holds after.
 * - `changed`: judged in neither run, with different verdicts.
 */
export type ChangeKind = 'new' | 'still' | 'fixed' | 'lost' | 'gained' | 'changed';

/** A requirement that differs between the runs or deviates in both. */
export interface Change {
  readonly kind: ChangeKind;
  /** From the later run, or from the earlier if the later lacks it. */
  readonly requirement: RequirementResult;
  /** Null if the run did not select the requirement. */
  readonly before: Verdict | null;
  readonly after: Verdict | null;
  /** Whether it fails the later run. */
  readonly fails: boolean;
  /** Deviations of the later run only. */
  readonly appeared: readonly Deviation[];
  /** Deviations of the earlier run only. */
  readonly disappeared: readonly Deviation[];
}

export interface Comparison {
  readonly before: Run;
  readonly after: Run;
  /** Whether both runs judged the same executable; null if unknown. */
  readonly sameTarget: boolean | null;
  /** Sentences about what else differs between the runs. */
  readonly caveats: readonly string[];
  /** In the order of the catalogue. */
  readonly changes: readonly Change[];
  /** Requirements that hold in both runs. */
  readonly unchanged: number;
}

/** Compares an earlier run with a later one. */
export function compareRuns(before: Run, after: Run): Comparison {
  const changes: Change[] = [];
  for (const [earlier, later] of pairs(before, after)) {
    const kind = kindOf(standing(earlier), standing(later), earlier?.verdict === later?.verdict);
    const requirement = later ?? earlier;
    if (kind === undefined || requirement === undefined) continue;
    const [was, is] = [deviationsOf(before, earlier), deviationsOf(after, later)];
    changes.push({
      kind,
      requirement,
      before: earlier?.verdict ?? null,
      after: later?.verdict ?? null,
      fails: later?.verdict === 'deviates' && failsRun(later, after.failOn),
      appeared: without(is, was),
      disappeared: kind === 'lost' ? [] : without(was, is),
    });
  }
  const unchanged = pairs(before, after).filter(
    ([earlier, later]) => standing(earlier) === 'holds' && standing(later) === 'holds',
  ).length;
  return {
    before,
    after,
    sameTarget: sameTarget(before, after),
    caveats: caveats(before, after),
    changes,
    unchanged,
  };
}

/** Whether a requirement fails the later run and did not deviate in the earlier. */
export function isWorse({ changes }: Comparison): boolean {
  return changes.some(({ kind, fails }) => kind === 'new' && fails);
}

type Standing = 'holds' | 'deviates' | 'unknown' | 'absent';

const standings: Readonly<Record<Verdict, Standing>> = {
  conformant: 'holds',
  'unexpectedly-conformant': 'holds',
  deviates: 'deviates',
  'expected-deviation': 'deviates',
  'not-testable': 'unknown',
  'not-applicable': 'unknown',
  inconclusive: 'unknown',
  excluded: 'unknown',
};

function standing(result: RequirementResult | undefined): Standing {
  return result === undefined ? 'absent' : standings[result.verdict];
}

function kindOf(before: Standing, after: Standing, sameVerdict: boolean): ChangeKind | undefined {
  switch (after) {
    case 'deviates':
      return before === 'deviates' ? 'still' : 'new';
    case 'holds':
      if (before === 'holds') return undefined;
      return before === 'deviates' ? 'fixed' : 'gained';
    case 'unknown':
    case 'absent':
      if (before === 'holds' || before === 'deviates') return 'lost';
      return sameVerdict || before === 'absent' || after === 'absent' ? undefined : 'changed';
  }
}

/** Every requirement of either run, in the order of the later; those of the earlier run only keep their place. */
function pairs(before: Run, after: Run): [RequirementResult | undefined, RequirementResult | undefined][] {
  const earlier = new Map(before.requirements.map((result) => [result.id, result]));
  const later = new Map(after.requirements.map((result) => [result.id, result]));
  const order = after.requirements.map(({ id }) => id);
  before.requirements.forEach(({ id }, index) => {
    if (later.has(id)) return;
    const neighbour = before.requirements[index - 1]?.id;
    order.splice(neighbour === undefined ? 0 : order.indexOf(neighbour) + 1, 0, id);
  });
  return order.map((id) => [earlier.get(id), later.get(id)]);
}

function deviationsOf(run: Run, result: RequirementResult | undefined): Deviation[] {
  return result === undefined ? [] : run.deviations.filter(({ requirement }) => requirement === result.id);
}

function without(deviations: readonly Deviation[], others: readonly Deviation[]): Deviation[] {
  const known = new Set(others.map(({ code }) => code));
  return deviations.filter(({ code }) => !known.has(code));
}
