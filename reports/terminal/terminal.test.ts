import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../harness/run/run.ts';
import { hostile, hostileRun } from '../../harness/run/testing/hostile-run.ts';
import {
  conformantRun,
  deviatingRun,
  interruptedRun,
  sampleRun,
  smokeFailureRun,
  staleRun,
} from '../../harness/run/testing/sample-run.ts';
import { renderTerminal, type TerminalOptions } from './terminal.ts';

const plain: TerminalOptions = {
  colour: false,
  width: 100,
  verbose: false,
  reportPaths: ['lambdaspec-report/'],
};

const runs: Readonly<Record<string, Run>> = {
  conformant: conformantRun(),
  deviating: deviatingRun(),
  'smoke-failure': smokeFailureRun(),
  interrupted: interruptedRun(),
};

function lastLine(run: Run): string | undefined {
  return renderTerminal(run, { ...plain, width: 400 })
    .trimEnd()
    .split('\n')
    .at(-1);
}

describe('the document', () => {
  it.each(Object.entries(runs))('matches the golden file of a run that is %s', async (name, run) => {
    await expect(renderTerminal(run, plain)).toMatchFileSnapshot(`../testing/golden/${name}.txt`);
  });

  it('shows everything when verbose', async () => {
    const text = renderTerminal(runs['deviating'] ?? deviatingRun(), { ...plain, verbose: true });

    await expect(text).toMatchFileSnapshot('../testing/golden/deviating-verbose.txt');
  });

  it.each(Object.entries(runs))('differs only in its colours (%s)', (_, run) => {
    const coloured = renderTerminal(run, { ...plain, colour: true });

    expect(coloured).toContain('\u001b[');
    expect(stripVTControlCharacters(coloured)).toBe(renderTerminal(run, plain));
  });

  it('marks injected faults', () => {
    expect(renderTerminal(deviatingRun(), { ...plain, colour: true })).toContain(
      '\u001b[33m   87.5ms  !! injected: the answer is held',
    );
  });

  it.each([
    { width: 60, verbose: true },
    { width: 60, verbose: false },
    { width: 80, verbose: false },
    { width: 120, verbose: true },
  ])('fits the width, but never breaks commands, links and ids (%o)', ({ width, verbose }) => {
    const copied = /^ +(replay|source|explain) |lambdaspec-report/;
    const text = renderTerminal(deviatingRun(), { ...plain, width, verbose });

    const long = text.split('\n').filter((line) => line.length > width && !copied.test(line));

    expect(long).toEqual([]);
    expect(text).toContain('lambdaspec replay lambdaspec-report/cases/d1.json -- ./bootstrap\n');
  });
});

describe('the verdict line', () => {
  it('counts the requirements that hold and apply, per level', () => {
    expect(lastLine(conformantRun())).toBe(
      'conforms: 5 of 5 MUST, 5 of 5 SHOULD, 3 of 4 MAY hold; 0 deviations; 2 not judged; 2 not applicable; 12.3 s; report in lambdaspec-report/',
    );
  });

  it('qualifies "conforms" when a MUST could not be judged', () => {
    const run = sampleRun({
      'error.loop-continues': { verdict: 'not-testable', reason: 'no action `throw`' },
    });

    expect(lastLine(run)).toMatch(/^conforms as far as judged: 5 of 6 MUST.* 1 not judged/);
  });

  it('counts the deviations that fail the run', () => {
    expect(lastLine(deviatingRun())).toMatch(/^deviates: .* 2 deviations fail the run, 4 do not;/);
    expect(lastLine(deviatingRun({ failOn: 'SHOULD' }))).toContain('; 4 deviations fail the run, 2 do not;');
    expect(lastLine(deviatingRun({ failOn: 'MAY' }))).toContain('; 5 deviations fail the run, 1 does not;');
  });

  it('follows the ids that fail the run when verbose, most severe first', () => {
    const ids = [
      'next.no-client-timeout',
      'error.loop-continues',
      'response.413-survived',
      'trace.cleared-when-absent',
    ];

    expect(renderTerminal(deviatingRun({ failOn: 'SHOULD' }), { ...plain, verbose: true })).toContain(
      `\n\n${ids.map((id) => `✗ ${id}\n`).join('')}deviates: `,
    );
  });

  it('makes no claim when nothing was judged', () => {
    expect(lastLine(smokeFailureRun())).toMatch(/^inconclusive: none of 17 requirements was judged;/);
  });

  it('states that a run was interrupted, even after a proven deviation', () => {
    expect(lastLine(deviatingRun({ complete: false }))).toMatch(/^deviates, interrupted: /);
  });

  it('says of which part of a whole run it speaks', () => {
    const run = conformantRun({ effort: { pace: 'quick', runs: 5, of: 231 } });
    const shard = { index: 1, count: 3, records: [] };

    expect(lastLine(run)).toMatch(/^conforms \(17 of 231 requirements, quick\): 5 of 5 MUST/);
    expect(lastLine({ ...run, shard, target: { ...run.target, grade: 'opaque' } })).toMatch(
      /^conforms \(17 of 231 requirements, quick, shard 1 of 3, opaque function\): /,
    );
  });
});

