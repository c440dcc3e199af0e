import { expect, it } from 'vitest';
import { renderers } from './index.ts';
import { deviatingRun } from '../harness/run/testing/sample-run.ts';

it('every renderer renders a complete document with its own file name', () => {
  const documents = Object.entries(renderers).map(([format, renderer]) => [
    format,
    renderer.fileName,
    renderer.render(deviatingRun()).slice(0, 5),
  ]);

  expect(documents).toEqual([
    ['json', 'run.json', '{\n  "'],
    ['html', 'report.html', '<!doc'],
    ['junit', 'junit.xml', '<?xml'],
    ['markdown', 'report.md', '### l'],
    ['sarif', 'report.sarif', '{\n  "'],
    ['badge', 'badge.json', '{\n  "'],
    ['badge-svg', 'badge.svg', '<?xml'],
    ['annotations', 'annotations.txt', '::err'],
  ]);
});

it('every renderer renders the same text for the same run', () => {
  for (const renderer of Object.values(renderers))
    expect(renderer.render(deviatingRun())).toBe(renderer.render(deviatingRun()));
});
