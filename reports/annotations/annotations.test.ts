import { describe, expect, it } from 'vitest';
import { renderAnnotations } from './annotations.ts';
import { hostileRun } from '../../harness/run/testing/hostile-run.ts';
import {
  conformantRun,
  deviatingRun,
  interruptedRun,
  smokeFailureRun,
} from '../../harness/run/testing/sample-run.ts';

interface Annotation {
  readonly kind: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Parses workflow commands as the runner does: splits at the first `::`, then at commas, then unescapes. */
function annotations(document: string): Annotation[] {
  return document
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => {
      const [, kind = '', properties = '', text = ''] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? [];
      const pairs = properties.split(',').map((pair) => {
        const [name = '', value = ''] = pair.split('=', 2);
        return [name, unescaped(value, { '%3A': ':', '%2C': ',' })] as const;
      });
      return { kind, properties: Object.fromEntries(pairs), text: unescaped(text, {}) };
    });
}

function unescaped(text: string, more: Readonly<Record<string, string>>): string {
  const known: Readonly<Record<string, string>> = { '%0D': '\r', '%0A': '\n', ...more };
  return Object.entries(known)
    .reduce((rest, [code, character]) => rest.replaceAll(code, character), text)
    .replaceAll('%25', '%');
}

describe('renderAnnotations', () => {
  it('has one line per deviating requirement, most severe first, and one for the run', () => {
    const run = deviatingRun();
    const found = annotations(renderAnnotations(run));

    const deviating = run.requirements.filter(({ verdict }) => verdict === 'deviates');
    const about = found.filter(({ properties }) => /^(MUST|SHOULD|MAY) /.test(properties['title'] ?? ''));
    const named = about.map(({ properties }) => (properties['title'] ?? '').replace(/^\w+ |\/.*/g, ''));
    expect(new Set(named)).toEqual(new Set(deviating.map(({ id }) => id)));
    expect(named).toHaveLength(deviating.length);
    expect(about.map(({ kind }) => kind)).toEqual(
      about.map(({ kind }) => kind).toSorted((a, b) => order.indexOf(a) - order.indexOf(b)),
    );
    expect(about[0]?.text).toMatch(/^The runtime .*\nexpected: .*\nactual: /);
    expect(about[0]?.text).toContain('explain: lambdaspec explain ');
    expect(found.at(-1)).toMatchObject({ kind: 'notice', properties: { title: 'lambdaspec: deviates' } });
  });

  it('points to the line of the baseline', () => {
    const problems = [{ kind: 'stale', line: 7, message: 'No longer deviates.' }] as const;
    const run = { ...conformantRun(), baseline: { file: 'a,b:c.yaml', entries: 1, problems: [...problems] } };

    expect(annotations(renderAnnotations(run))[0]).toEqual({
      kind: 'error',
      properties: { file: 'a,b:c.yaml', line: '7', title: 'baseline: stale' },
      text: 'No longer deviates.',
    });
  });

  it('says why a bootstrap could not be judged', () => {
    const [first] = annotations(renderAnnotations(smokeFailureRun()));

    expect(first).toMatchObject({ kind: 'error', properties: { title: 'lambdaspec: inconclusive' } });
    expect(first?.text).toContain(smokeFailureRun().reason?.split('\n')[0]);
  });

  it.each([
    ['conformant', conformantRun()],
    ['deviating', deviatingRun()],
    ['smoke failure', smokeFailureRun()],
    ['interrupted', interruptedRun()],
  ])('contains no workflow command from foreign text (%s)', (_, run) => {
    const found = annotations(renderAnnotations(hostileRun(run)));

    expect(found).toHaveLength(annotations(renderAnnotations(run)).length);
    for (const { kind, properties } of found) {
      expect(order).toContain(kind);
      expect(['title', 'file', 'line']).toEqual(expect.arrayContaining(Object.keys(properties)));
    }
    expect(renderAnnotations(hostileRun(run))).not.toMatch(/[^\P{C}\n]/u);
  });

  it('keeps text that looks like an escape', () => {
    const run = deviatingRun();
    const text = `100%0A::error::no`;
    const [first, ...others] = run.deviations;
    const changed = {
      ...run,
      deviations: first === undefined ? [] : [{ ...first, message: text }, ...others],
    };

    expect(renderAnnotations(changed)).toContain('100%250A::error::no');
    expect(annotations(renderAnnotations(changed)).some((one) => one.text.startsWith(text))).toBe(true);
  });
});

const order = ['error', 'warning', 'notice'];
