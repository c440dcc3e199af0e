import { expect, test } from 'vitest';
import { sampleRun } from '../harness/run/testing/sample-run.ts';
import { renderers, renderTerminal, type ReportFormat } from './index.ts';

/** Six requirements at MUST hold; the advisory one deviates and counts as MAY in every document. */
const run = sampleRun({ 'error.content-type': { verdict: 'deviates', found: [{}] } });

const wide = renderTerminal(run, { width: 100, verbose: true, colour: false });
const html = renderers.html.render(run);

/** How many requirements at MUST a document counts, by its format. */
const counted: Readonly<Record<ReportFormat | 'terminal', unknown>> = {
  terminal: /6 of (\d+) MUST/.exec(wide)?.[1],
  json: JSON.parse(renderers.json.render(run)).counts.must.conformant,
  html: /<th scope="row">MUST<\/th>\s*<td class="num good">\s*<span[^>]*>✓<\/span> (\d+)/.exec(html)?.[1],
  junit: renderers.junit.render(run).match(/\.level" value="MUST"/g)?.length,
  markdown: /6 of (\d+) MUST/.exec(renderers.markdown.render(run))?.[1],
  sarif: renderers.sarif.render(run).match(/"defaultConfiguration": \{\s*"level": "error"/g)?.length,
  badge: /: (\d+) MUST/.exec(renderers.badge.render(run))?.[1],
  'badge-svg': /: (\d+) MUST/.exec(renderers['badge-svg'].render(run))?.[1],
  annotations: /6 of (\d+) MUST/.exec(renderers.annotations.render(run))?.[1],
};

test.each(Object.entries(counted))('%s counts an advisory requirement as MAY', (_format, must) => {
  expect(String(must)).toBe('6');
});

test('run.json counts no deviation at MUST where the terminal shows none', () => {
  const { counts } = JSON.parse(renderers.json.render(run));

  expect([counts.must.deviates, counts.may.deviates]).toEqual([0, 1]);
  expect(wide).toMatch(/^ {2}all +6 +· +· +7 +· +· +3 +1 +·$/m);
});

test('html filters an advisory requirement as MAY', () => {
  expect(html).toMatch(/id="error\.content-type"[^>]*data-level="MAY"/);
});
