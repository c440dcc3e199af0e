/**
 * JUnit XML as GitLab and Jenkins read it: a `testsuite` per area, a `testcase` per requirement. There is no official
 * schema; the output is valid by the strictest one in use, that of the Jenkins xUnit plugin.
 *
 * - A deviation that fails the run is a `failure`; any other is a pass with a note, since otherwise CI would fail on
 *   warnings.
 * - A requirement that was not judged, or deviates as the baseline expects, is `skipped` with its verdict: never a
 *   pass.
 * - The suite `run` contains the conditions of the run. A problem of the run itself (inconclusive, interrupted,
 *   baseline out of date) is an `error` in it.
 *
 * @see https://docs.gitlab.com/ci/testing/unit_test_reports/
 * @see https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
import { impactOf } from '../../harness/run/impact.ts';
import type { Deviation, RequirementResult, Run } from '../../harness/run/run.ts';
import { deviationsByRequirement } from '../../harness/run/deviations.ts';
import { deviationText } from '../text/deviation-text.ts';
import { forLine } from '../../harness/base/escape.ts';
import { eventCase } from './event-suites.ts';
import { circumstances, runCases } from './run-suite.ts';
import { counts, property, type TestCase, time } from './test-case.ts';
import { failsRun, severityOf } from '../../harness/run/severity.ts';
import { tallyByArea } from '../../harness/run/tally.ts';
import { element, renderXml, type XmlElement } from './xml.ts';

/** Renders a run as JUnit XML. */
export function renderJunit(run: Run): string {
  const found = deviationsByRequirement(run);
  const durations = durationsByRequirement(run);
  const file = run.target.command[0]?.replace(/^(?:\.\/)+/, '') ?? '';
  const suites = [
    { area: 'run', about: circumstances(run), cases: runCases(run) },
    ...[...tallyByArea(run)].map(([area, { results }]) => ({
      area,
      about: properties(results),
      cases: results.map((result) =>
        requirementCase(result, found.get(result.id) ?? [], run.failOn, durations?.get(result.id)),
      ),
    })),
    ...(run.suites ?? []).map((suite) => ({
      area: suite.file,
      about: element('properties', {}, []),
      cases: suite.tests.map((test) => eventCase(suite.file, test)),
    })),
  ];
  const { tests, failures, errors } = counts(suites.flatMap(({ cases }) => cases));

  return renderXml(
    element(
      'testsuites',
      { name: 'lambdaspec', tests, failures, errors, ...time(run.durationMs) },
      suites.map(({ area, about, cases }) =>
        element(
          'testsuite',
          { name: area, ...counts(cases), ...suiteTime(cases), timestamp: run.startedAt, file },
          [about, ...cases.map(({ xml }) => xml)],
        ),
      ),
    ),
  );
}

/**
 * The time of each requirement. A test that judges several gives each an equal part, so that the times of all cases add
 * up to the time of all tests; a wire rule takes no time of its own. Undefined if the run was stored without timings.
 */
function durationsByRequirement({ requirements, timings }: Run): ReadonlyMap<string, number> | undefined {
  if (timings === undefined) return undefined;
  const durations = new Map(requirements.map(({ id }) => [id, 0]));
  for (const { requirements: ids, durationMs } of timings) {
    const shown = ids.filter((id) => durations.has(id));
    for (const id of shown) durations.set(id, (durations.get(id) ?? 0) + durationMs / shown.length);
  }
  return durations;
}

function suiteTime(cases: readonly TestCase[]): { readonly time?: string } {
  const known = cases.flatMap(({ durationMs }) => (durationMs === undefined ? [] : [durationMs]));
  return time(known.length === 0 ? undefined : known.reduce((sum, durationMs) => sum + durationMs, 0));
}

function requirementCase(
  requirement: RequirementResult,
  deviations: readonly Deviation[],
  failOn: Run['failOn'],
  durationMs: number | undefined,
): TestCase {
  const { outcome, elements } = judged(requirement, deviations, failOn);
  return {
    outcome,
    durationMs,
    xml: element(
      'testcase',
      {
        classname: `lambdaspec.${requirement.area}`,
        name: `${requirement.id}: ${requirement.text}`,
        ...time(durationMs),
      },
      elements,
    ),
  };
}

/** Properties of the suite, since strict readers do not accept them on a test case; hence the id in each name. */
function properties(results: readonly RequirementResult[]): XmlElement {
  const named = results.flatMap(({ id, level, advisory, verdict, source }) => [
    property(`${id}.level`, advisory ? `${level}, advisory` : level),
    property(`${id}.verdict`, verdict),
    ...source.map((one) => property(`${id}.source`, one)),
  ]);
  return element('properties', {}, named);
}

interface Judged {
  readonly outcome: TestCase['outcome'];
  readonly elements: readonly XmlElement[];
}

function judged(
  requirement: RequirementResult,
  deviations: readonly Deviation[],
  failOn: Run['failOn'],
): Judged {
  const { verdict, reason } = requirement;
  const details = [...deviations.map(deviationText), origin(requirement)].join('\n\n');
  if (verdict === 'conformant') return { outcome: 'passed', elements: [] };
  if (verdict === 'unexpectedly-conformant')
    return { outcome: 'passed', elements: [note(`${verdict}: ${reason ?? 'remove it from the baseline'}`)] };
  if (verdict === 'expected-deviation')
    return { outcome: 'skipped', elements: [skipped(requirement), note(details)] };
  // The remaining verdicts claim nothing about the runtime, so anything unforeseen is skipped, never a pass.
  if (verdict !== 'deviates') return { outcome: 'skipped', elements: [skipped(requirement)] };
  if (!failsRun(requirement, failOn))
    return { outcome: 'passed', elements: [note(tolerated(requirement, failOn, details))] };
  const [first, ...others] = deviations;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const message = (first?.message ?? reason ?? 'The runtime deviates.') + more;
  return { outcome: 'failed', elements: [element('failure', { message, type: 'deviates' }, details)] };
}

function origin(result: RequirementResult): string {
  const { id, cause, source } = result;
  return [
    `impact:   ${impactOf(result)}`,
    ...(cause === '' ? [] : [`usually:  ${forLine(cause)}`]),
    ...source.map((one) => `source:   ${forLine(one)}`),
    `explain:  lambdaspec explain ${forLine(id)}`,
  ].join('\n');
}

function note(text: string): XmlElement {
  return element('system-out', {}, text);
}

function skipped({ verdict, reason }: RequirementResult): XmlElement {
  return element('skipped', { message: reason === null ? verdict : `${verdict}: ${reason}` });
}

function tolerated(requirement: RequirementResult, failOn: Run['failOn'], details: string): string {
  const why = requirement.advisory
    ? 'the requirement is advisory'
    : `its level is ${requirement.level}, and the run fails on ${failOn}${failOn === 'MUST' ? '' : ' and above'} only`;
  return `${severityOf(requirement)}: the runtime deviates, but this does not fail the run: ${why}.\n\n${details}`;
}
