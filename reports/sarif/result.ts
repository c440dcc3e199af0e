import { createHash } from 'node:crypto';
import type { Deviation, RequirementResult, Run } from '../../harness/run/run.ts';
import { forLine } from '../../harness/base/escape.ts';
import { shortened } from '../markdown/size-budget.ts';
import { normalised } from '../../harness/run/normalised-message.ts';
import { severityOf } from '../../harness/run/severity.ts';
import { message, plain } from './escape.ts';

/** Maximum characters of a value in a message; the Run has the complete value. */
const longest = 1_000;

/** One result per deviation. A deviation that the baseline expects is included, suppressed with its reason. */
export function resultsOf(run: Run, location: object): object[] {
  const rules = new Map(
    run.requirements.map((requirement, index) => [requirement.id, { requirement, index }]),
  );
  const seen = new Map<string, number>();
  return run.deviations.flatMap((deviation) => {
    const rule = rules.get(deviation.requirement);
    if (rule === undefined) return [];
    const same = `${deviation.requirement}\n${normalised(deviation.message)}`;
    const before = seen.get(same) ?? 0;
    seen.set(same, before + 1);
    return [
      {
        ruleId: forLine(deviation.requirement),
        ruleIndex: rule.index,
        kind: 'fail',
        level: severityOf(rule.requirement),
        message: {
          text: message(
            `${deviation.message}\nexpected: ${forLine(shortened(deviation.expected, longest))}\nactual: ${forLine(shortened(deviation.actual, longest))}`,
          ),
        },
        locations: [location],
        partialFingerprints: { 'lambdaspecDeviation/v1': fingerprint(same, before) },
        occurrenceCount: deviation.times,
        ...suppressions(rule.requirement, deviation),
        properties: evidence(deviation),
      },
    ];
  });
}

/** The same for the same deviation in another run; the ordinal distinguishes messages that differ only in numbers. */
function fingerprint(same: string, ordinal: number): string {
  return createHash('sha256').update(`${same}\n${ordinal}`).digest('hex').slice(0, 32);
}

function suppressions(requirement: RequirementResult, deviation: Deviation): object {
  const reason =
    deviation.expectedBecause ??
    (requirement.verdict === 'expected-deviation'
      ? (requirement.reason ?? 'The baseline expects it.')
      : null);
  return reason === null
    ? {}
    : { suppressions: [{ kind: 'external', status: 'accepted', justification: plain(reason) }] };
}

function evidence({ key, test, counterexample, case: stored, replay, trace, output }: Deviation): object {
  return {
    key: forLine(key),
    test: forLine(test),
    ...(counterexample === null ? {} : { counterexample: forLine(counterexample) }),
    ...(stored === null ? {} : { case: forLine(stored) }),
    ...(replay === null ? {} : { replay: forLine(replay) }),
    trace: trace.map(forLine),
    output: plain(output),
  };
}