describe('a run that deviates', () => {
  it('has a line for each deviation under its cause, and the first cause in detail', () => {
    const text = renderTerminal(deviatingRun(), plain);

    expect(text).toContain('8 deviations, 7 causes; in full: lambdaspec show c1\n');
    expect(text).toContain(
      '        ✗ next.no-client-timeout/poll-abandoned\n        ✗ next.no-client-timeout/gives-up\n  c2  ✗',
    );
    expect(text).toContain(
      'Fix this first (2 deviations): The runtime closed the connection of its poll after 30.0 s',
    );
    expect(text).not.toContain('area ');
  });

  it('of thirty deviations takes at most 60 lines of 80 columns, none of them twice', () => {
    const found = Array.from({ length: 4 }, (_, n) => ({
      code: `code-${n}`,
      message: `It does ${n} wrong.`,
    }));
    const ids = deviatingRun().requirements.map(({ id }) => id);
    const trace = Array.from({ length: 40 }, (_, n) => `${n}.0ms  line ${n}`);
    const changes = ids.slice(0, 8).map((id) => [id, { verdict: 'deviates', found }] as const);
    const run = sampleRun(Object.fromEntries(changes), { warnings: ['a', 'b', 'c', 'd'] });
    const deviations = run.deviations.slice(0, 30).map((one) => ({ ...one, trace }));

    const text = renderTerminal({ ...run, deviations }, { ...plain, width: 80 });

    const lines = text.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(60);
    expect(lines.filter((line) => line.length > 80 && !/^ +replay /.test(line))).toEqual([]);
    const filled = lines.filter((line) => line !== '');
    expect(new Set(filled).size).toBe(filled.length);
  });

  it('shows every deviation when verbose, with what fails the run at the chosen level', () => {
    const run = sampleRun({ 'trace.cleared-when-absent': { verdict: 'deviates', found: [{}] } });
    const verbose = { ...plain, verbose: true };

    expect(renderTerminal(run, verbose)).toContain(
      'SHOULD: 1 requirement does not hold\n  not failing the run\n\n',
    );
    expect(renderTerminal({ ...run, failOn: 'SHOULD' }, verbose)).toContain(
      'SHOULD: 1 requirement does not hold\n\n',
    );
  });

  it('shows decisive lines whole, also far from each other, and faults of ours between them', () => {
    const long = `5.0ms  < 200  ${'x'.repeat(150)}`;
    const trace = ['0.0ms  start', long, '6.0ms  > POST', '7.0ms  !! injected: a 500', '8.0ms  ── expired'];
    const exchange = [
      { at: 5, kind: 'reply', label: '200', line: 1, decisive: true },
      { at: 7, kind: 'fault', label: 'a 500', line: 3, decisive: false },
      { at: 8, kind: 'expired', label: 'expired', line: 4, decisive: true },
    ] as const;
    const run = sampleRun({
      'error.loop-continues': { verdict: 'deviates', found: [{ trace, exchange: [...exchange] }] },
    });

    const text = renderTerminal(run, plain);
    const quoted = text.split('\n').flatMap((line) => /^ {2}│ (.*)$/.exec(line)?.[1] ?? []);

    expect(quoted.join('')).toBe(`${long}           … 1 more${trace[3]}${trace[4]}`);
  });

  it('shows two long values that are alike by their difference', () => {
    const [expected, actual] = ['a', 'b'].map((middle) => `${'x'.repeat(80)}${middle}${'y'.repeat(80)}`);
    const run = sampleRun({
      'error.loop-continues': {
        verdict: 'deviates',
        found: [{ expected: expected ?? '', actual: actual ?? '' }],
      },
    });

    expect(renderTerminal(run, plain)).toContain(
      [
        '  differs    at character 81',
        `  expected   …${'x'.repeat(16)}a${'y'.repeat(16)}…`,
        `  actual     …${'x'.repeat(16)}b${'y'.repeat(16)}…\n`,
      ].join('\n'),
    );
  });

  it('shortens a huge value', () => {
    const actual = `\u001b[31m${'x'.repeat(999_995)}`;
    const run = sampleRun({ 'error.loop-continues': { verdict: 'deviates', found: [{ actual }] } });

    expect(renderTerminal(run, plain).length).toBeLessThan(6_000);
    expect(renderTerminal(run, plain)).toContain('999,600 characters');
    expect(renderTerminal(run, plain)).toContain(String.raw`\u001b[31mxxx`);
  });
});

