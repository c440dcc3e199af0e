import type { Deviation, Run } from '../../harness/run/run.ts';
import { type Mutant, nameOf } from './catalogue/mutant.ts';
import { severityOf } from '../../harness/run/severity.ts';
import { requirements } from '../../suites/requirements/index.ts';
import type { Level } from '../../harness/run/requirement.ts';
import { home } from '../support/places.ts';

/** The result of judging a mutant. */
export interface MutantResult {
  readonly name: string;
  readonly requirement: string;
  readonly level: Level;
  readonly defect: string;
  /**
   * `killed`: the broken requirement deviates with the designated observation; `otherwise`: it deviates with another
   * observation; `survived`: it does not deviate.
   */
  readonly outcome: 'killed' | 'otherwise' | 'survived';
  /** The code of the deviation; `null` without one. */
  readonly code: string | null;
  /** The deviation in words, or why there is none. */
  readonly observation: string;
  /** Other deviations; `null` if only its own requirement was judged. */
  readonly blast: Blast | null;
}

/** The other requirements that deviate for a mutant. */
export interface Blast {
  /** The blast radius: those that deviate at MUST or SHOULD. */
  readonly others: readonly string[];
  /** Those whose deviation is only a note: MAY and advisory ones. */
  readonly notes: readonly string[];
}

/** What a mutant is judged with: the requirement it breaks, or the whole profile. */
export type Scope = 'own' | 'whole';

const LONGEST_EXCERPT = 120;

/** The result of a mutant from its run. */
export function mutantResultOf(mutant: Mutant, run: Run, scope: Scope): MutantResult {
  const { requirement, defect } = mutant;
  const row = run.requirements.find(({ id }) => id === requirement);
  const own =
    row?.verdict === 'deviates'
      ? run.deviations.filter((deviation) => deviation.requirement === requirement)
      : [];
  const designated = own.find(({ code }) => code === mutant.code);
  const seen = designated && observationIn(designated, mutant.says);
  const shown = seen === undefined ? own[0] : designated;
  return {
    name: nameOf(mutant),
    requirement,
    level: requirements[requirement].level,
    defect,
    outcome: seen !== undefined ? 'killed' : own.length > 0 ? 'otherwise' : 'survived',
    code: shown?.code ?? null,
    observation: withoutPaths(seen ?? shown?.message ?? reasonOf(row, run), run),
    blast: scope === 'whole' ? blastOf(requirement, run) : null,
  };
}

function blastOf(requirement: string, run: Run): Blast {
  const deviating = run.requirements.filter(
    ({ id, verdict }) => id !== requirement && verdict === 'deviates',
  );
  return {
    others: deviating.filter((one) => severityOf(one) !== 'note').map(({ id }) => id),
    notes: deviating.filter((one) => severityOf(one) === 'note').map(({ id }) => id),
  };
}

/** The result of a mutant without a run. */
export function unjudged(mutant: Mutant, reason: string): MutantResult {
  const { requirement, defect } = mutant;
  const nothing = { outcome: 'survived', code: null, observation: reason, blast: null } as const;
  return { name: nameOf(mutant), requirement, level: requirements[requirement].level, defect, ...nothing };
}

/** The message of a deviation with the evidence that matches `says`; undefined without a match. */
function observationIn(
  { message, expected, actual }: Deviation,
  what: string | RegExp | undefined,
): string | undefined {
  if (what === undefined) return message;
  const other = [actual, expected].find((text) => placeOf(what, text) >= 0);
  return other === undefined
    ? undefined
    : `${message.replace(/\.$/, '')}: ${excerpt(other, placeOf(what, other))}`;
}

function placeOf(what: string | RegExp, text: string): number {
  return typeof what === 'string' ? text.indexOf(what) : text.search(what);
}

/** Cuts a long text to the surroundings of the match. */
function excerpt(text: string, place: number): string {
  if (text.length <= LONGEST_EXCERPT) return text;
  const start = place + LONGEST_EXCERPT / 2 <= LONGEST_EXCERPT ? 0 : place - LONGEST_EXCERPT / 4;
  const end = start + LONGEST_EXCERPT;
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}

function reasonOf(row: Run['requirements'][number] | undefined, run: Run): string {
  if (!run.complete) return 'the run was interrupted';
  const verdict = row?.verdict ?? 'not part of the run';
  return [verdict, row?.reason ?? run.reason].filter(Boolean).join(': ');
}

/** Strips temporary and repository paths, so that the document is reproducible. */
function withoutPaths(text: string, run: Run): string {
  const folder = run.target.command[0]?.replace(/\/reference-runtime\/bootstrap$/, '') ?? home;
  return text.replaceAll(`${folder}/`, '').replaceAll(`${home}/`, '');
}
