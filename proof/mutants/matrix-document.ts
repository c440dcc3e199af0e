import { code, forCell, table } from '../support/markdown.ts';
import { LARGEST_MEDIAN, type Matrix } from './matrix.ts';

type Row = Matrix['mutants'][number];
type BlastRadius = Matrix['totals']['blastRadius'];

/** Longer observations are cut: they identify the defect, not explain it. */
const LONGEST_OBSERVATION = 160;

const outcomes = {
  killed: '',
  otherwise: '**caught for another reason:** ',
  survived: '**survived:** ',
} as const;

/** Renders the kill matrix as Markdown. */
export function renderMatrix(matrix: Matrix): string {
  const areas = [...new Set(matrix.mutants.map(({ requirement }) => areaOf(requirement)))];
  return [
    introduction(matrix),
    totals(matrix),
    ...areas.map((area) =>
      areaTable(
        area,
        matrix.mutants.filter(({ requirement }) => areaOf(requirement) === area),
      ),
    ),
    unmatched(matrix),
  ].join('\n');
}

function introduction({ profile, seed, control }: Matrix): string {
  const unchanged =
    control.length === 0
      ? 'the unchanged runtime deviates from none.'
      : `the unchanged runtime deviates from ${control.map(code).join(', ')}.`;
  return `# The kill matrix

A mutant is the reference runtime with one defect that breaks one requirement. It is _killed_ when that requirement
deviates with the designated observation. The _blast radius_ is the number of other requirements that deviate at MUST or
SHOULD when the mutant is judged with the whole \`${profile}\` profile; ${unchanged} Every run
has the seed ${seed}.

\`npm run mutants\` writes this document and \`proof/mutants/matrix.json\`, which has the same content.
`;
}

function totals({ totals: { mutants, killed, requirements, levels, blastRadius } }: Matrix): string {
  const { mutants: judgedWhole, median, maximum, distribution } = blastRadius;
  return `## Totals

${killed} of ${mutants} mutants killed, of ${requirements} requirements. ${
    judgedWhole === 0
      ? 'No mutant was judged with the whole profile, so the blast radius is unknown.'
      : `Blast radius of the ${judgedWhole} mutants judged with the whole profile: median ${median}, maximum ${maximum}.`
  }${boundOfAll(mutants, blastRadius)}

${table(
  ['level', 'mutants', 'killed'],
  Object.entries(levels).map(([level, { mutants: made, killed: caught }]) => [level, `${made}`, `${caught}`]),
)}
${table(
  ['blast radius', 'mutants'],
  distribution.map((pair) => pair.map(String)),
)}`;
}

/** The upper bound of the median of all mutants, from those with a known blast radius. */
function boundOfAll(mutants: number, { mutants: judged, distribution }: BlastRadius): string {
  const small = distribution.reduce(
    (total, [radius, count]) => (radius <= LARGEST_MEDIAN ? total + count : total),
    0,
  );
  return judged === mutants || small <= mutants / 2
    ? ''
    : ` ${small} of all ${mutants} mutants have one of at most ${LARGEST_MEDIAN}, so the median of all is at most ${LARGEST_MEDIAN}.`;
}

function areaTable(area: string, rows: readonly Row[]): string {
  return `## ${area}

${table(
  ['requirement', 'level', 'defect', 'code', 'observation', 'also reported'],
  rows.map((row) => [
    code(row.name),
    row.level,
    forCell(row.defect),
    row.code === null ? '' : code(row.code),
    outcomes[row.outcome] + forCell(cut(row.observation)),
    alsoReported(row),
  ]),
)}`;
}

function alsoReported({ blast }: Row): string {
  if (blast === null) return 'not judged';
  const { others, notes } = blast;
  return [...others.map(code), ...notes.map((id) => `${code(id)} (note)`)].join(', ');
}

function unmatched({ withoutMutant }: Matrix): string {
  return `## Requirements without a mutant

${table(
  ['requirement', 'level', 'why'],
  withoutMutant.map(({ requirement, level, reason }) => [code(requirement), level, forCell(reason)]),
)}`;
}

function areaOf(requirement: string): string {
  return requirement.split('.', 1)[0] ?? requirement;
}

function cut(text: string): string {
  const characters = Array.from(text);
  return characters.length <= LONGEST_OBSERVATION
    ? text
    : `${characters.slice(0, LONGEST_OBSERVATION - 1).join('')}…`;
}
