/** The options of the command that need a complete run to be tested. */
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from 'vitest';
import type { Run } from '../../harness/run/run.ts';
import { runLambdaspec, Started, storedRun, test } from '../support/run-command.ts';
import { bootstraps, referenceBootstrap } from '../support/places.ts';

const postsBoth = join(bootstraps, 'posts-both');
/** Each test runs the command several times, on a shared machine. */
const LIMIT_MS = 300_000;

const json = ['--report', 'json'];
const verdicts = ({ requirements }: Run): Record<string, string> =>
  Object.fromEntries(requirements.map(({ id, verdict }) => [id, verdict]));

/** The distinct deviations of a run. */
const found = ({ deviations }: Run): string[] =>
  [...new Set(deviations.map(({ requirement, code }) => `${requirement}/${code}`))].toSorted();

/** A line of a baseline. */
const entry = (requirement: string, more = ''): string =>
  `  - { requirement: ${requirement}, reason: known${more} }\n`;

describe.concurrent('--print-config', () => {
  test(
    'shows every setting and its origin, but no secret',
    { timeout: LIMIT_MS },
    async ({ expect, folder }) => {
      await writeFile(
        join(folder, 'lambdaspec.config.json'),
        JSON.stringify({ bootstrap: postsBoth, only: ['loop'], jobs: 3, env: { TOKEN: 'secret' } }),
      );

      const { stdout, exitCode } = await runLambdaspec(folder, ['--print-config', '--seed', '7'], {
        LAMBDASPEC_JOBS: '2',
      });

      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        bootstrap: { value: [postsBoth] },
        only: { value: ['loop'], origin: 'lambdaspec.config.json' },
        jobs: { value: 2, origin: 'LAMBDASPEC_JOBS' },
        seed: { value: 7, origin: '--seed' },
        env: { value: ['TOKEN'], origin: 'lambdaspec.config.json' },
        quick: { value: false, origin: 'default' },
        failOn: { value: 'must', origin: 'default' },
      });
      expect(stdout).not.toContain('secret');
      expect(await readdir(folder)).toEqual(['lambdaspec.config.json']);
    },
  );
});

describe.concurrent('--failed', () => {
  test('judges only the requirements that deviated', { timeout: LIMIT_MS }, async ({ expect, folder }) => {
    const words = ['--quick', '--only', 'loop.order', '--only', 'next.continues-after-result', ...json];
    await runLambdaspec(folder, [...words, postsBoth]);
    expect(verdicts(await storedRun(join(folder, 'lambdaspec-report/run.json')))).toEqual({
      'next.continues-after-result': 'conformant',
      'loop.order': 'deviates',
    });

    const { exitCode } = await runLambdaspec(folder, [...words, '--failed', postsBoth]);

    expect(exitCode).toBe(1);
    expect(verdicts(await storedRun(join(folder, 'lambdaspec-report/run.json')))).toEqual({
      'loop.order': 'deviates',
    });
  });

  test('keeps the run before it', { timeout: LIMIT_MS }, async ({ expect, folder }) => {
    const words = ['--quick', '--only', 'loop.order,next.continues-after-result', ...json];
    await runLambdaspec(folder, [...words, postsBoth]);
    const before = await readFile(join(folder, 'lambdaspec-report/run.json'), 'utf8');

    const { stderr } = await runLambdaspec(folder, [...words, '--failed', postsBoth]);
    const compared = await runLambdaspec(folder, [
      'compare',
      'lambdaspec-report/run.previous.json',
      'lambdaspec-report/run.json',
    ]);

    expect(await readFile(join(folder, 'lambdaspec-report/run.previous.json'), 'utf8')).toBe(before);
    expect(stderr).toContain('the run before is kept in lambdaspec-report/run.previous.json\n');
    expect(compared.stdout).toContain('0 new; 0 fixed; 1 still deviating; 0 requirements hold in both');
    expect(compared.exitCode).toBe(0);
  });

  test('needs a readable last run', { timeout: LIMIT_MS }, async ({ expect, folder }) => {
    const none = await runLambdaspec(folder, ['--failed', postsBoth]);
    await mkdir(join(folder, 'lambdaspec-report'));
    await writeFile(join(folder, 'lambdaspec-report/run.json'), '{"schemaVersion":1');
    const broken = await runLambdaspec(folder, ['--failed', postsBoth]);

    expect(none.exitCode).toBe(2);
    expect(none.stderr).toContain(
      'lambdaspec-report/run.json does not exist; run without --failed first. (USAGE)',
    );
    expect(broken.exitCode).toBe(2);
    expect(broken.stderr).toMatch(/lambdaspec-report\/run\.json: The report is not JSON: .* \(RUN_INVALID\)/);
  });
});

