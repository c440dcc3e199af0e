/** The words of a history, shared by all documents. */
import { plural } from '../../harness/base/plural.ts';
import type { Bisection, History, Release, Span, State } from '../../harness/run/history/history.ts';

export const stateMarks: Readonly<Record<State, string>> = {
  deviates: '✗',
  holds: '✓',
  otherwise: '~',
  unknown: '·',
};

/** The first line of every document. */
export function historyTitle({ versions, releases, requirementSet }: History): string {
  const judged = releases.filter(({ outcome }) => outcome === 'judged').length;
  const set = requirementSet === undefined ? '' : `, set ${requirementSet}`;
  return `${versions}: ${judged} of ${plural(releases.length, 'release')} judged${set}`;
}

/** What stands in place of an empty table: nothing judged is no good news. */
export function emptyWords(releases: readonly Release[]): string {
  return releases.some(({ outcome }) => outcome === 'judged')
    ? 'No release that was judged deviates.'
    : 'No release was judged.';
}

/** What became of a release. */
export function releaseWords({ outcome, reason, deviations }: Release): string {
  switch (outcome) {
    case 'judged':
      return deviations === 0
        ? 'no deviation'
        : plural(deviations ?? 0, 'requirement deviates', 'requirements deviate');
    case 'not-built':
      return `not built. ${reason ?? ''}`;
    case 'not-judged':
      return `not judged. ${reason ?? ''}`;
    case 'not-reached':
      return 'not reached';
  }
}

/** When a deviation came. */
export function sinceWords({ after, since }: Span): string {
  return after === null ? `${since} or before` : since;
}

/** When it went. */
export function untilWords({ until, fixedIn, replacedIn }: Span): string {
  if (replacedIn !== null) return `${until}, in another way since ${replacedIn}`;
  return fixedIn === null ? 'still there' : `${until}, fixed in ${fixedIn}`;
}

/** The answer of a bisection, in a sentence. */
export function bisectionWords({ asked, change, reason, steps }: Bisection): string {
  if (change === null) return reason ?? 'No change was found.';
  const { kind, before, version, between } = change;
  const [was, is] = kind === 'came' ? ['held', 'deviates'] : ['deviated', 'holds'];
  const gap =
    between.length === 0
      ? ''
      : ` Between both, ${between.join(', ')} could not be judged; any of them may be the first.`;
  return `${asked} ${was} in ${before}, and ${is} since ${version}, as ${plural(steps.length, 'release')} showed.${gap}`;
}

export const stateWords: Readonly<Record<State, string>> = {
  deviates: 'deviates',
  holds: 'holds',
  otherwise: 'deviates in another way',
  unknown: 'could not be judged',
};
