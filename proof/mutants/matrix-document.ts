import { forLine } from '../../harness/base/escape.ts';
import { LARGEST_MEDIAN, type Matrix } from './matrix.ts';

type Row = Matrix['mutants'][number];
type BlastRadius = Matrix['totals']['blastRadius'];

/** A longer observation is cut: it is there to recognise the defect, not to explain it. */
const LONGEST_OBSERVATION = 160;

const outcomes = {
  killed: '',
  otherwise: '**caught for another reason:** ',
  survived: '**survived:** ',
} as const;

/** The kill matrix for readers. */
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

A mutant is the reference runtime with one defect, made to break one requirement. It is _killed_ when that requirement
deviates and the deviation says what is wrong: the designated observation. Judged with the whole \`${profile}\` profile, it
also shows its _blast radius_, the other requirements that deviate at MUST or SHOULD; ${unchanged} Every run
has the seed ${seed}.

Made by \`npm run mutants\`; \`proof/mutants/matrix.json\` says the same as data.
`;
}

function totals({ totals: { mutants, killed, requirements, levels, blastRadius } }: Matrix): string {
  const { mutants: judgedWhole, median, maximum, distribution } = blastRadius;
  return `## Totals

${killed} of ${mutants} mutants killed, of ${requirements} requirements. ${
    judgedWhole === 0
      ? 'None was judged with the whole profile, which shows the blast radius.'
      : `Blast radius of the ${judgedWhole} that were judged with the whole profile: median ${median}, maximum ${maximum}.`
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

/** What the mutants with a known blast radius say about the median of all. */
function boundOfAll(mutants: number, { mutants: judged, distribution }: BlastRadius): string {
  const small = distribution.reduce(
    (total, [radius, count]) => (radius <= LARGEST_MEDIAN ? total + count : total),
    0,
  );
  return judged === mutants || small <= mutants / 2
    ? ''
    : ` ${small} of all ${mutants} have one of at most ${LARGEST_MEDIAN}, so that the median of all is no larger, whatever that of the others is.`;
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
  if (blast === null) return 'not looked for';
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

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${lines.join('\n')}\n`;
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

/** Names are ids of ours: letters, digits, dots, hyphens and strokes. */
function code(id: string): string {
  return `\`${id}\``;
}

/** Text that a Markdown table shows as it is: no markup, no link, no end of the cell or the line. */
function forCell(text: string): string {
  return forLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]{}|~#$!]/g, String.raw`\$&`)
    .replace(/\b(https?|mailto|www)(?=[:.])/gi, '$1&#8203;')
    .replaceAll('@', '&#64;');
}
