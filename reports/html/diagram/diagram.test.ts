import { describe, expect, it } from 'vitest';
import type { Deviation, ExchangeStep } from '../../../harness/run/run.ts';
import { diagram } from './diagram.ts';
import { drawnRun } from '../fixtures/drawn-run.ts';
import { lifelines, wide } from './lifelines.ts';
import { html } from '../markup/markup.ts';
import { rowsOf } from './rows.ts';

type Given = Partial<ExchangeStep> & Pick<ExchangeStep, 'kind'>;

function steps(...given: readonly Given[]): ExchangeStep[] {
  return given.map((step, line) => ({ at: line, label: step.kind, line, decisive: false, ...step }));
}

const [decided, undecided] = drawnRun().deviations;
if (decided === undefined || undecided === undefined) throw new Error('the sample is empty');

describe('the rows of a diagram', () => {
  it('join a body only to its own request', () => {
    const rows = rowsOf(
      steps(
        { kind: 'request', request: 1 },
        { kind: 'body', request: 1, label: '7 bytes', detail: '{"n":1}', decisive: true },
        { kind: 'request', request: 2 },
        { kind: 'request', request: 3 },
        { kind: 'body', request: 2 },
      ),
    );

    const drawn = rows.flatMap((row) => (row.kind === 'step' ? [row.step] : []));
    expect(drawn.map(({ kind, request }) => [kind, request])).toEqual([
      ['request', 1],
      ['request', 2],
      ['request', 3],
      ['body', 2],
    ]);
    expect(drawn[0]).toMatchObject({ detail: '7 bytes: {"n":1}', decisive: true });
  });

  it('stack downwards, with a gap row for a long silence', () => {
    const rows = rowsOf(
      steps({ kind: 'start', at: 0 }, { kind: 'freeze', at: 100 }, { kind: 'thaw', at: 9_100 }),
    );

    expect(rows.map(({ kind }) => kind)).toEqual(['step', 'step', 'gap', 'step']);
    expect(rows.slice(1).map(({ y }) => y)).toEqual(rows.slice(0, -1).map(({ y, height }) => y + height));
  });
});

describe('the line of the runtime', () => {
  it.each<[what: string, given: readonly Given[], states: readonly string[]]>([
    ['from start to exit', [{ kind: 'note' }, { kind: 'start' }, { kind: 'exit' }], ['running']],
    ['from the top, where the trace omits the start', [{ kind: 'request' }, { kind: 'exit' }], ['running']],
    [
      'frozen in between',
      [{ kind: 'start' }, { kind: 'freeze' }, { kind: 'thaw' }],
      ['running', 'frozen', 'running'],
    ],
    ['frozen from the top', [{ kind: 'thaw' }], ['frozen', 'running']],
    [
      'twice after a restart',
      [{ kind: 'start' }, { kind: 'exit' }, { kind: 'start' }],
      ['running', 'running'],
    ],
  ])('is drawn %s', (_, given, states) => {
    const { text } = lifelines(rowsOf(steps(...given)), 500, wide);

    expect(Array.from(text.matchAll(/class="(running|frozen)"/g), ([, state]) => state)).toEqual(states);
  });
});

/** The drawing for a desktop, and that for a phone. */
function drawings(one: Deviation): readonly [string, string] {
  const [before = '', after = ''] = (diagram(one)?.text ?? '').split('class="scroll narrow"');
  return [before, after];
}

describe('the diagram', () => {
  it('draws every kind of step', () => {
    const [text] = drawings(decided);

    for (const { label } of decided.exchange ?? []) expect(text).toContain(label);
    expect(text).toContain('injected: the reply is held for 45 000 ms');
    expect(text).toContain('⋮ 45.1 s');
    expect(text.match(/class="wait"/g)).toHaveLength(2);
  });

  it('marks the decisive step, or the end if no step is decisive', () => {
    expect(drawings(decided)[0].match(/class="hit"/g)).toHaveLength(1);
    expect(diagram(decided)?.text).not.toContain('judged here');
    expect(diagram(undecided)?.text).toContain('judged here: the process exited with code 70');
  });

  it('clips long texts to the diagram', () => {
    const long = {
      ...decided,
      exchange: steps({ kind: 'output', label: 'x'.repeat(9_999), detail: 'y'.repeat(9_999) }),
    };

    expect(diagram(long)?.text).toMatch(/>x{77}…<\/text.*>y{77}…<\/text/s);
  });

  it('keeps every lifeline on the screen of a phone, with shorter labels', () => {
    const [, text] = drawings({
      ...decided,
      exchange: steps({ kind: 'request', request: 1, label: 'x'.repeat(99) }),
    });

    const [, width = ''] = /viewBox="0 0 (\d+) /.exec(text) ?? [];
    expect(Number(width)).toBeLessThan(450);
    for (const [, x] of text.matchAll(/(?:x|cx)="(\d+)"/g)) expect(Number(x)).toBeLessThan(Number(width));
    expect(text).toMatch(/>x{36}…<\/text/);
  });

  it('is null without steps', () => {
    expect(html`${diagram({ ...decided, exchange: [] })}`.text).toBe('');
  });
});
