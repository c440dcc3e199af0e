/** docs/proof/innocents.md: each innocent, why it is right, and what the run says. Pure. */
import { code, forCell, table } from '../support/markdown.ts';
import { type Acquittal, isClean } from './acquittal.ts';
import type { Results } from './results.ts';

/** Renders the document; the same results always give the same text. */
export function renderInnocents({ seed, innocents }: Results): string {
  const clean = innocents.filter(isClean);
  return `# Innocents

An innocent is a runtime that is right in another way than the reference runtime: it uses one freedom that the contract
leaves. Each was judged with the whole \`core\` profile, the profile of its freedom, the probe function and the seed ${seed}. A
deviation at MUST or SHOULD would be a false alarm of lambdaspec; notes (MAY, advisory) are allowed, since they fail no run.

\`npm run innocents\` writes this document and \`proof/innocents/results.json\`, which has the same content. The other half of
the proof is [the kill matrix](mutants.md).

${clean.length} of ${innocents.length} innocents are clean.

${table(
  ['innocent', 'freedom', 'why it is legal', 'result', 'notes'],
  innocents.map((row) => [
    code(row.name),
    forCell(row.freedom),
    forCell(row.legal),
    resultOf(row),
    row.notes.map(code).join(', '),
  ]),
)}`;
}

function resultOf(row: Acquittal): string {
  if (row.unjudged !== null) return `**not judged:** ${forCell(row.unjudged)}`;
  const accused = row.accusations.map((one) => `**accused:** ${code(one.requirement)} (${code(one.code)})`);
  const known = row.known.map((id) => `open false alarm: ${code(id)}`);
  return [...accused, ...known].join(', ') || 'clean';
}
