/** examples/SCOREBOARD.md. Pure. */
import { plural } from '../../harness/base/plural.ts';
import type { LevelColumn } from '../../harness/run/tally.ts';
import { areas } from '../../suites/requirements/index.ts';
import { code, forCell, table } from '../support/markdown.ts';
import {
  invocationText,
  isJudged,
  markOf,
  rowsByArea,
  standingOf,
  type Entry,
  type Judged,
  type Mark,
  type Row,
} from './board.ts';
import { OURS } from './example-file.ts';
import type { Example } from './examples.ts';

const levels: readonly LevelColumn[] = ['MUST', 'SHOULD', 'MAY'];

export function scoreboardDocument(entries: readonly Entry[]): string {
  const judged = entries.filter(isJudged);
  const others = judged.filter(({ example }) => example.by !== OURS).length;
  const requirements = new Set(judged.flatMap(({ run }) => run.requirements.map(({ id }) => id))).size;
  return [
    '# Scoreboard',
    '<!-- Written by `npm run scoreboard`; do not edit. -->',
    `${plural(judged.length, 'runtime')}, ${others} of them by other authors, judged by lambdaspec ${judged[0]?.run.tool.version ?? ''} against ${requirements} requirements.\n` +
      'The same with the evidence of each cell is in [scoreboard.html](scoreboard.html), which opens in a browser. The causes are in\n[FINDINGS.md](FINDINGS.md).',
    runtimesTable(entries),
    'The figures count the requirements of a level that hold (✓), that the runtime deviates from (✗), and that could not be judged (?).',
    '## By area',
    'Deviations at MUST and SHOULD.',
    areaTable(judged),
    '## Where runtimes deviate at MUST',
    requirementTable(judged, 'MUST'),
    '## Where runtimes deviate at SHOULD',
    requirementTable(judged, 'SHOULD'),
    '## Timings',
    'Never the same twice. From the start of the process to its first poll; from an event to its outcome, with a function that returns\nits event; the memory of all its processes after 800 invocations.',
    timingsTable(judged),
  ].join('\n\n');
}

function runtimesTable(entries: readonly Entry[]): string {
  return table(
    ['runtime', 'version', 'by', 'language', ...levels, 'profiles'],
    entries.map((entry) => {
      const { example } = entry;
      const facts = [
        link(example),
        example.version === undefined ? '' : forCell(example.version),
        example.source === undefined ? forCell(example.by) : `[${forCell(example.by)}](${example.source})`,
        forCell(example.language),
      ];
      return isJudged(entry)
        ? [...facts, ...levels.map((level) => standing(entry, level)), example.profiles.join(', ')]
        : [...facts, forCell(`not judged here: ${entry.obstacle}`), '', '', example.profiles.join(', ')];
    }),
  ).trimEnd();
}

function link({ name, title }: Example): string {
  return `[${forCell(title)}](${name}/README.md)`;
}

function standing(judged: Judged, level: LevelColumn): string {
  const { holds, deviates, notJudged } = standingOf(judged, level);
  return [
    `✓ ${holds}`,
    ...(deviates > 0 ? [`**✗ ${deviates}**`] : []),
    ...(notJudged > 0 ? [`? ${notJudged}`] : []),
  ].join(' ');
}

function areaTable(judged: readonly Judged[]): string {
  const byArea = rowsByArea(judged);
  const rows = areas.flatMap((area) => {
    const own = byArea.get(area);
    if (own === undefined) return [];
    const counts = judged.map((_, n) => own.filter((row) => isSerious(markAt(row, n))).length);
    return [[area, ...counts.map((count) => (count === 0 ? '·' : String(count)))]];
  });
  return table(['area', ...judged.map(({ example }) => code(example.name))], rows).trimEnd();
}

function markAt({ cells }: Row, n: number): Mark {
  const cell = cells[n];
  return cell === undefined ? 'not-claimed' : markOf(cell);
}

function isSerious(mark: Mark): boolean {
  return mark === 'MUST' || mark === 'SHOULD';
}

/** The requirements of a level from which some runtime deviates, and which do. */
function requirementTable(judged: readonly Judged[], level: LevelColumn): string {
  const rows = [...rowsByArea(judged).values()].flat().flatMap((row) => {
    const deviating = judged
      .filter((_, n) => markAt(row, n) === level)
      .map(({ example }) => code(example.name));
    const { id } = row.requirement;
    const anchor = `../docs/requirements.md#${id.replaceAll(/[^\w-]/g, '')}`;
    return deviating.length === 0
      ? []
      : [[`[${code(id)}](${anchor})`, String(deviating.length), deviating.join(', ')]];
  });
  return rows.length === 0 ? 'None does.' : table(['requirement', 'runtimes', 'which'], rows).trimEnd();
}

function timingsTable(judged: readonly Judged[]): string {
  return table(
    ['runtime', 'cold start', 'one invocation', 'memory'],
    judged.map(({ example, timings }) => [
      code(example.name),
      figure(timings?.coldStartMs, 'ms'),
      timings?.invocationUs === undefined || timings.invocationUs === null
        ? ''
        : invocationText(timings.invocationUs),
      figure(timings?.memoryMiB, 'MiB'),
    ]),
  );
}

function figure(value: number | null | undefined, unit: string): string {
  return value === null || value === undefined ? '' : `${value} ${unit}`;
}