describe.concurrent('--bail', () => {
  test('ends the run at the first failing deviation', { timeout: LIMIT_MS }, async ({ expect, folder }) => {
    const { exitCode, stdout } = await runLambdaspec(folder, [
      '--quick',
      '--bail',
      '--only',
      'loop',
      ...json,
      '--report',
      'terminal',
      postsBoth,
    ]);

    const run = await storedRun(join(folder, 'lambdaspec-report/run.json'));
    expect(exitCode).toBe(1);
    expect(run.verdict).toBe('deviates');
    expect(run.complete).toBe(false);
    expect(run.deviations.filter(({ level }) => level === 'MUST')).not.toEqual([]);
    expect(stdout).toContain('--bail stopped the run at the first deviation');
  });
});

describe.concurrent('--time-limit', () => {
  const limited = ['--time-limit', '8s', '--report', 'terminal,json'];

  test('ends a run without a verdict', { timeout: LIMIT_MS }, async ({ expect, folder }) => {
    const ran = await runLambdaspec(folder, [...limited, referenceBootstrap]);

    const { verdict, complete, reason, durationMs } = await storedRun(
      join(folder, 'lambdaspec-report/run.json'),
    );
    expect({ verdict, complete, reason }).toEqual({
      verdict: 'inconclusive',
      complete: false,
      reason: '--time-limit 8s ended the run; the rest was not judged.',
    });
    expect(durationMs).toBeLessThan(30_000);
    expect(ran.stdout).toContain('--time-limit 8s ended the run');
    expect(ran.exitCode).toBe(3);
  });

  test(
    'keeps a deviation that fails the run and was found before',
    { timeout: LIMIT_MS },
    async ({ expect, folder }) => {
      const slow = ['--slow', '--only', 'next.no-client-timeout,loop.order', '--time-limit', '25s'];
      const { exitCode } = await runLambdaspec(folder, [...slow, ...json, postsBoth]);

      const run = await storedRun(join(folder, 'lambdaspec-report/run.json'));
      expect(run).toMatchObject({ verdict: 'deviates', complete: false });
      expect(run.warnings[0]).toBe('--time-limit 25s ended the run; the rest was not judged.');
      expect(exitCode).toBe(1);
    },
  );
});

describe.concurrent('--watch', () => {
  test(
    'judges again when the bootstrap changes, until Ctrl-C',
    { timeout: LIMIT_MS },
    async ({ expect, folder }) => {
      const bootstrap = join(folder, 'bootstrap');
      const becomes = (name: string): Promise<void> =>
        writeFile(bootstrap, `#!/bin/sh\nexec '${join(bootstraps, name)}'\n`);
      await becomes('posts-both');
      await chmod(bootstrap, 0o755);
      const report = ['--report', 'terminal', '--report', 'json=mine.json'];

      const watching = new Started(folder, [
        '--watch',
        '--quick',
        '--only',
        'loop.order',
        ...report,
        './bootstrap',
      ]);
      await watching.says('press Ctrl-C to stop');
      expect((await storedRun(join(folder, 'mine.json'))).verdict).toBe('deviates');
      await becomes('ignores-sigterm');
      await watching.says('press Ctrl-C to stop', 2);
      expect((await storedRun(join(folder, 'mine.json'))).verdict).toBe('conformant');
      // If its own report counted as a change, it would be reported before this one.
      await writeFile(join(folder, 'marker'), '');
      await watching.says('marker changed');
      watching.interrupt();
      const { exitCode, stderr } = await watching.ended();

      expect(stderr.match(/^.* changed$/gm)).toEqual(['bootstrap changed', 'marker changed']);
      expect(exitCode).toBe(0);
    },
  );

  test(
    'sees a change of the bootstrap in its own report folder',
    { timeout: LIMIT_MS },
    async ({ expect, folder }) => {
      const bootstrap = join(folder, 'bootstrap');
      const becomes = (name: string): Promise<void> =>
        writeFile(bootstrap, `#!/bin/sh\nexec '${join(bootstraps, name)}'\n`, { mode: 0o755 });
      await becomes('posts-both');

      const watching = new Started(folder, [
        '--watch',
        '--quick',
        '--only',
        'loop.order',
        '--out',
        '.',
        ...json,
        './bootstrap',
      ]);
      await watching.says('press Ctrl-C to stop');
      await becomes('ignores-sigterm');
      await watching.says('press Ctrl-C to stop', 2);
      await writeFile(join(folder, 'marker'), '');
      await watching.says('marker changed');
      watching.interrupt();
      const { exitCode, stderr } = await watching.ended();

      expect(stderr.match(/^.* changed$/gm)).toEqual(['bootstrap changed', 'marker changed']);
      expect((await storedRun(join(folder, 'run.json'))).verdict).toBe('conformant');
      expect(exitCode).toBe(0);
    },
  );
});

