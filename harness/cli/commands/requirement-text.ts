import { jsonDocument } from '../../base/escape.ts';
import { impactOf } from '../../run/impact.ts';
import type { Catalogue, Requirement } from '../../run/requirement.ts';
import type { ChangeSince } from '../../run/requirement-set.ts';
import { wantedBy } from '../../test/needs.ts';

/** One line per requirement: id, level, who provokes it, what it costs, claim. */
export function listText(catalogue: Catalogue, ids: readonly string[]): string {
  const width = Math.max(0, ...ids.map((id) => id.length));
  return ids
    .map((id) => {
      const requirement = catalogue[id];
      return requirement === undefined
        ? ''
        : `${id.padEnd(width)}  ${levelOf(requirement).padEnd(7)} ${requirement.provokedBy.padEnd(9)} ${requirement.costs.padEnd(11)} ${profileOf(requirement)}${requirement.text}\n`;
    })
    .join('');
}

export function listJson(catalogue: Catalogue, ids: readonly string[]): string {
  return jsonDocument(ids.map((id) => ({ id, ...catalogue[id] })));
}

/** One line per change after a set: what happened, id, level then and now, claim. */
export function changesText(catalogue: Catalogue, changes: readonly ChangeSince[], set: string): string {
  if (changes.length === 0)
    return `Nothing that was selected was added, changed or withdrawn after ${set}.\n`;
  const rows = changes.map(({ id, kind, before, after }) => [
    kind,
    id,
    [before, after].filter((words) => words !== null).join(' -> '),
    catalogue[id]?.text ?? '',
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** The text of `explain` for one requirement. */
export function explainText(id: string, requirement: Requirement, tests: readonly string[]): string {
  const rows: [string, string][] = [
    ['level', `${levelOf(requirement)} (${requirement.basis})`],
    ['profile', requirement.profile],
    ['a deviation', impactOf(requirement)],
    ['needs', needsText(requirement.needs)],
    ['how it is judged', requirement.observe],
    ['deviations', codesText(requirement)],
    ['judged by', tests.length === 0 ? 'nothing yet' : tests.join('\n')],
    ['usual cause', requirement.cause],
    ['source', requirement.source.join('\n')],
  ];
  if (requirement.excluded !== undefined) rows.push(['excluded', requirement.excluded]);
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const body = rows
    .map(([name, text]) => `  ${name.padEnd(width)}${wrap(text, 110 - width, width + 2)}\n`)
    .join('');
  return `${id}\n\n  ${wrap(requirement.text, 106, 2)}\n\n${body}`;
}

/** A line for each code, with its sentence. */
function codesText({ deviations = {} }: Requirement): string {
  const rows = Object.entries(deviations).map(([code, sentence]) => `${code}: ${sentence}`);
  return rows.length === 0 ? 'none yet' : rows.join('\n');
}

function levelOf(requirement: Requirement): string {
  return requirement.advisory === true ? `${requirement.level}*` : requirement.level;
}

function profileOf(requirement: Requirement): string {
  return requirement.profile === 'core' ? '' : `[${requirement.profile}] `;
}

function needsText(needs: string): string {
  if (needs === 'opaque') return 'any function';
  if (needs === 'echo') return 'a function that returns its event';
  const { actions, properties } = wantedBy(needs);
  return [
    ...(actions.length === 0 ? [] : [`a probe function that offers ${actions.join(', ')}`]),
    ...(properties.length === 0 ? [] : [`the property ${properties.join(', ')} in its description`]),
  ].join(', and ');
}

function wrap(text: string, width: number, indent: number): string {
  return text
    .split('\n')
    .map((paragraph) => {
      const lines: string[] = [];
      let line = '';
      for (const word of paragraph.split(' ')) {
        if (line !== '' && line.length + 1 + word.length > width) {
          lines.push(line);
          line = word;
        } else {
          line = line === '' ? word : `${line} ${word}`;
        }
      }
      return [...lines, line].join(`\n${' '.repeat(indent)}`);
    })
    .join(`\n${' '.repeat(indent)}`);
}
