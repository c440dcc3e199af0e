import type { Deviation, RequirementResult, Run } from './run.ts';
import { failsRun, severityOf, type Severity } from './severity.ts';

/** A requirement that deviates, with its deviations. */
export interface DeviatingRequirement {
  readonly requirement: RequirementResult;
  readonly deviations: readonly Deviation[];
  readonly severity: Severity;
  /** Whether it fails the run under its `--fail-on`. */
  readonly fails: boolean;
}

const order = { error: 0, warning: 1, note: 2 } as const;

/** The requirements with the verdict `deviates`, errors first, then in the order of the catalogue. */
export function deviatingRequirements(run: Run): DeviatingRequirement[] {
  const deviations = deviationsByRequirement(run);
  return run.requirements
    .filter((requirement) => requirement.verdict === 'deviates')
    .map((requirement) => ({
      requirement,
      deviations: deviations.get(requirement.id) ?? [],
      severity: severityOf(requirement),
      fails: failsRun(requirement, run.failOn),
    }))
    .toSorted((one, other) => order[one.severity] - order[other.severity]);
}

/** Every deviation of the run by requirement, including expected ones. */
export function deviationsByRequirement(run: Run): ReadonlyMap<string, readonly Deviation[]> {
  const byRequirement = new Map<string, Deviation[]>();
  for (const deviation of run.deviations) {
    const known = byRequirement.get(deviation.requirement);
    if (known) known.push(deviation);
    else byRequirement.set(deviation.requirement, [deviation]);
  }
  return byRequirement;
}