describe.concurrent('--shard and merge', () => {
  test('four merged shards equal the undivided run', { timeout: LIMIT_MS }, async ({ expect, folder }) => {
    const words = ['--quick', '--seed', '5', '--only', 'loop', '--only', 'error', ...json];
    const parts = ['1/4', '2/4', '3/4', '4/4'];

    const whole = await runLambdaspec(folder, [...words, '--out', 'whole', postsBoth]);
    await Promise.all(
      parts.map((part) =>
        runLambdaspec(folder, [...words, '--shard', part, '--out', `part-${part[0]}`, postsBoth]),
      ),
    );
    const merged = await runLambdaspec(folder, [
      'merge',
      '--out',
      'merged',
      ...json,
      ...parts.map((part) => `part-${part[0]}/run.json`),
    ]);

    expect(merged.stderr).toBe('');
    expect(merged.exitCode).toBe(whole.exitCode);
    const [one, other] = [
      await storedRun(join(folder, 'whole/run.json')),
      await storedRun(join(folder, 'merged/run.json')),
    ];
    expect(verdicts(other)).toEqual(verdicts(one));
    expect(Object.values(verdicts(one))).toEqual(expect.arrayContaining(['conformant', 'deviates']));
    expect(found(other)).toEqual(found(one));
    const cases = other.deviations.map((deviation) => deviation.case?.replace('cases/', ''));
    expect(new Set(await readdir(join(folder, 'merged/cases')))).toEqual(new Set(cases));
  });

  test(
    'merge reads its own report before it replaces it',
    { timeout: LIMIT_MS },
    async ({ expect, folder }) => {
      const report = 'lambdaspec-report/run.json';
      await runLambdaspec(folder, ['--quick', '--only', 'loop.order', '--shard', '1/1', postsBoth]);
      const before = await storedRun(join(folder, report));
      const cases = await readdir(join(folder, 'lambdaspec-report/cases'));

      const merged = await runLambdaspec(folder, ['merge', report]);

      expect(merged).toMatchObject({ exitCode: 1, stderr: '' });
      const after = await storedRun(join(folder, report));
      expect(verdicts(after)).toEqual(verdicts(before));
      expect(cases).not.toEqual([]);
      expect(await readdir(join(folder, 'lambdaspec-report/cases'))).toEqual(cases);
    },
  );

  test.for([
    ['stores no values of variables where nothing deviates', referenceBootstrap, false],
    ['stores the values of variables for its cases where something deviates', postsBoth, true],
  ] as const)('a shard %s', { timeout: LIMIT_MS }, async ([, bootstrap, stored], { expect, folder }) => {
    const words = ['--quick', '--only', 'loop.order', '--shard', '1/1', '--env', 'TOKEN=secret', ...json];
    const probe = bootstrap === referenceBootstrap ? ['--probe'] : [];

    await runLambdaspec(folder, [...words, ...probe, bootstrap]);

    const { shard } = await storedRun(join(folder, 'lambdaspec-report/run.json'));
    expect(shard?.setting?.environment).toEqual(stored ? { TOKEN: 'secret' } : undefined);
  });
});

