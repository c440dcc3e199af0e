import { stripVTControlCharacters } from 'node:util';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import type { Run } from '../harness/run/run.ts';
import { renderComparisonMarkdown } from './compare/markdown.ts';
import { renderComparison } from './compare/terminal.ts';
import { type Change, compareRuns } from '../harness/run/compare.ts';
import { hostileRun } from '../harness/run/testing/hostile-run.ts';
import { markdownLimit } from './markdown.ts';
import {
  conformantRun,
  deviatingRun,
  sampleRun,
  smokeFailureRun,
} from '../harness/run/testing/sample-run.ts';

const id = 'next.no-client-timeout';
const plain = { colour: false, width: 100, verbose: false };

/** The sample with one requirement that has this verdict, and perhaps deviations with these messages. */
function one(verdict: Run['requirements'][number]['verdict'], ...messages: string[]): Run {
  return sampleRun({ [id]: { verdict, found: messages.map((message) => ({ message })) } });
}

function without(run: Run, gone: string): Run {
  return { ...run, requirements: run.requirements.filter((result) => result.id !== gone) };
}

function change(before: Run, after: Run): Change | undefined {
  const { changes } = compareRuns(before, after);
  expect(changes.length).toBeLessThanOrEqual(1);
  return changes[0];
}

/** The same run with twenty times the requirements. */
function many(run: Run): Run {
  return {
    ...run,
    requirements: Array.from({ length: 20 }, (_, n) =>
      run.requirements.map((result) => ({ ...result, id: `${result.id}-${n}` })),
    ).flat(),
    deviations: Array.from({ length: 20 }, (_, n) =>
      run.deviations.map((found) => ({ ...found, requirement: `${found.requirement}-${n}` })),
    ).flat(),
  };
}

/** The elements that GitHub makes of a document, but for those that stand around code. */
function tags(markdown: string): string[] {
  const page = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  return [...page.matchAll(/<\/?[a-z]\w*/g)].map(([tag]) => tag).filter((tag) => !/code|span/.test(tag));
}

/** A later version: one MUST mended, another gone wrong, one deviation of two gone, one requirement no longer judged. */
function laterRun(): Run {
  const { target } = conformantRun();
  return sampleRun(
    {
      'error.loop-continues': { verdict: 'conformant' },
      'next.no-client-timeout': {
        verdict: 'deviates',
        found: [{ message: 'The runtime closed the connection of its poll after 45.2 s and asked again.' }],
      },
      'trace.variable-set': {
        verdict: 'deviates',
        found: [{ message: 'The variable was not set.' }, { message: 'The variable had no root.' }],
      },
      'response.413-survived': {
        verdict: 'inconclusive',
        reason: 'the runtime was too slow',
        observations: 0,
      },
      'response.json-content-type': { verdict: 'conformant' },
      'trace.inherited-by-children': { verdict: 'conformant' },
      'shutdown.sigterm-as-pid-1': { verdict: 'excluded' },
      'streaming.chunked': { verdict: 'inconclusive', reason: 'nothing came', observations: 0 },
    },
    {
      verdict: 'deviates',
      target: { ...target, sha256: 'b2'.repeat(32), profiles: ['core', 'streaming'] },
      tool: { name: 'lambdaspec', version: '0.2.0' },
      startedAt: '2026-12-01T08:00:00.000Z',
    },
  );
}

describe('compareRuns', () => {
  it.each([
    ['deviates', 'conformant', 'fixed'],
    ['expected-deviation', 'unexpectedly-conformant', 'fixed'],
    ['conformant', 'deviates', 'new'],
    ['inconclusive', 'deviates', 'new'],
    ['not-applicable', 'expected-deviation', 'new'],
    ['deviates', 'expected-deviation', 'still'],
    ['deviates', 'inconclusive', 'lost'],
    ['conformant', 'not-testable', 'lost'],
    ['inconclusive', 'conformant', 'gained'],
    ['inconclusive', 'not-testable', 'changed'],
    ['conformant', 'conformant', undefined],
    ['excluded', 'excluded', undefined],
  ] as const)('%s, then %s: %s', (before, after, kind) => {
    expect(change(one(before), one(after))?.kind).toBe(kind);
  });

  it.each([
    ['deviates', 'lost'],
    ['conformant', 'lost'],
    ['inconclusive', undefined],
  ] as const)(
    'takes nothing for fixed that the later run did not select: %s, then absent: %s',
    (verdict, kind) => {
      const found = change(one(verdict, 'It hung.'), without(sampleRun(), id));

      expect(found?.kind).toBe(kind);
      expect(found?.disappeared ?? []).toEqual([]);
    },
  );

  it('calls new what the earlier run did not select', () => {
    const found = change(without(sampleRun(), id), one('deviates', 'It hung.'));

    expect(found).toMatchObject({ kind: 'new', before: null, after: 'deviates', fails: true });
  });

  it('knows a deviation again when only its numbers differ', () => {
    const before = one('deviates', 'It hung for 30.0 s.', 'It crashed.');
    const after = one('deviates', 'It hung for 45.1 s.', 'It lied.');

    const found = change(before, after);

    expect(found?.kind).toBe('still');
    expect(found?.appeared.map(({ message }) => message)).toEqual(['It lied.']);
    expect(found?.disappeared.map(({ message }) => message)).toEqual(['It crashed.']);
  });

  it('says what fails the later run', () => {
    const should = { 'next.one-outstanding': { verdict: 'deviates', found: [{}] } } as const;
    const after = sampleRun(should);

    expect(change(sampleRun(), after)?.fails).toBe(false);
    expect(change(sampleRun(), { ...after, failOn: 'SHOULD' })?.fails).toBe(true);
  });

  it('keeps the order of the catalogue, with what only one run has in its place', () => {
    const { changes } = compareRuns(
      without(deviatingRun(), 'response.413-survived'),
      without(without(deviatingRun(), id), 'error.content-type'),
    );
    const order = deviatingRun().requirements.map((result) => result.id);
    const positions = changes.map(({ requirement }) => order.indexOf(requirement.id));

    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    expect(changes.map(({ requirement }) => requirement.id)).toContain(id);
  });

  it('counts what holds in both', () => {
    expect(compareRuns(sampleRun(), one('deviates')).unchanged).toBe(sampleRun().requirements.length - 1);
  });

  it('finds nothing between a run and itself', () => {
    const { changes, caveats, sameTarget } = compareRuns(conformantRun(), conformantRun());

    expect({ changes, caveats, sameTarget }).toEqual({ changes: [], caveats: [], sameTarget: true });
  });
});

