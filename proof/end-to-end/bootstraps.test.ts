/** Inert, absurd and hostile bootstraps: they never get a green result, block a run or leave anything behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ofToday } from '../../harness/base/testing/of-today.ts';
import { judgeWithCommand, type Judged } from '../support/judge-bootstrap.ts';
import { bootstraps, command } from '../support/places.ts';

/** A flood without bounds would take gigabytes; the worker with all suites and its young garbage takes about 300. */
const RSS_LIMIT_MB = 400;

const conformant = ({ run }: Judged): string[] =>
  (run?.requirements ?? []).filter((result) => result.verdict === 'conformant').map((result) => result.id);

/** What the run says of each. */
const unusable: readonly (readonly [bootstrap: string, sentence: string, ...words: string[]])[] = [
  ['/bin/true', 'exited with code 0 before it asked'],
  ['/bin/false', 'exited with code 1 before it asked'],
  ['/bin/sleep', 'did not ask for an invocation within 10 s: it sent no request', '1000'],
  [join(bootstraps, 'exits-with-1'), 'cannot find the function'],
  [join(bootstraps, 'not-executable'), 'could not be started'],
  [join(bootstraps, 'polls-and-never-answers'), 'did not settle them'],
  [join(bootstraps, 'answers-with-nothing'), 'nothing shows that a function ran'],
  [join(bootstraps, 'sends-garbage'), 'did not ask for an invocation'],
];

describe.concurrent('a bootstrap that cannot be judged', () => {
  test.each(ofToday(unusable, 3))(
    '%s: prints one clear sentence, exits with 3, reports nothing as conformant',
    { timeout: 60_000 },
    async (bootstrap, sentence, ...rest) => {
      const judged = await judgeWithCommand([bootstrap, ...rest]);

      expect(judged.stdout.replaceAll(/\s+/g, ' ')).toContain(sentence);
      expect(judged.stderr).not.toMatch(/\n\s+at /);
      expect(judged.exitCode).toBe(3);
      expect(judged.run?.requirements.length).toBeGreaterThan(200);
      expect(conformant(judged)).toEqual([]);
      expect(judged.leftovers).toEqual([]);
      expect(judged.peakRssMb).toBeLessThan(RSS_LIMIT_MB);
    },
  );
});

describe.concurrent('a bootstrap that breaks a MUST before it serves an event', () => {
  test.each([
    [
      'polls-with-post',
      'next.polls-documented-path/wrong-first-request',
      'POST /2018-06-01/runtime/invocation/next (405)',
    ],
    [
      'posts-to-another-version',
      'response.posted-to-invocation/wrong-path',
      '/2015-03-31/runtime/invocation/',
    ],
    [
      'restores-without-snapstart',
      'snapstart.only-under-snapstart/called-without-snapstart',
      'GET /2018-06-01/runtime/restore/next (404)',
    ],
    ['puts-its-init-error', 'init.reports-failure/wrong-method', 'PUT /2018-06-01/runtime/init/error (405)'],
  ])('%s: deviates, %s', { timeout: 60_000 }, async (name, deviation, actual) => {
    const judged = await judgeWithCommand([join(bootstraps, name)]);
    const found = judged.run?.deviations.find(
      ({ requirement, code }) => `${requirement}/${code}` === deviation,
    );

    expect(judged.exitCode).toBe(1);
    expect(judged.run?.verdict).toBe('deviates');
    expect(found).toMatchObject({ level: 'MUST', test: 'smoke test' });
    expect(found?.actual).toContain(actual);
    expect(found?.trace.join('\n')).toContain(actual.split(' ')[1] ?? actual);
    expect(judged.stdout.replaceAll(/\s+/g, ' ')).toContain('Only the smoke test was judged.');
    expect(conformant(judged)).toEqual([]);
    expect(judged.leftovers).toEqual([]);
  });

  test('needs-home: is not judged, and the advice names the variable', { timeout: 60_000 }, async () => {
    const judged = await judgeWithCommand([join(bootstraps, 'needs-home')]);

    expect(judged.exitCode).toBe(3);
    expect(judged.stdout.replaceAll(/\s+/g, ' ')).toContain('pass `--env HOME=…`');
  });
});

