/** The causes of the deviations of a run: deviations that end in the same way, or show the same wrong step, are one. */
import type { Cost, Level, Provoker, Requirement } from '../requirement.ts';
import type { Cause, Deviation, Run } from '../run.ts';
import { endingOf, type Ending } from './ending.ts';
import { compareRanks, isDisturbed } from './scenario.ts';

/** The gravest first. */
const costs: readonly Cost[] = ['process', 'hang', 'invocation', 'result', 'diagnosis', 'nothing'];
/** The most frequent first. */
const provokers: readonly Provoker[] = ['service', 'function', 'caller', 'network', 'unseen'];
const levels: readonly Level[] = ['MUST', 'SHOULD', 'MAY'];

/** What grouping needs of the rows of a catalogue, or of a run. */
type Rows = Readonly<
  Record<string, Pick<Requirement, 'costs' | 'provokedBy' | 'steps'> & { readonly advisory?: boolean }>
>;

/** A deviation with what decides its cause and its place. */
interface Member {
  readonly deviation: Deviation;
  readonly ending: Ending | undefined;
  readonly step: { readonly id: string; readonly sentence: string } | undefined;
  /** Whether it is only a note, its cost, its provoker, its level, as numbers that grow from the gravest to the least. */
  readonly rank: readonly number[];
  /** How far the scenario is from ordinary traffic. */
  readonly exoticness: readonly number[];
}

/**
 * Groups deviations by cause. Causes come in the order in which to fix them: notes last, then by cost, provoker, level and
 * number. Deviations that a baseline expects belong to none.
 */
export function causesOf(deviations: readonly Deviation[], rows: Rows): Cause[] {
  const members = deviations
    .filter(({ expectedBecause }) => expectedBecause === null)
    .map((deviation) => memberOf(deviation, rows));
  return groupsOf(members)
    .map((group) => group.toSorted((one, other) => compareRanks(one.exoticness, other.exoticness)))
    .map((group) => ({ group, rank: [...gravest(group), -group.length] }))
    .toSorted((one, other) => compareRanks(one.rank, other.rank))
    .map(({ group }, index) => ({
      key: `c${index + 1}`,
      sentence: sentenceOf(group),
      deviations: group.map(({ deviation }) => deviation.key),
      shownBy: group[0]?.deviation.key ?? '',
    }));
}

/** The causes that a run stores; of a run from before there were any, what its deviations show. */
export function causesIn({ causes, deviations, requirements }: Run): readonly Cause[] {
  return causes ?? causesOf(deviations, Object.fromEntries(requirements.map((row) => [row.id, row])));
}

/** The deviations of a cause, the simplest scenario first. */
export function deviationsOf(cause: Cause, { deviations }: Run): Deviation[] {
  return cause.deviations.flatMap((key) => deviations.find((one) => one.key === key) ?? []);
}

function memberOf(deviation: Deviation, rows: Rows): Member {
  const row = rows[deviation.requirement];
  const cost = row === undefined ? costs.length : costs.indexOf(row.costs);
  const provoker = row === undefined ? provokers.length : provokers.indexOf(row.provokedBy);
  const level = levels.indexOf(row?.advisory === true ? 'MAY' : deviation.level);
  const isNote = level === levels.indexOf('MAY') ? 1 : 0;
  const { exchange = [] } = deviation;
  return {
    deviation,
    ending: endingOf(deviation),
    step: row?.steps?.[deviation.code],
    rank: [isNote, cost, provoker, level],
    exoticness: [Number(isDisturbed(exchange)), isNote, provoker, level, cost, exchange.length],
  };
}

/** Joins members that share a tie, directly or through others. */
function groupsOf(members: readonly Member[]): Member[][] {
  const groups = new Map<Member, Member[]>();
  const byTie = new Map<string, Member[]>();
  for (const member of members) {
    const ties = [...tiesOf(member), ...tiesToDeaths(member, members)];
    const tied = ties.flatMap((tie) => byTie.get(tie) ?? []).map((one) => groups.get(one) ?? []);
    const joined = new Set([...tied, [member]]);
    const group = [...joined].flat();
    for (const one of group) groups.set(one, group);
    for (const tie of ties) byTie.set(tie, group);
  }
  return [...new Set(groups.values())];
}

/** What makes two deviations one cause, as keys. A shared step counts only where they also end alike. */
function tiesOf({ deviation, ending, step }: Member): string[] {
  const how = ending === undefined ? 'lives' : `${ending.kind} ${ending.exit}`;
  return [
    ...(ending === undefined ? [`requirement ${deviation.requirement}`] : [ending.key]),
    ...(step === undefined || ending?.kind === 'silence' ? [] : [`step ${step.id}, ${how}`]),
  ];
}

/** Endings of the same requirement whose last words another deviation reports: what ends one scenario fails in the other. */
function tiesToDeaths({ deviation, ending }: Member, members: readonly Member[]): string[] {
  if (ending !== undefined) return [];
  return members.flatMap((other) =>
    other.deviation.requirement === deviation.requirement &&
    other.ending !== undefined &&
    other.ending.words !== '' &&
    deviation.actual.includes(other.ending.words)
      ? [other.ending.key]
      : [],
  );
}

function gravest(group: readonly Member[]): readonly number[] {
  return group.map(({ rank }) => rank).toSorted(compareRanks)[0] ?? [];
}

function sentenceOf([simplest, ...others]: readonly Member[]): string {
  if (simplest === undefined) return '';
  const { deviation, ending, step } = simplest;
  const words = ending === undefined || ending.words === '' ? '.' : `: “${ending.words}”`;
  if (ending?.kind === 'death') return `${deviation.message} The process ${ending.exit}${words}`;
  if (ending?.kind === 'silence') return `${deviation.message} It prints${words}`;
  const sameStep = others.length > 0 && others.every((other) => other.step?.id === step?.id);
  return step !== undefined && sameStep ? step.sentence : deviation.message;
}
