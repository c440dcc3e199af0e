import type { Smoke } from '../../harness/sandbox/limits.ts';
import type { TraceView } from '../../harness/trace/view.ts';
import type { WireFinding, WireJudgement, WireRule } from '../../harness/test/wire-rule.ts';
import type { CodeOf, RequirementId } from '../requirements/index.ts';

/** The verdict of a rule on one observation. */
export type Seen<Id extends RequirementId> = WireFinding<CodeOf<Id>> | 'holds';

/** A rule bound to a requirement of our catalogue: each of its observations holds or deviates. */
export function rule<Id extends RequirementId>(
  requirement: Id,
  judge: (view: TraceView, smoke: Smoke | undefined) => readonly Seen<Id>[],
): WireRule {
  return {
    requirement,
    judge(view, smoke): WireJudgement {
      const seen = judge(view, smoke);
      const findings = seen.filter((one) => one !== 'holds');
      return { observations: seen.length, findings };
    },
  };
}

/** A rule about nothing but the form of a message. */
export function ruleOfForm<Id extends RequirementId>(...given: Parameters<typeof rule<Id>>): WireRule {
  return { ...rule<Id>(...given), ofForm: true };
}
