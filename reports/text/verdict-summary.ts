import type { Run } from '../../harness/run/run.ts';
import { deviatingRequirements } from '../../harness/run/deviations.ts';
import { type LevelColumn, levelColumns, Tally } from '../../harness/run/tally.ts';
import { plural } from '../../harness/base/plural.ts';

/** The verdict in a few words, short enough for the first line of any document. */
export function verdictWords(run: Run): string {
  const must = new Tally(run.requirements).of('MUST');
  const open = must.verdicts('inconclusive') + must.verdicts('not-testable');
  const words = {
    conformant: open > 0 ? 'conforms as far as judged' : 'conforms',
    deviates: 'deviates',
    inconclusive: 'inconclusive',
  } as const;
  return words[run.verdict] + (run.complete ? '' : ', interrupted');
}

/** The verdict, and what part of a whole run it is about: no part looks like the whole. */
export function verdictTitle(run: Run): string {
  const part = partWords(run);
  return `${verdictWords(run)}${part.length === 0 ? '' : ` (${part.join(', ')})`}`;
}

/** What was selected, and how hard it was tried, where that is less than everything. */
export function partWords({ requirements, requirementSet, effort, shard, target }: Run): string[] {
  const { of = requirements.length, pace = 'normal' } = effort ?? {};
  return [
    ...(requirements.length < of ? [`${requirements.length} of ${of} requirements`] : []),
    ...(requirementSet === undefined ? [] : [`set ${requirementSet}`]),
    ...(pace === 'quick' ? ['quick'] : []),
    ...(shard === undefined ? [] : [`shard ${shard.index} of ${shard.count}`]),
    ...(target.grade === 'opaque' || target.grade === 'echo' ? [`${target.grade} function`] : []),
  ];
}

/** The numbers behind the verdict, including what was not judged. */
export function verdictSummary(run: Run): string {
  const all = new Tally(run.requirements);
  if (all.count('conformant') + all.count('deviates') + all.count('expected') === 0)
    return `none of ${plural(all.results.length, 'requirement')} was judged`;
  const notApplicable = all.verdicts('not-applicable');
  const notJudged = all.count('not-judged');
  const expected = all.count('expected');
  const stale = all.verdicts('unexpectedly-conformant');
  return [
    `${levelColumns.flatMap((column) => held(all, column)).join(', ')} hold`,
    deviations(run),
    ...(expected > 0 ? [`${plural(expected, 'deviation')} expected by the baseline`] : []),
    ...(stale > 0 ? [plural(stale, 'stale baseline entry', 'stale baseline entries')] : []),
    ...(notJudged > 0 ? [`${notJudged} not judged`] : []),
    ...(notApplicable > 0 ? [`${notApplicable} not applicable`] : []),
  ].join('; ');
}

function held(all: Tally, column: LevelColumn): string[] {
  const tally = all.of(column);
  return tally.applicable === 0 ? [] : [`${tally.count('conformant')} of ${tally.applicable} ${column}`];
}

function deviations(run: Run): string {
  const deviating = deviatingRequirements(run);
  const failing = deviating.filter(({ fails }) => fails).length;
  const tolerated = deviating.length - failing;
  if (tolerated === 0) return plural(failing, 'deviation');
  if (failing > 0)
    return `${plural(failing, 'deviation fails', 'deviations fail')} the run, ${tolerated} ${tolerated === 1 ? 'does' : 'do'} not`;
  return tolerated === 1
    ? '1 deviation, which does not fail the run'
    : `${tolerated} deviations, none of which fails the run`;
}
