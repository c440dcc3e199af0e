import type { Smoke } from '../../harness/sandbox/limits.ts';
import type { TraceView } from '../../harness/trace/view.ts';
import type { WireFinding, WireJudgement, WireRule } from '../../harness/test/wire-rule.ts';
import type { RequirementId } from '../requirements/index.ts';

/** A rule bound to a requirement of our catalogue: each thing it looks at holds, or is a finding. */
export function rule(
  requirement: RequirementId,
  judge: (view: TraceView, smoke: Smoke | undefined) => readonly (WireFinding | 'holds')[],
): WireRule {
  return {
    requirement,
    judge(view, smoke): WireJudgement {
      const seen = judge(view, smoke);
      const findings = seen.filter((one): one is WireFinding => one !== 'holds');
      return { observations: seen.length, findings };
    },
  };
}
