/**
 * JUnit XML as GitLab and Jenkins read it: a `testsuite` per area, a `testcase` per requirement. There is no official
 * schema; only elements that both know are used.
 *
 * - A deviation that fails the run is a `failure`; one that does not is a pass with a note, or CI would fail on warnings.
 * - What was not judged, or deviates as the baseline expects, is `skipped`, with the verdict in words: never a pass.
 * - What is wrong with the run itself (inconclusive, interrupted, stale baseline) is an `error` in the suite `run`.
 *
 * @see https://docs.gitlab.com/ci/testing/unit_test_reports/
 * @see https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
import type { Deviation, RequirementResult, Run } from '../harness/run-model.ts';
import { commandLine } from './command-line.ts';
import { deviationsByRequirement } from './deviations.ts';
import { deviationText } from './deviation-text.ts';
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
    cases: results.map((result) => requirementCase(result, found.get(result.id) ?? [], run.failOn)),
  }));
  const own = runCases(run);
  const suites = own.length === 0 ? areas : [{ area: 'run', cases: own }, ...areas];
  const all = suites.flatMap(({ cases }) => cases);
  const time = (run.durationMs / 1000).toFixed(3);

  return renderXml(
    element(
      'testsuites',
      { name: 'lambdaspec', ...counts(all), time },
      suites.map(({ area, cases }) =>
        element(
          'testsuite',
          { name: area, ...counts(cases), timestamp: run.startedAt },
          cases.map(({ xml }) => xml),
        ),
      ),
    ),
  );
}

function counts(cases: readonly TestCase[]): Record<string, number> {
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
      [properties(requirement), ...elements],
    ),
  };
}

function properties({ level, advisory, verdict, source }: RequirementResult): XmlElement {
  const property = (name: string, value: string): XmlElement => element('property', { name, value });
  return element('properties', {}, [
    property('level', advisory ? `${level} (advisory)` : level),
    property('verdict', verdict),
    ...source.map((one) => property('source', one)),
  ]);
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
  const { verdict, reason, cause } = requirement;
  const details = deviations.map(deviationText).join('\n\n') + (cause === '' ? '' : `\n\nusually: ${cause}`);
  switch (verdict) {
    case 'conformant':
      return { outcome: 'passed', elements: [] };
    case 'unexpectedly-conformant':
      return {
        outcome: 'passed',
        elements: [note(`${verdict}: ${reason ?? 'remove it from the baseline'}`)],
      };
    case 'deviates': {
      if (!failsRun(requirement, failOn))
        return { outcome: 'passed', elements: [note(tolerated(requirement, failOn, details))] };
      const message = deviations[0]?.message ?? reason ?? 'deviates';
      return { outcome: 'failed', elements: [element('failure', { message, type: 'deviates' }, details)] };
    }
    case 'expected-deviation':
      return { outcome: 'skipped', elements: [skipped(requirement), note(details)] };
    case 'not-testable':
    case 'not-applicable':
    case 'inconclusive':
    case 'excluded':
      return { outcome: 'skipped', elements: [skipped(requirement)] };
  }
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
  const stale = run.requirements.filter(({ verdict }) => verdict === 'unexpectedly-conformant');
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
    ...(stale.length === 0
      ? []
      : [
          errorCase(
            'the baseline is current',
            'stale-baseline',
            `Expected to deviate, but conformant: ${stale.map(({ id }) => id).join(', ')}`,
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
