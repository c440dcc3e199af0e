import { jsonDocument } from '../harness/base/escape.ts';
import type { Run } from '../harness/run/run.ts';
import { renderAnnotations } from './annotations/annotations.ts';
import { renderBadge, renderBadgeSvg } from './badge/badge.ts';
import { renderComparisonHtml } from './html/comparison/comparison.ts';
import { renderHtml } from './html/html.ts';
import type { Comparison } from '../harness/run/compare.ts';
import { renderJson } from '../harness/run/stored-run.ts';
import { renderJunit } from './junit/junit.ts';
import { renderComparisonMarkdown } from './markdown/comparison.ts';
import { renderMarkdown } from './markdown/markdown.ts';
import { renderSarif } from './sarif/sarif.ts';
import type { History } from '../harness/run/history/history.ts';
import { renderHistoryMarkdown } from './markdown/history.ts';
import { renderHistory } from './terminal/history.ts';
import { renderComparison } from './terminal/comparison.ts';

/** Renders a document from a run: pure, synchronous, the whole text at once. */
export interface Renderer {
  /** The file name inside the report folder, unless the user names another path. */
  readonly fileName: string;
  render(this: void, run: Run): string;
}

/** The documents that are written to files, by their `--report` name. The terminal document goes to stdout instead. */
export const renderers = {
  json: { fileName: 'run.json', render: renderJson },
  html: { fileName: 'report.html', render: renderHtml },
  junit: { fileName: 'junit.xml', render: renderJunit },
  markdown: { fileName: 'report.md', render: renderMarkdown },
  sarif: { fileName: 'report.sarif', render: renderSarif },
  badge: { fileName: 'badge.json', render: renderBadge },
  'badge-svg': { fileName: 'badge.svg', render: renderBadgeSvg },
  annotations: { fileName: 'annotations.txt', render: renderAnnotations },
} as const satisfies Record<string, Renderer>;

export type ReportFormat = keyof typeof renderers;

/** The comparison of two runs in every format. */
export const comparisonRenderers = {
  terminal: renderComparison,
  markdown: renderComparisonMarkdown,
  html: renderComparisonHtml,
  json: (comparison: Comparison): string => jsonDocument(comparison),
} as const;

/** The history of a client in every format. */
export const historyRenderers = {
  terminal: renderHistory,
  markdown: renderHistoryMarkdown,
  json: (history: History): string => jsonDocument(history),
} as const;

export { parseRun } from '../harness/run/stored-run.ts';
export { type ProgressState, renderProgress } from './terminal/progress.ts';
export { renderShown } from './terminal/shown.ts';
export { renderTerminal, type TerminalOptions } from './terminal/terminal.ts';
