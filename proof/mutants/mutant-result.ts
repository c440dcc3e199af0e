import type { Deviation, Run } from '../../harness/run/run.ts';
import { type Mutant, nameOf } from './catalogue/mutant.ts';
import { severityOf } from '../../harness/run/severity.ts';
import { requirements } from '../../suites/requirements/index.ts';
import type { Level } from '../../harness/run/requirement.ts';
import { home } from '../support/places.ts';

/** What a run says about a mutant. */
export interface MutantResult {
  readonly name: string;
  readonly requirement: string;
  readonly level: Level;
  readonly defect: string;
  /**
   * `killed`: the requirement it breaks deviates, with the designated observation; `otherwise`: it deviates, but what was
   * seen is something else; `survived`: it does not deviate.
   */
  readonly outcome: 'killed' | 'otherwise' | 'survived';
  /** The code of what was seen; `null` where nothing was. */
  readonly code: string | null;
  /** What was seen, in words, or why nothing was. */
  readonly observation: string;
  /** What else deviates; `null` where the mutant was judged with its own requirement only. */
  readonly blast: Blast | null;
}

/** The other requirements that notice a mutant. */
export interface Blast {
  /** The blast radius: those that deviate at MUST or SHOULD. */
  readonly others: readonly string[];
  /** Those whose deviation is no more than a note: MAY, and advisory ones. */
  readonly notes: readonly string[];
}

/** How much of the catalogue a mutant is judged with: the requirement it breaks, or the whole profile. */
export type Scope = 'own' | 'whole';

const LONGEST_EXCERPT = 120;

/** Judges a mutant by the run it was given. */
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

/** For a mutant that got no run. */
export function unjudged(mutant: Mutant, reason: string): MutantResult {
  const { requirement, defect } = mutant;
  const nothing = { outcome: 'survived', code: null, observation: reason, blast: null } as const;
  return { name: nameOf(mutant), requirement, level: requirements[requirement].level, defect, ...nothing };
}

/** The sentence of a deviation, with the part of its evidence that says what is looked for; undefined where none does. */
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

/** A posted body may be long, and what matters of it is what was looked for. */
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

/** A mutant lives in a folder of chance, and the repository in one of somebody's, which is nothing for a document. */
function withoutPaths(text: string, run: Run): string {
  const folder = run.target.command[0]?.replace(/\/reference-runtime\/bootstrap$/, '') ?? home;
  return text.replaceAll(`${folder}/`, '').replaceAll(`${home}/`, '');
}
