import { describe, expect, it } from 'vitest';
import { hostile } from '../harness/run/testing/hostile-run.ts';
import { sampleBisection, sampleHistory } from '../harness/run/testing/sample-history.ts';
import type { History } from '../harness/run/history/history.ts';
import { historyRenderers } from './index.ts';

const plain = { colour: false, width: 100, verbose: false };

describe('the terminal', () => {
  it('has a line for each release, and one for each span of a deviation', () => {
    expect(historyRenderers.terminal(sampleHistory, plain))
      .toBe(`npm:client >=1: 3 of 4 releases judged, set 2026.11

  1.3.0  1 requirement deviates
  1.2.0  not built. Its build ended with code 1; the output is in b.log.
  1.1.0  2 requirements deviate
  1.0.0  no deviation

        deviation                       since  until                  newest first
SHOULD  next.one-outstanding/two-polls  1.1.0  still there            ✗·✗✓
MUST    trace.variable-set/not-set      1.1.0  1.1.0, fixed in 1.3.0  ✓·✗✓
`);
  });

  it('shows the steps of a bisection, and its answer last', () => {
    expect(historyRenderers.terminal(sampleBisection, plain)).toContain(`
  step 1  1.3.0  ✗ deviates; 4 releases left
  step 2  1.0.0  ✓ holds; 3 releases left
  step 3  1.2.0  · could not be judged; 2 releases left
  step 4  1.1.0  ✗ deviates; 1 release left
next.one-outstanding held in 1.0.0, and deviates since 1.1.0, as 4 releases showed.
`);
  });

  it('says that nothing deviates, and that it was interrupted', () => {
    const text = historyRenderers.terminal({ ...sampleHistory, rows: [], complete: false }, plain);

    expect(text).toContain('\nNo release that was judged deviates.\n');
    expect(historyRenderers.terminal({ ...sampleHistory, releases: [], rows: [] }, plain)).toContain(
      '\nNo release was judged.\n',
    );
    expect(text).toContain('\nInterrupted. The same command goes on where it stopped');
  });
});

describe('Markdown', () => {
  it('has a column for each release that was judged', () => {
    expect(historyRenderers.markdown(sampleHistory)).toBe(`### lambdaspec: history

npm:&#8203;client &gt;=1: 3 of 4 releases judged, set 2026.11

| level | deviation | since | until | 1.3.0 | 1.1.0 | 1.0.0 |
| --- | --- | --- | --- | --- | --- | --- |
| SHOULD | \`next.one-outstanding/two-polls\` | 1.1.0 | still there | ✗ | ✗ | ✓ |
| MUST | \`trace.variable-set/not-set\` | 1.1.0 | 1.1.0, fixed in 1.3.0 | ✓ | ✗ | ✓ |

- 1.2.0: not built. Its build ended with code 1; the output is in b.log.
`);
  });

  it('names the releases of which any may be the first', () => {
    const { bisection } = sampleBisection;
    const between = ['1.1.0', '1.2.0'];
    const change = { kind: 'went' as const, before: '1.0.0', version: '1.3.0', between };
    const history = { ...sampleBisection, bisection: bisection && { ...bisection, change } };

    expect(historyRenderers.markdown(history)).toContain(
      'deviated in 1.0.0, and holds since 1.3.0, as 4 releases showed. Between both, 1.1.0, 1.2.0 could not be judged;',
    );
  });
});

describe('hostile text', () => {
  const poisoned: History = {
    ...sampleHistory,
    versions: hostile,
    releases: sampleHistory.releases.map((release) => ({ ...release, reason: hostile, version: hostile })),
    rows: sampleHistory.rows.map((row) => ({
      ...row,
      requirement: hostile,
      spans: row.spans.map((span) => ({ ...span, since: hostile })),
    })),
  };

  it.each(['terminal', 'markdown'] as const)('starts no line and no escape sequence in %s', (format) => {
    const text = historyRenderers[format](poisoned, plain);

    expect(text).not.toContain('\u001b[31m');
    expect(text).not.toMatch(/^FORGED/m);
  });

  it('is a string like any other in JSON', () => {
    expect(JSON.parse(historyRenderers.json(poisoned))).toMatchObject({ versions: hostile });
  });
});
