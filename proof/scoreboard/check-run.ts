/** Whether the findings of an example say what its run shows. Pure. */
import { applyBaseline, type Baseline } from '../../harness/run/baseline.ts';
import type { RequirementResult } from '../../harness/run/run.ts';
import { severityOf } from '../../harness/run/severity.ts';
import { explained, names, type Judged } from './board.ts';
import { OURS } from './example-file.ts';

/** What the findings of an example lack or have in excess, a sentence each. Our own runtimes need no findings. */
export function checkFindingsAgainstRun({ example, run, ...rest }: Judged): string[] {
  const shown = explained({ example, run, ...rest });
  const where = `examples/${example.name}/findings.yaml`;
  const unexplained =
    example.by === OURS
      ? []
      : shown
          .filter(({ column, finding }) => column !== 'MAY' && finding === undefined)
          .map(
            ({ deviation: { requirement, code }, column }) =>
              `${where}: no finding names ${requirement}/${code} (${column}).`,
          );
  const results = new Map(run.requirements.map((result) => [result.id, result]));
  const gone = example.findings.flatMap((finding) =>
    finding.requirements
      .filter((entry) => !shown.some(({ deviation }) => names({ requirements: [entry] }, deviation)))
      .map(
        (entry) =>
          `${where}: ${finding.slug} names ${entry}, which ${verdictIn(results.get(entry.split('/', 1)[0] ?? ''))}.`,
      ),
  );
  return [...unexplained, ...gone];
}

function verdictIn(result: RequirementResult | undefined): string {
  if (result === undefined) return 'the run did not judge';
  if (result.verdict === 'deviates') return 'deviates with another code';
  return `is ${result.verdict}${result.reason === null ? '' : ` (${result.reason.replace(/\.$/, '')})`}`;
}

/** What the baseline of an example lacks, or expects in vain, a sentence each. */
export function checkBaselineAgainstRun(
  { example, run }: Judged,
  baseline: Baseline,
  ids: readonly string[],
): string[] {
  const { os, arch } = run.host;
  const dated = { ...baseline, today: run.startedAt.slice(0, 10), os, arch };
  const { requirements, use } = applyBaseline(run, dated, { ids, partial: false });
  const where = `examples/${example.name}/${baseline.file}`;
  return [
    ...use.problems.map(({ line, message }) => `${where}:${line}: ${message}`),
    ...requirements
      .filter((result) => result.verdict === 'deviates' && severityOf(result) === 'error')
      .map(({ id }) => `${where}: no entry expects the deviation of ${id} (MUST).`),
  ];
}
