import type { Deviation, RequirementResult, Run } from '../../harness/run/run.ts';
import { forLine } from '../../harness/base/escape.ts';
import { shortened } from '../markdown/size-budget.ts';
import { severityOf } from '../../harness/run/severity.ts';
import { message, plain } from './escape.ts';

/** Maximum characters of a value in a message; the Run has the complete value. */
const longest = 1_000;

/** One result per deviation. A deviation that the baseline expects is included, suppressed with its reason. */
export function resultsOf(run: Run, location: object): object[] {
  const rules = new Map(
    run.requirements.map((requirement, index) => [requirement.id, { requirement, index }]),
  );
  return run.deviations.flatMap((deviation) => {
    const rule = rules.get(deviation.requirement);
    if (rule === undefined) return [];
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
        partialFingerprints: {
          'lambdaspecDeviation/v2': forLine(`${deviation.requirement}/${deviation.code}`),
        },
        occurrenceCount: deviation.times,
        ...suppressions(rule.requirement, deviation),
        properties: evidence(deviation),
      },
    ];
  });
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

function evidence({
  key,
  code,
  test,
  counterexample,
  case: stored,
  replay,
  trace,
  output,
}: Deviation): object {
  return {
    key: forLine(key),
    code: forLine(code),
    test: forLine(test),
    ...(counterexample === null ? {} : { counterexample: forLine(counterexample) }),
    ...(stored === null ? {} : { case: forLine(stored) }),
    ...(replay === null ? {} : { replay: forLine(replay) }),
    trace: trace.map(forLine),
    output: plain(output),
  };
}
