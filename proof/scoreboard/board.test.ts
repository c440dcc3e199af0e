import { describe, expect, test } from 'vitest';
import { conformantRun, deviatingRun, sampleRun } from '../../harness/run/testing/sample-run.ts';
import { inOrder, markOf, rowsByArea, standingOf } from './board.ts';
import { checkBaselineAgainstRun, checkFindingsAgainstRun } from './check-run.ts';
import { findingsDocument } from './findings-document.ts';
import { scoreboardDocument } from './scoreboard-document.ts';
import { scoreboardOptions } from './scoreboard-options.ts';
import { sampleEntries, sampleExample, sampleFinding, sampleJudged } from './testing/sample-entries.ts';

/** All deviations of the sample run at MUST and SHOULD. */
const complete = {
  ...sampleFinding,
  requirements: [
    'next.no-client-timeout/poll-abandoned',
    'next.no-client-timeout/gives-up',
    'error.loop-continues',
    'response.413-survived',
    'trace.cleared-when-absent',
    'response.json-content-type',
  ],
};

describe('the findings against the run', () => {
  test('are right if they name every deviation at MUST and SHOULD', () => {
    expect(checkFindingsAgainstRun(sampleJudged({ findings: [complete] }))).toEqual([]);
  });

  test('lack a deviation by its code', () => {
    const findings = [{ ...complete, requirements: complete.requirements.slice(1) }];

    expect(checkFindingsAgainstRun(sampleJudged({ findings }))).toEqual([
      'examples/go/findings.yaml: no finding names next.no-client-timeout/poll-abandoned (MUST).',
    ]);
  });

  test('may name a deviation at MAY, and need not', () => {
    const findings = [{ ...complete, requirements: [...complete.requirements, 'next.empty-event-survived'] }];

    expect(checkFindingsAgainstRun(sampleJudged({ findings }))).toEqual([]);
  });

  test('name what no run shows any more', () => {
    const gone = [
      'loop.order/two-outcomes',
      'error.content-type/other',
      'next.one-outstanding',
      'next.polls-documented-path',
    ];
    const findings = [complete, { ...sampleFinding, slug: 'gone', requirements: gone }];

    expect(checkFindingsAgainstRun(sampleJudged({ findings }))).toEqual([
      'examples/go/findings.yaml: gone names loop.order/two-outcomes, which the run did not judge.',
      'examples/go/findings.yaml: gone names error.content-type/other, which deviates with another code.',
      'examples/go/findings.yaml: gone names next.one-outstanding, which is inconclusive (nothing was observed: every session ended before a second poll).',
      'examples/go/findings.yaml: gone names next.polls-documented-path, which is conformant.',
    ]);
  });

  test('are not asked for from our own runtimes', () => {
    expect(checkFindingsAgainstRun(sampleJudged({ by: 'lambdaspec' }))).toEqual([]);
  });
});

const entry = (requirement: string, line: number) => ({ requirement, reason: 'the cause', line });

test('a baseline has to expect each deviation at MUST, and nothing else', () => {
  const baseline = {
    file: 'b.yaml',
    entries: [entry('error.loop-continues', 2), entry('trace.variable-set', 4)],
  };

  expect(checkBaselineAgainstRun(sampleJudged({}, deviatingRun()), baseline, Object.keys({}))).toContain(
    'examples/go/b.yaml: no entry expects the deviation of next.no-client-timeout (MUST).',
  );
  const ids = deviatingRun().requirements.map(({ id }) => id);
  expect(checkBaselineAgainstRun(sampleJudged(), baseline, ids)[0]).toMatch(
    /^examples\/go\/b\.yaml:4: "trace\.variable-set" no longer deviates/,
  );
});

describe('the board', () => {
  test('puts runtimes of other authors first, by language', () => {
    expect(inOrder(sampleEntries().toReversed()).map(({ example }) => example.name)).toEqual([
      'cpp',
      'go',
      'rust',
      'bash',
    ]);
  });

  test('counts an expected deviation as a deviation', () => {
    expect(standingOf(sampleJudged(), 'SHOULD').deviates).toBe(3);
    expect(standingOf(sampleJudged({}, conformantRun()), 'SHOULD').deviates).toBe(0);
  });

  test('shows an advisory deviation at MAY', () => {
    const result = deviatingRun().requirements.find(({ id }) => id === 'error.content-type');

    expect(result?.level).toBe('MUST');
    expect(result && markOf(result)).toBe('MAY');
  });

  test('leaves out a requirement whose profile no runtime claims', () => {
    const claimed = sampleRun();
    const unclaimed = sampleRun(
      Object.fromEntries(claimed.requirements.map(({ id }) => [id, { verdict: 'not-applicable' as const }])),
    );

    expect(rowsByArea([sampleJudged({}, unclaimed)]).size).toBe(0);
    expect(rowsByArea([sampleJudged({}, unclaimed), sampleJudged({}, claimed)]).size).toBeGreaterThan(3);
  });
});

test('the scoreboard names what could not be judged, and keeps timings apart', () => {
  const text = scoreboardDocument(sampleEntries());
  const [board = '', timings = ''] = text.split('## Timings');

  expect(board).toContain('3 runtimes, 2 of them by other authors');
  expect(board).toContain('not judged here: This machine has no g++');
  expect(board).not.toMatch(/\d ms/);
  expect(timings).toContain('0.34 ms');
  expect(scoreboardDocument(sampleEntries())).toBe(text);
});

test('a finding has what an issue needs', () => {
  const text = findingsDocument(sampleEntries());

  for (const part of [
    '### The process ends after it has reported an error',
    '`example.org/runtime` 1.10',
    '- `loop.go`, line 63: returns on any error',
    'no issue found (“exits after error”)',
    'MUST `error.loop-continues/does-not-go-on`',
    'actual    the process exited with code 1',
    'lambdaspec --only error.loop-continues build/bootstrap',
  ]) {
    expect(text).toContain(part);
  }
  // Our own runtimes have no findings.
  expect(text).not.toContain('bash and curl');
});

test('finds the fence that a wire excerpt needs', () => {
  const run = deviatingRun();
  const deviations = run.deviations.map((one) => ({ ...one, actual: 'a ``` in it' }));
  const text = findingsDocument([sampleJudged({ findings: [sampleFinding] }, { ...run, deviations })]);

  expect(text).toContain('````text\n');
});

describe('the options', () => {
  const names = ['bash', 'go'];

  test('take a list of examples', () => {
    expect(scoreboardOptions(['--only', 'go,bash', '--fresh'], names)).toEqual({
      names: ['go', 'bash'],
      partial: true,
      fresh: true,
      cached: false,
      reproductions: false,
    });
    expect(scoreboardOptions([], names)).toMatchObject({ names, partial: false });
  });

  test.each([
    [['--only', 'goo'], 'There is no example "goo"; did you mean "go"?'],
    [
      ['--all'],
      "Unknown option '--all'. The options are --only <a,b>, --fresh, --cached and --reproductions.",
    ],
  ])('%j: says what is wrong', (words, message) => {
    expect(() => scoreboardOptions(words, names)).toThrow(message);
  });
});

test('an example without a package has no version on the board', () => {
  const { runtime: _, version: __, source: ___, ...own } = sampleExample({ by: 'lambdaspec' });

  expect(scoreboardDocument([{ example: own, run: conformantRun(), timings: null }])).toContain(
    "| [AWS's client for Go](go/README.md) |  | lambdaspec | Go |",
  );
});
