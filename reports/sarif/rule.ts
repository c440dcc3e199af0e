import type { RequirementResult } from '../../harness/run/run.ts';
import { forLine } from '../../harness/base/escape.ts';
import { impactOf } from '../../harness/run/impact.ts';
import { inline, link } from '../markdown/escape.ts';
import { severityOf } from '../../harness/run/severity.ts';
import { message, webAddress } from './escape.ts';

/** The GitHub names of the severities. */
const problemSeverities = { error: 'error', warning: 'warning', note: 'recommendation' } as const;

/** A requirement as a SARIF rule: its text, its sources, and the usual cause of a deviation. */
export function ruleOf(requirement: RequirementResult): object {
  const { id, area, level, advisory, basis, profile, text, cause, source } = requirement;
  const severity = severityOf(requirement);
  const address = source.map(webAddress).find((one) => one !== undefined);
  const weight = `${level}${advisory ? ', advisory' : ''}; ${basis}; profile ${profile}; ${impactOf(requirement)}`;
  const explain = `lambdaspec explain ${id}`;
  return {
    id: forLine(id),
    shortDescription: { text: message(text) },
    fullDescription: { text: message(`${text} (${weight}.)`) },
    help: {
      text: message(
        [
          `${text} (${weight}.)`,
          ...(cause === '' ? [] : [`What usually causes a deviation: ${cause}`]),
          ...source.map((one) => `Source: ${one}`),
          `More: ${explain}`,
        ].join('\n'),
      ),
      markdown: [
        `${inline(text)} (${inline(weight)}.)`,
        ...(cause === '' ? [] : [`**What usually causes a deviation:** ${inline(cause)}`]),
        ...source.map((one) => `**Source:** ${link(one)}`),
        `**More:** \`${forLine(explain).replaceAll('`', "'")}\``,
      ]
        .join('\n\n')
        .replaceAll(/[{}]/g, (character) => character + character),
    },
    ...(address === undefined ? {} : { helpUri: address }),
    defaultConfiguration: { level: severity },
    properties: {
      tags: [...new Set([forLine(area), forLine(profile), level, basis])],
      'problem.severity': problemSeverities[severity],
      precision: 'very-high',
      level,
      advisory,
      basis,
      profile: forLine(profile),
      provokedBy: requirement.provokedBy,
      costs: requirement.costs,
    },
  };
}
