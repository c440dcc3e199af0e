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

function traceLines(text: string): number {
  return text.split('\n').filter((line) => /│ .*line \d/.test(line)).length;
}

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
      'conforms: 5 of 5 MUST, 5 of 5 SHOULD, 3 of 4 MAY hold; 0 deviations; 4 not judged; 12.3 s; report in lambdaspec-report/',
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

  it('follows the ids that fail the run, most severe first', () => {
    const ids = [
      'next.no-client-timeout',
      'error.loop-continues',
      'response.413-survived',
      'trace.cleared-when-absent',
    ];

    expect(renderTerminal(deviatingRun({ failOn: 'SHOULD' }), plain)).toContain(
      `\n\n${ids.map((id) => `✗ ${id}\n`).join('')}deviates: `,
    );
  });

  it('makes no claim when nothing was judged', () => {
    expect(lastLine(smokeFailureRun())).toMatch(/^inconclusive: none of 17 requirements was judged;/);
  });

  it('states that a run was interrupted, even after a proven deviation', () => {
    expect(lastLine(deviatingRun({ complete: false }))).toMatch(/^deviates, interrupted: /);
  });
});

describe('a deviation', () => {
  const warningOnly = sampleRun({ 'trace.cleared-when-absent': { verdict: 'deviates', found: [{}] } });

  it('that does not fail the run is brief while another one fails it', () => {
    const text = renderTerminal(deviatingRun(), plain);
    const warnings = text.slice(text.indexOf('\nSHOULD:'), text.indexOf('\nMAY and advisory:'));

    expect(warnings).toContain('\n  not failing the run; --verbose shows the traces\n');
    expect(warnings).toContain('! warning  response.413-survived');
    expect(warnings).not.toContain('│');
  });

  it('is shown in full when no other fails the run', () => {
    const text = renderTerminal(warningOnly, plain);

    expect(text).toContain('SHOULD: 1 requirement does not hold\n  not failing the run\n\n');
    expect(text).toContain('│    87.5ms  !! injected');
    expect(text).not.toContain('✗ trace.cleared-when-absent');
  });

  it('fails the run at the level the user chose', () => {
    const text = renderTerminal({ ...warningOnly, verdict: 'deviates', failOn: 'SHOULD' }, plain);

    expect(text).toContain('SHOULD: 1 requirement does not hold\n\n');
    expect(text).toContain('\n✗ trace.cleared-when-absent\ndeviates: ');
  });

  it('shows the beginning and the end of a long trace', () => {
    const trace = Array.from({ length: 40 }, (_, n) => `${n}.0ms  line ${n}`);
    const run = sampleRun({ 'error.loop-continues': { verdict: 'deviates', found: [{ trace }] } });

    expect(traceLines(renderTerminal(run, plain))).toBe(11);
    expect(renderTerminal(run, plain)).toContain('│            … 29 lines (--verbose shows them)');
    expect(renderTerminal(run, plain)).toContain('39.0ms  line 39');
    expect(traceLines(renderTerminal(run, { ...plain, verbose: true }))).toBe(40);
  });

  it('shortens a huge value', () => {
    const actual = `\u001b[31m${'x'.repeat(999_995)}`;
    const run = sampleRun({ 'error.loop-continues': { verdict: 'deviates', found: [{ actual }] } });

    expect(renderTerminal(run, plain).length).toBeLessThan(6_000);
    expect(renderTerminal(run, plain)).toContain('999,600 characters');
    expect(renderTerminal(run, plain)).toContain(String.raw`\u001b[31mxxx`);
  });

  it('with many occurrences shows two and counts the rest', () => {
    const run = sampleRun({ 'error.loop-continues': { verdict: 'deviates', found: [{}, {}, {}, {}] } });

    expect(renderTerminal(run, plain)).toContain(
      'and 2 more deviations from this requirement; --verbose shows all',
    );
    expect(renderTerminal(run, { ...plain, verbose: true })).toContain('cases/d4.json');
  });
});

describe('what is not a deviation', () => {
  it('is grouped by reason, with the ids', () => {
    const text = renderTerminal(deviatingRun(), plain);

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
