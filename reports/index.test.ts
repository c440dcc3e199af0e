import { expect, it } from 'vitest';
import { writers } from './index.ts';
import { deviatingRun } from '../harness/run/testing/sample-run.ts';

it('every writer renders a complete document with its own file name', () => {
  const documents = Object.entries(writers).map(([format, writer]) => [
    format,
    writer.fileName,
    writer.render(deviatingRun()).slice(0, 5),
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

it('every writer renders the same text for the same run', () => {
  for (const writer of Object.values(writers))
    expect(writer.render(deviatingRun())).toBe(writer.render(deviatingRun()));
});
