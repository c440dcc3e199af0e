import { expect, test } from 'vitest';
import type { Judged } from '../support/judge-bootstrap.ts';
import { renderHostile } from './hostile-document.ts';

const judged: Judged = {
  exitCode: 1,
  signal: null,
  stdout: '',
  stderr: '',
  run: undefined,
  junit: undefined,
  durationMs: 1234,
  peakRssMb: 99.6,
  leftovers: ['7 sleep'],
  files: [],
};

test('a row shows the worst of all runs, and an unexpected result in bold', () => {
  const table = renderHostile([
    {
      bootstrap: {
        name: 'exits',
        arguments: ['7'],
        does: 'Ends.',
        attacks: 'end',
        expected: { end: 1, deviates: ['loop.order'] },
      },
      outcomes: [
        { judged, objections: [] },
        { judged: { ...judged, exitCode: 3, durationMs: 2000 }, objections: ['ended with 3'] },
      ],
    },
  ]);

  expect(table).toContain('| `exits 7` | Ends. | end | 1 `loop.order` | **1, 3** | 2.0 | 100 | 2 |');
  expect(table).toContain('0 of 1 had the expected result');
});