describe.concurrent('--out', () => {
  test(
    'does not delete a folder `cases` of the user, and refuses to run where it would have to',
    { timeout: LIMIT_MS },
    async ({ expect, folder }) => {
      await mkdir(join(folder, 'cases'));
      await writeFile(join(folder, 'cases', 'notes.txt'), 'mine');
      await symlink('.', join(folder, 'lambdaspec-report'));
      await writeFile(join(folder, 'config.json'), JSON.stringify({ out: '.' }));
      const shard = [
        '--quick',
        '--only',
        'loop.order',
        '--shard',
        '1/1',
        '--out',
        'part',
        ...json,
        postsBoth,
      ];
      await runLambdaspec(folder, shard);
      const run = ['--quick', '--only', 'loop.order', ...json];

      for (const words of [
        [...run, '--out', '.', postsBoth],
        [...run, '--config', 'config.json', postsBoth],
        [...run, postsBoth],
        ['merge', '--out', '.', 'part/run.json'],
      ]) {
        const { stderr, exitCode } = await runLambdaspec(folder, words);

        expect(stderr).toMatch(
          /^lambdaspec: \S*cases\/notes\.txt was not written by lambdaspec, .* --out\. \(REPORT_NOT_WRITTEN\)\n$/,
        );
        expect(exitCode).toBe(2);
      }
      expect(await readFile(join(folder, 'cases', 'notes.txt'), 'utf8')).toBe('mine');
      expect(await readdir(folder)).not.toContain('run.json');
    },
  );

  test.for([
    ['--out', '/proc/nope', 'The report folder /proc/nope cannot be written: '],
    ['--out', '/proc/nope/deeper', 'The report folder /proc/nope/deeper cannot be written: '],
    ['--out', 'file', 'The report folder file cannot be written: '],
    ['--out', 'file/below', 'The report folder file/below cannot be written: '],
    ['--out', '.', '/report.html was not written by lambdaspec and would be replaced; choose another folder'],
    ['--report', 'html=/proc/nope/r.html', 'The report folder /proc/nope cannot be written: '],
    ['--report', 'html=.', 'The report . is a folder; name a file.'],
    ['--report', `html=${postsBoth}`, ' is the bootstrap, which would be replaced; name another file.'],
  ] as const)(
    '%s %s: refused before anything is started',
    { timeout: LIMIT_MS },
    async ([option, value, sentence], { expect, folder }) => {
      await writeFile(join(folder, 'file'), 'mine');
      await writeFile(join(folder, 'report.html'), 'mine');

      const { stdout, stderr, exitCode } = await runLambdaspec(folder, ['--quick', option, value, postsBoth]);

      expect(stderr).toContain(sentence);
      expect(stderr).toMatch(/^lambdaspec: [^\n]* \(REPORT_NOT_WRITTEN\)\n$/);
      expect([stdout, exitCode]).toEqual(['', 2]);
      expect(await readdir(folder)).toEqual(['file', 'report.html']);
    },
  );

  test(
    'a report that cannot be written at the end is printed instead',
    { timeout: LIMIT_MS },
    async ({ expect, folder }) => {
      const bootstrap = join(folder, 'bootstrap');
      const script = `#!/bin/sh\necho mine > '${folder}/out'\nexec ${postsBoth}\n`;
      await writeFile(bootstrap, script, { mode: 0o755 });

      const { stdout, stderr, exitCode } = await runLambdaspec(folder, [
        '--quick',
        '--only',
        'loop.order',
        ...json,
        '--out',
        'out',
        bootstrap,
      ]);

      expect(stdout).toMatch(/^deviates .*: 0 of 1 MUST hold/m);
      expect(stderr).toContain('/out is not a folder. (REPORT_NOT_WRITTEN)');
      expect(exitCode).toBe(2);
    },
  );

  test('replaces no symlink, and not its target', { timeout: LIMIT_MS }, async ({ expect, folder }) => {
    await writeFile(join(folder, 'precious.json'), 'mine');
    await mkdir(join(folder, 'out'));
    await symlink('../precious.json', join(folder, 'out', 'run.json'));

    const words = ['--quick', '--only', 'loop.order', ...json, '--out', 'out', postsBoth];
    const { stderr, exitCode } = await runLambdaspec(folder, words);

    expect(stderr).toMatch(
      /^lambdaspec: out\/run\.json was not written by lambdaspec .*\(REPORT_NOT_WRITTEN\)\n$/,
    );
    expect(exitCode).toBe(2);
    expect(await readFile(join(folder, 'precious.json'), 'utf8')).toBe('mine');
    expect(await readdir(join(folder, 'out'))).toEqual(['run.json']);
  });
});

