/** The words of a comparison, shared by all documents. */
import type { Verdict } from '../../harness/run/run.ts';
import { verdictWords } from './verdict-summary.ts';
import type { Change, ChangeKind, Comparison } from '../../harness/run/compare.ts';
import { severityOf } from '../../harness/run/severity.ts';
import { plural } from '../../harness/base/plural.ts';
import { commandLine } from '../../harness/base/shell-words.ts';

/** In order of importance to the reader. */
export const sections: readonly (readonly [ChangeKind, string])[] = [
  ['new', 'New deviations'],
  ['still', 'Still deviating'],
  ['lost', 'No longer judged'],
  ['fixed', 'Fixed'],
  ['gained', 'Judged for the first time, and conformant'],
  ['changed', 'Not judged, for a different reason'],
];

/** One sentence that compares the later run with the earlier one. */
export function outcome({ before, after, changes, unchanged }: Comparison): string {
  const count = (kind: ChangeKind): number => changes.filter((change) => change.kind === kind).length;
  const failing = changes.filter(({ kind, fails }) => kind === 'new' && fails).length;
  return [
    `${verdictWords(before)} before, ${verdictWords(after)} after`,
    `${count('new')} new${failing > 0 ? ` (${failing} of them ${failing === 1 ? 'fails' : 'fail'} the run)` : ''}`,
    `${count('fixed')} fixed`,
    `${count('still')} still deviating`,
    ...(count('lost') > 0 ? [`${count('lost')} no longer judged`] : []),
    `${plural(unchanged, 'requirement holds', 'requirements hold')} in both`,
  ].join('; ');
}

/** One sentence about the compared executables. */
export function subject({ sameTarget, before, after }: Comparison): string {
  if (sameTarget === null) return 'It is not known whether both runs judged the same executable.';
  if (sameTarget) return 'Both runs judged the same executable.';
  const [one, other] = [before, after].map(({ target }) => commandLine(target.command));
  // A fix changes the executable, so this is no reason to warn.
  return one === other
    ? `Both runs judged ${one}, which has changed since.`
    : 'The runs judged different executables, or with different arguments.';
}

/** The change of the verdict, if it adds something to the title of the section. */
export function transition({ kind, before, after, requirement }: Change): string {
  const steps = `${verdictWord(before)} → ${verdictWord(after)}`;
  const reason = requirement.reason === null ? '' : `: ${requirement.reason}`;
  switch (kind) {
    case 'fixed':
    case 'still':
      return before === 'deviates' && (after === 'deviates' || after === 'conformant') ? '' : steps;
    case 'new':
      return before === 'conformant' && after === 'deviates' ? '' : steps;
    case 'lost':
      return `${steps}${reason}${before === 'deviates' || before === 'expected-deviation' ? '; this is not a fix' : ''}`;
    case 'gained':
      return steps;
    case 'changed':
      return `${steps}${reason}`;
  }
}

/** The severity of a deviation; without one, the level of the requirement. */
export function weight({ kind, requirement }: Change): string {
  return kind === 'new' || kind === 'still' ? severityOf(requirement) : requirement.level;
}

function verdictWord(verdict: Verdict): string {
  return verdict.replaceAll('-', ' ');
}
