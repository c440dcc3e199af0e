/**
 * JUnit XML as GitLab and Jenkins read it: a `testsuite` per area, a `testcase` per requirement. There is no official
 * schema; what is used here is valid by the strictest in use, that of the Jenkins xUnit plugin.
 *
 * - A deviation that fails the run is a `failure`; one that does not is a pass with a note, or CI would fail on warnings.
 * - What was not judged, or deviates as the baseline expects, is `skipped`, with the verdict in words: never a pass.
 * - What is wrong with the run itself (inconclusive, interrupted, baseline out of date) is an `error` in the suite `run`.
 *
 * @see https://docs.gitlab.com/ci/testing/unit_test_reports/
 * @see https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
import type { Deviation, RequirementResult, Run } from '../harness/run-model.ts';
import { commandLine } from './command-line.ts';
import { deviationsByRequirement } from './deviations.ts';
import { deviationText } from './deviation-text.ts';
import { forLine } from './escape.ts';
import { failsRun, severityOf } from './severity.ts';
import { tallyByArea } from './tally.ts';
import { element, renderXml, type XmlElement } from './xml.ts';

/** A test case and how JUnit counts it. */
interface TestCase {
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped';
  readonly xml: XmlElement;
}

/** Renders a run as JUnit XML. */
export function renderJunit(run: Run): string {
  const found = deviationsByRequirement(run);
  const areas = [...tallyByArea(run)].map(([area, { results }]) => ({
    area,
    about: [properties(results)],
    cases: results.map((result) => requirementCase(result, found.get(result.id) ?? [], run.failOn)),
  }));
  const own = runCases(run);
  const suites = own.length === 0 ? areas : [{ area: 'run', about: [], cases: own }, ...areas];
  const { tests, failures, errors } = counts(suites.flatMap(({ cases }) => cases));
  const time = (run.durationMs / 1000).toFixed(3);

  return renderXml(
    element(
      'testsuites',
      { name: 'lambdaspec', tests, failures, errors, time },
      suites.map(({ area, about, cases }) =>
        element('testsuite', { name: area, ...counts(cases), timestamp: run.startedAt }, [
          ...about,
          ...cases.map(({ xml }) => xml),
        ]),
      ),
    ),
  );
}

function counts(cases: readonly TestCase[]): {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
} {
  const count = (outcome: TestCase['outcome']): number =>
    cases.filter((testCase) => testCase.outcome === outcome).length;
  return {
    tests: cases.length,
    failures: count('failed'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}

function requirementCase(
  requirement: RequirementResult,
  deviations: readonly Deviation[],
  failOn: Run['failOn'],
): TestCase {
  const { outcome, elements } = judged(requirement, deviations, failOn);
  return {
    outcome,
    xml: element(
      'testcase',
      { classname: `lambdaspec.${requirement.area}`, name: `${requirement.id}: ${requirement.text}` },
      elements,
    ),
  };
}

/** Of the whole suite, since strict readers know no properties of a test case; hence the id in each name. */
function properties(results: readonly RequirementResult[]): XmlElement {
  const named = results.flatMap(({ id, level, advisory, verdict, source }) => [
    property(`${id}.level`, advisory ? `${level}, advisory` : level),
    property(`${id}.verdict`, verdict),
    ...source.map((one) => property(`${id}.source`, one)),
  ]);
  return element('properties', {}, named);
}

function property(name: string, value: string): XmlElement {
  return element('property', { name, value });
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
  // All that is left claims nothing about the runtime, so anything unforeseen ends as skipped, never as a pass.
  if (verdict !== 'deviates') return { outcome: 'skipped', elements: [skipped(requirement)] };
  if (!failsRun(requirement, failOn))
    return { outcome: 'passed', elements: [note(tolerated(requirement, failOn, details))] };
  const message = deviations[0]?.message ?? reason ?? 'The runtime deviates.';
  return { outcome: 'failed', elements: [element('failure', { message, type: 'deviates' }, details)] };
}

function origin({ id, cause, source }: RequirementResult): string {
  return [
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

/** What keeps the run as a whole from being green, apart from deviations. */
function runCases(run: Run): TestCase[] {
  const problems = run.baseline?.problems ?? [];
  return [
    ...(run.verdict === 'inconclusive'
      ? [
          errorCase(
            'the runtime can be judged',
            'inconclusive',
            run.reason ?? 'The run is inconclusive.',
            run,
          ),
        ]
      : []),
    ...(run.complete
      ? []
      : [
          errorCase(
            'the run is complete',
            'interrupted',
            'The run was interrupted; not all was judged.',
            run,
          ),
        ]),
    ...(problems.length === 0
      ? []
      : [
          errorCase(
            'the baseline is current',
            'baseline',
            problems
              .map(({ kind, line, message }) => `${run.baseline?.file}:${line}: ${kind}: ${message}`)
              .join('\n'),
            run,
          ),
        ]),
  ];
}

function errorCase(name: string, type: string, text: string, run: Run): TestCase {
  const [message = text] = text.split('\n');
  const details = `${text}\n\ncommand: ${commandLine(run.target.command)}\nseed: ${run.seed}`;
  return {
    outcome: 'error',
    xml: element('testcase', { classname: 'lambdaspec.run', name }, [
      element('error', { message, type }, details),
    ]),
  };
}