describe('what makes runs less comparable', () => {
  const run = conformantRun();
  const effort = { pace: 'normal', runs: 30 } as const;

  it.each<[string, Partial<Run>, RegExp]>([
    [
      'tool',
      { tool: { name: 'lambdaspec', version: '0.2.0' } },
      /^Different versions of lambdaspec: 0\.1\.0 before/,
    ],
    [
      'selection',
      { requirements: run.requirements.slice(2) },
      /^Different selections .*: 2 only before, 0 only after;/,
    ],
    [
      'profiles',
      { target: { ...run.target, profiles: ['core', 'streaming'] } },
      /^Different profiles: core before/,
    ],
    ['pace', { effort: { ...effort, pace: 'quick' } }, /^Different paces: normal before, quick after/],
    [
      'cases',
      { effort: { ...effort, runs: 3 } },
      /^Different numbers of generated cases: 30 before, 3 after/,
    ],
    ['function', { target: { ...run.target, grade: 'echo' } }, /^Different grades of function: probe before/],
    [
      'host',
      { host: { ...run.host, arch: 'arm64' } },
      /^Different hosts: linux x64 before, linux arm64 after/,
    ],
    ['fail-on', { failOn: 'MAY' }, /^Different values of --fail-on: MUST before, MAY after/],
    ['interruption', { complete: false }, /^The run after was interrupted/],
    ['shard', { shard: { index: 1, count: 2, unexercised: [] } }, /^The run after is shard 1\/2/],
  ])('%s', (_, other, sentence) => {
    const { caveats } = compareRuns({ ...run, effort }, { ...run, effort, ...other });

    expect(caveats).toEqual([expect.stringMatching(sentence)]);
  });

  it.each([
    ['the same bytes elsewhere', { command: ['/opt/bootstrap', '--verbose'] }, true],
    ['other bytes', { sha256: 'b2'.repeat(32) }, false],
    ['other arguments', { command: ['./bootstrap'] }, false],
    ['unreadable', { sha256: null }, null],
  ])('the executable: %s', (_, target, same) => {
    const other = { ...run, target: { ...run.target, ...target } };

    expect(compareRuns(run, other).sameTarget).toBe(same);
  });
});

describe('the documents', () => {
  const comparison = compareRuns(deviatingRun(), laterRun());

  it('are these', async () => {
    await expect(renderComparison(comparison, plain)).toMatchFileSnapshot('golden/comparison.txt');
    await expect(renderComparisonMarkdown(comparison)).toMatchFileSnapshot('golden/comparison.md');
  });

  it('differ by their colours only', () => {
    const coloured = renderComparison(comparison, { ...plain, colour: true });

    expect(coloured).toContain('\u001b[');
    expect(stripVTControlCharacters(coloured)).toBe(renderComparison(comparison, plain));
  });

  it('end with the outcome', () => {
    const same = compareRuns(conformantRun(), conformantRun());

    expect(renderComparison(same, { ...plain, width: 200 })).toMatch(
      /\nconforms before, conforms after; 0 new; 0 fixed; 0 still deviating; 13 requirements hold in both\n$/,
    );
    expect(renderComparison(comparison, { ...plain, width: 200 })).toMatch(
      /; 1 new \(1 of them fails the run\); 5 fixed/,
    );
  });

  it('survive hostile text', () => {
    const hostile = compareRuns(hostileRun(deviatingRun()), hostileRun(laterRun()));

    for (const text of [renderComparison(hostile, plain), renderComparisonMarkdown(hostile)]) {
      expect(text).not.toMatch(/[^\P{C}\n]/u);
      expect(text).not.toMatch(/^\W*FORGED/m);
    }
    expect(tags(renderComparisonMarkdown(hostile))).toEqual(tags(renderComparisonMarkdown(comparison)));
  });

  it('fit into a comment', () => {
    const messages = Array.from({ length: 50 }, (_, n) => `Message @${'x'.repeat(n)} ${'<'.repeat(300)}`);
    const text = renderComparisonMarkdown(
      compareRuns(many(one('deviates', 'It hung.')), many(one('deviates', ...messages))),
    );
    const news = renderComparisonMarkdown(compareRuns(smokeFailureRun(), many(deviatingRun())));

    expect(text.length).toBeLessThan(markdownLimit);
    expect(text).toMatch(/ {2}- and 45 more\n/);
    expect(text).toMatch(/\n- and \d+ more\n/);
    expect(news.length).toBeLessThan(markdownLimit);
  });
});