describe.concurrent('an absurd bootstrap', () => {
  test('posts-both: deviates at MUST', { timeout: 180_000 }, async () => {
    const judged = await judgeWithCommand([
      '--quick',
      '--only',
      'loop',
      '--only',
      'error',
      join(bootstraps, 'posts-both'),
    ]);

    expect(judged.exitCode).toBe(1);
    expect(judged.run?.deviations.map((deviation) => deviation.requirement)).toEqual(
      expect.arrayContaining(['loop.order', 'error.not-after-response']),
    );
  });

  test.each(ofToday(['ignores-sigterm', 'leaves-a-grandchild', 'floods-stdout'], 3))(
    '%s: is judged in bounded time and memory, and leaves nothing behind',
    { timeout: 180_000 },
    async (name) => {
      const judged = await judgeWithCommand(['--quick', '--only', 'next', join(bootstraps, name)]);

      expect(judged.run?.target.grade).toBe('echo');
      expect(conformant(judged)).toContain('next.continues-after-result');
      expect(judged.leftovers).toEqual([]);
      expect(judged.peakRssMb).toBeLessThan(RSS_LIMIT_MB);
    },
  );
});

/** Judges at port 9001, which another test may hold for the length of a smoke test. */
async function judgeAtFixedPort(words: readonly string[]): Promise<Judged> {
  const judged = await judgeWithCommand(words);
  return judged.stdout.includes('is in use') ? judgeWithCommand(words) : judged;
}

test.skipIf(process.platform !== 'linux')(
  'calls-a-fixed-address: deviates, and is judged through port 9001',
  { timeout: 300_000 },
  async () => {
    const only = ['init.settings-from-environment', 'next.continues-after-result'];
    const judged = await judgeAtFixedPort([
      ...only.flatMap((id) => ['--only', id]),
      join(bootstraps, 'calls-a-fixed-address'),
    ]);

    expect(judged.exitCode).toBe(1);
    expect(judged.run?.target.grade).toBe('echo');
    expect(judged.run?.deviations).toMatchObject([
      { requirement: 'init.settings-from-environment', code: 'fixed-address', level: 'MUST' },
    ]);
    expect(conformant(judged)).toEqual(['next.continues-after-result']);
    expect(judged.leftovers).toEqual([]);
  },
);

describe.concurrent('a supervisor that loses the invocation of a dead worker', () => {
  test('deviates when the worker is killed', { timeout: 180_000 }, async () => {
    const judged = await judgeWithCommand([
      '--probe',
      '--only',
      'next.not-before-outcome',
      '--only',
      'response.exactly-one-outcome',
      join(bootstraps, 'restarts-its-worker'),
    ]);

    expect(judged.run?.target.grade).toBe('probe');
    expect(judged.run?.deviations).toMatchObject([
      { requirement: 'next.not-before-outcome', code: 'polls-before-outcome' },
      { requirement: 'response.exactly-one-outcome', code: 'no-outcome' },
    ]);
    expect(judged.leftovers).toEqual([]);
  });
});

describe.concurrent('a bootstrap with two connections', () => {
  test('may close the idle one while it polls', { timeout: 180_000 }, async () => {
    const judged = await judgeWithCommand(['--only', 'next.no-client-timeout', join(bootstraps, 'fetches')]);

    expect(judged.run?.deviations).toEqual([]);
    expect(conformant(judged)).toEqual(['next.no-client-timeout']);
    expect(judged.exitCode).toBe(0);
  });
});

describe.concurrent('wrong usage', () => {
  test.each([
    [[], 'No bootstrap given'],
    [['--frobnicate', './x'], 'Unknown option --frobnicate. Did you mean'],
    [['--only', 'nexd', '/bin/true'], 'No requirement matches "nexd". Did you mean "next"?'],
    [['--skip', 'loop.ordre', '/bin/true'], 'Did you mean "loop.order"?'],
    [['./does-not-exist'], 'does not exist'],
    [['/bin'], 'is a folder'],
    [['--env', 'no-value', '/bin/true'], '--env expects NAME=value'],
    [['--level', 'will', '/bin/true'], '--level expects must, should or may'],
    [['--jobs', '0', '/bin/true'], '--jobs expects a whole number'],
    [['--seed', '', '/bin/true'], 'empty value'],
    [['--report', 'pdf', '/bin/true'], '--report expects terminal, json, '],
    [['--profile', 'streamin', '/bin/true'], 'did you mean "streaming"?'],
    [['--task-root', './nowhere', '/bin/true'], 'nowhere (--task-root) is not a folder'],
    [['--quick', '--slow', '/bin/true'], 'exclude each other'],
    [['explain', 'next.one'], 'Did you mean "next.'],
    [['compare', 'one.json'], 'compare needs two runs'],
    [['merge'], 'merge needs the run.json of every shard'],
    [['report'], 'report needs one run'],
  ])('%j: prints one sentence and exits with 2', { timeout: 20_000 }, async (words, sentence) => {
    const child = spawn(process.execPath, [command, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
    await once(child, 'close');

    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(child.exitCode).toBe(2);
  });
});
