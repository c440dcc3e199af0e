import type { Run } from '../../harness/run/run.ts';
import { verdictTitle } from '../text/verdict-summary.ts';
import { commandLine } from '../../harness/base/shell-words.ts';
import { forLine } from '../../harness/base/escape.ts';
import { element, type XmlElement } from './xml.ts';
import { property, type TestCase } from './test-case.ts';

/** The conditions of the run, as the properties of the suite `run`. */
export function circumstances(run: Run): XmlElement {
  const { target, host, tool } = run;
  return element('properties', {}, [
    property('lambdaspec', tool.version),
    property('verdict', verdictTitle(run)),
    property('command', commandLine(target.command)),
    property('sha256', target.sha256 ?? 'unknown'),
    property('function', target.grade ?? 'unknown'),
    property('profiles', target.profiles.join(', ')),
    property('seed', String(run.seed)),
    property('fail-on', run.failOn),
    property('host', `${host.os} ${host.arch}, Node ${host.node}`),
  ]);
}

/**
 * The cases of the suite `run`: whether the runtime could be judged, and what else keeps the run from being green.
 * Warnings are attached to the first.
 */
export function runCases(run: Run): TestCase[] {
  const problems = run.baseline?.problems ?? [];
  return [
    judgedCase(run),
    ...(run.complete
      ? []
      : [
          errorCase(
            'the run is complete',
            'interrupted',
            'The run was interrupted; some requirements were not judged.',
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

function judgedCase(run: Run): TestCase {
  const name = 'the runtime can be judged';
  if (run.verdict === 'inconclusive')
    return errorCase(name, 'inconclusive', run.reason ?? 'The run is inconclusive.', run, warnings(run));
  return {
    outcome: 'passed',
    xml: element('testcase', { classname: 'lambdaspec.run', name }, warnings(run)),
  };
}

function warnings(run: Run): XmlElement[] {
  const lines = run.warnings.map((warning) => `warning: ${forLine(warning)}`);
  return lines.length === 0 ? [] : [element('system-out', {}, lines.join('\n'))];
}

function errorCase(
  name: string,
  type: string,
  text: string,
  run: Run,
  more: readonly XmlElement[] = [],
): TestCase {
  const [message = text] = text.split('\n');
  const details = `${text}\n\ncommand: ${commandLine(run.target.command)}\nseed: ${run.seed}`;
  return {
    outcome: 'error',
    xml: element('testcase', { classname: 'lambdaspec.run', name }, [
      element('error', { message, type }, details),
      ...more,
    ]),
  };
}