describe('what is not a deviation', () => {
  it('is counted, and grouped by reason with the ids when verbose', () => {
    const text = renderTerminal(deviatingRun(), { ...plain, verbose: true });

    expect(renderTerminal(deviatingRun(), plain)).toMatch(
      /\nNot judged: \d+, not applicable: \d+; --verbose lists all\n {2}\d+ (?:inconclusive|not testable|excluded)/,
    );

    expect(text).toContain(
      '  1 not testable: the function offers no action `child`\n    trace.inherited-by-children\n',
    );
    expect(text).toContain(
      '  2 not applicable: the profile `streaming` is not declared\n    streaming.chunked streaming',
    );
  });

  it('names each problem of the baseline with its line', () => {
    expect(renderTerminal(staleRun(), plain)).toContain(
      'The baseline is out of date\n\n' +
        '  lambdaspec.baseline.yaml:7  stale\n    "next.one-outstanding" no longer deviates; remove the entry.\n',
    );
    expect(lastLine(staleRun())).toContain('; 1 stale baseline entry;');
  });

  it('shows all lines of the reason of an inconclusive run', () => {
    const run = interruptedRun({ reason: 'The runtime stopped answering.\n\n  after  4.1 s' });

    expect(renderTerminal(run, plain)).toContain('! The runtime stopped answering.\n\n  after  4.1 s\n');
  });
});

describe('hostile text', () => {
  it.each(Object.entries(runs))('neither controls the terminal nor looks like our text (%s)', (_, run) => {
    for (const verbose of [false, true]) {
      const text = renderTerminal(hostileRun({ ...run, reason: null }), {
        ...plain,
        width: 300,
        verbose,
        reportPaths: [`report${hostile}`],
      });

      expect(text).not.toMatch(/[^\P{C}\n]/u);
      expect(text).not.toMatch(/^ *FORGED/m);
      expect(text).toContain(String.raw`<&"'\u0000\u001b[31m]]>\ud800\u202e\nFORGED`);
    }
  });

  it('in the reason of the run stays on its lines', () => {
    const text = renderTerminal(hostileRun(smokeFailureRun()), plain);

    expect(text).not.toMatch(/[^\P{C}\n]/u);
    expect(text).toContain(String.raw`(runtime-exited-early)<&"'\u0000\u001b[31m]]>\ud800\u202e`);
  });
});