describe.concurrent('a baseline', () => {
  const quick = ['--quick', '--only', 'loop.order', ...json, '--report', 'terminal'];
  const expected = entry('loop.order');

  test.for([
    ['expected', postsBoth, expected, 0, 'expected'],
    ['new', postsBoth, entry('error.not-after-response'), 1, 'loop.order'],
    ['stale', referenceBootstrap, expected, 4, '"loop.order" no longer deviates; remove the entry.'],
    [
      'stale by its code',
      postsBoth,
      expected + entry('loop.order/polls-before-outcome'),
      4,
      '"loop.order" deviates, but no longer with the code "polls-before-outcome"',
    ],
    ['expired', postsBoth, entry('loop.order', ', until: 2020-02-29'), 4, 'was expected until 2020-02-29'],
    [
      'ambiguous',
      postsBoth,
      expected + entry('loop.*'),
      4,
      'Lines 2 and 3 both expect the deviation of loop.order',
    ],
  ] as const)(
    '%s',
    { timeout: LIMIT_MS },
    async ([, bootstrap, entries, exitCode, sentence], { expect, folder }) => {
      await writeFile(join(folder, 'b.yaml'), `expected:\n${entries}`);
      const probe = bootstrap === referenceBootstrap ? ['--probe'] : [];

      const ran = await runLambdaspec(folder, [...quick, ...probe, '--baseline', 'b.yaml', bootstrap]);

      expect(ran.stdout.replaceAll(/\s+/g, ' ')).toContain(sentence);
      expect(ran.exitCode).toBe(exitCode);
    },
  );

  test('unknown: reported before anything is started', { timeout: LIMIT_MS }, async ({ expect, folder }) => {
    await writeFile(join(folder, 'b.yaml'), `expected:\n${entry('loop.ordre')}`);

    const { stderr, exitCode } = await runLambdaspec(folder, [...quick, '--baseline', 'b.yaml', postsBoth]);

    expect(stderr).toBe(
      'lambdaspec: b.yaml:2: No requirement matches "loop.ordre"; did you mean "loop.order"? (BASELINE_UNKNOWN)\n',
    );
    expect(exitCode).toBe(4);
  });

  test(
    'is written to the file that the configuration names, and is then used by the run',
    { timeout: LIMIT_MS },
    async ({ expect, folder }) => {
      await writeFile(
        join(folder, 'lambdaspec.config.json'),
        JSON.stringify({
          bootstrap: postsBoth,
          quick: true,
          only: ['loop.order'],
          bail: true,
          baseline: 'known.yaml',
        }),
      );

      const shown = await runLambdaspec(folder, ['baseline']);
      const written = await runLambdaspec(folder, ['baseline', '--update', '--reason', 'issue 12']);
      const judged = await runLambdaspec(folder, []);

      expect(shown.stdout).toBe(
        'known.yaml does not exist; --update would write:\n  + loop.order/two-outcomes\n',
      );
      expect(shown.exitCode).toBe(4);
      expect(written.stdout).toBe('known.yaml updated:\n  + loop.order/two-outcomes\n');
      expect(written.exitCode).toBe(0);
      expect(judged.exitCode).toBe(0);
      expect(judged.stdout).toContain('issue 12');
    },
  );

  test('that does not exist is not called up to date', { timeout: LIMIT_MS }, async ({ expect, folder }) => {
    const words = ['baseline', '--quick', '--only', 'next.continues-after-result', postsBoth];
    const { stdout, exitCode } = await runLambdaspec(folder, words);

    expect(stdout).toBe(
      'There is no lambdaspec.baseline.yaml, and none is needed: no deviation fails the run.\n',
    );
    expect(exitCode).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });

  test(
    'is not written for a bootstrap that cannot be judged',
    { timeout: LIMIT_MS },
    async ({ expect, folder }) => {
      const { stderr, exitCode } = await runLambdaspec(folder, ['baseline', '--update', '/bin/false']);

      expect(stderr).toContain('lambdaspec: nothing recorded. The runtime exited with code 1');
      expect(exitCode).toBe(3);
      expect(await readdir(folder)).toEqual([]);
    },
  );
});
