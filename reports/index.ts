import type { Run } from '../harness/run/run.ts';
import { renderAnnotations } from './annotations.ts';
import { renderBadge, renderBadgeSvg } from './badge.ts';
import { renderHtml } from './html.ts';
import { renderJson } from '../harness/run/stored-run.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderSarif } from './sarif.ts';

/** A document made from a run: pure, synchronous, the whole text at once. */
export interface Writer {
  /** Where it goes inside the report folder unless the user names another path. */
  readonly fileName: string;
  render(this: void, run: Run): string;
}

/** The documents that are files, by the name that `--report` takes. The terminal document goes to stdout instead. */
export const writers = {
  json: { fileName: 'run.json', render: renderJson },
  html: { fileName: 'report.html', render: renderHtml },
  junit: { fileName: 'junit.xml', render: renderJunit },
  markdown: { fileName: 'report.md', render: renderMarkdown },
  sarif: { fileName: 'report.sarif', render: renderSarif },
  badge: { fileName: 'badge.json', render: renderBadge },
  'badge-svg': { fileName: 'badge.svg', render: renderBadgeSvg },
  annotations: { fileName: 'annotations.txt', render: renderAnnotations },
} as const satisfies Record<string, Writer>;

export type ReportFormat = keyof typeof writers;

export { comparisonDocuments } from './compare/documents.ts';
export { parseRun } from '../harness/run/stored-run.ts';
export { type MergedRun, mergeRuns } from '../harness/run/merge.ts';
export { type Progress, renderProgress } from './progress.ts';
export { renderTerminal, type TerminalOptions } from './terminal.ts';
