/**
 * Compares the deviations of two runs. Requirements are matched by id, their deviations by code. A requirement that only
 * one run selected is not compared; one that the later run did not judge does not count as fixed.
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
  /** From the later run. */
  readonly requirement: RequirementResult;
  readonly before: Verdict;
  readonly after: Verdict;
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
  const both = pairs(before, after);
  for (const [earlier, later] of both) {
    const kind = kindOf(
      standings[earlier.verdict],
      standings[later.verdict],
      earlier.verdict === later.verdict,
    );
    if (kind === undefined) continue;
    const [was, is] = [deviationsOf(before, earlier), deviationsOf(after, later)];
    changes.push({
      kind,
      requirement: later,
      before: earlier.verdict,
      after: later.verdict,
      fails: later.verdict === 'deviates' && failsRun(later, after.failOn),
      appeared: without(is, was),
      disappeared: kind === 'lost' ? [] : without(was, is),
    });
  }
  const unchanged = both.filter(
    ([earlier, later]) => standings[earlier.verdict] === 'holds' && standings[later.verdict] === 'holds',
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

type Standing = 'holds' | 'deviates' | 'unknown';

/** What a verdict says about a requirement. */
export const standings: Readonly<Record<Verdict, Standing>> = {
  conformant: 'holds',
  'unexpectedly-conformant': 'holds',
  deviates: 'deviates',
  'expected-deviation': 'deviates',
  'not-testable': 'unknown',
  'not-applicable': 'unknown',
  inconclusive: 'unknown',
  excluded: 'unknown',
};

function kindOf(before: Standing, after: Standing, sameVerdict: boolean): ChangeKind | undefined {
  switch (after) {
    case 'deviates':
      return before === 'deviates' ? 'still' : 'new';
    case 'holds':
      if (before === 'holds') return undefined;
      return before === 'deviates' ? 'fixed' : 'gained';
    case 'unknown':
      if (before !== 'unknown') return 'lost';
      return sameVerdict ? undefined : 'changed';
  }
}

/** The requirements that both runs selected, in the order of the later. */
function pairs(before: Run, after: Run): [RequirementResult, RequirementResult][] {
  const earlier = new Map(before.requirements.map((result) => [result.id, result]));
  return after.requirements.flatMap((later): [RequirementResult, RequirementResult][] => {
    const found = earlier.get(later.id);
    return found === undefined ? [] : [[found, later]];
  });
}

function deviationsOf(run: Run, result: RequirementResult): Deviation[] {
  return run.deviations.filter(({ requirement }) => requirement === result.id);
}

function without(deviations: readonly Deviation[], others: readonly Deviation[]): Deviation[] {
  const known = new Set(others.map(({ code }) => code));
  return deviations.filter(({ code }) => !known.has(code));
}
