import type { Bisection, History, HistoryRow, Release } from '../../harness/run/history/history.ts';
import {
  bisectionWords,
  emptyWords,
  historyTitle,
  releaseWords,
  sinceWords,
  stateMarks,
  stateWords,
  untilWords,
} from '../text/history-words.ts';
import { inline, name } from './escape.ts';

/** Renders a history as Markdown: a column for each release that was judged, the newest first. */
export function renderHistoryMarkdown(history: History): string {
  const { releases, rows, bisection } = history;
  const judged = releases.filter(({ outcome }) => outcome === 'judged');
  const parts = [
    '### lambdaspec: history',
    inline(historyTitle(history)),
    bisection === null ? table(rows, judged) : steps(bisection),
    unjudged(releases),
    history.complete ? '' : 'The command was interrupted.',
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function table(rows: readonly HistoryRow[], judged: readonly Release[]): string {
  if (rows.length === 0) return emptyWords(judged);
  const lines = rows.map(({ requirement, code, level, states, spans }) =>
    [
      level,
      name(`${requirement}/${code}`),
      spans.map((span) => inline(sinceWords(span))).join('<br>'),
      spans.map((span) => inline(untilWords(span))).join('<br>'),
      ...judged.map(({ version }) => stateMarks[states[version] ?? 'unknown']),
    ].join(' | '),
  );
  const head = ['level', 'deviation', 'since', 'until', ...judged.map(({ version }) => inline(version))];
  return [head.join(' | '), head.map(() => '---').join(' | '), ...lines]
    .map((line) => `| ${line} |`)
    .join('\n');
}

function steps(bisection: Bisection): string {
  const lines = bisection.steps.map(
    ({ version, state, left }, n) => `| ${n + 1} | ${inline(version)} | ${stateWords[state]} | ${left} |`,
  );
  return [
    '| step | release | | left |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
    inline(bisectionWords(bisection)),
  ].join('\n');
}

function unjudged(releases: readonly Release[]): string {
  return releases
    .filter(({ outcome }) => outcome === 'not-built' || outcome === 'not-judged')
    .map((release) => `- ${inline(release.version)}: ${inline(releaseWords(release))}`)
    .join('\n');
}
