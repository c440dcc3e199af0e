import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test as base } from 'vitest';
import { lambdaspec } from './cli.ts';
import { faultCatalogue, faultSets } from './fixtures/fault-catalogue.ts';

interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command that starts no bootstrap, in a folder of its own. */
const test = base.extend<{ run: (...argv: readonly string[]) => Promise<Ran> }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the fixtures from the pattern
  run: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-cli-'));
    await use(async (...argv) => {
      const output = { stdout: '', stderr: '' };
      const exitCode = await lambdaspec(argv, {
        catalogue: faultCatalogue,
        sets: faultSets,
        wireRules: [],
        suites: { root: folder, file: join(folder, 'none.suite.ts'), declared: join(folder, 'none.ts') },
        renderers: {
          files: {},
          byDefault: [],
          comparisons: {},
          histories: {},
          terminal: () => '',
          show: () => '',
          progress: () => '',
        },
        probeFolder: folder,
        reference: [process.execPath],
        stdout: { write: (text: string) => (output.stdout += text) },
        stderr: { write: (text: string) => (output.stderr += text) },
        environment: {},
        workingDirectory: folder,
        signal: new AbortController().signal,
        hearSignals: () => {},
      });
      return { exitCode, ...output };
    });
    await rm(folder, { recursive: true });
  },
});

describe('a misspelt command', () => {
  test.for([
    ['explian', 'explain'],
    ['comp', 'compare'],
    ['lsit', 'list'],
    ['baselin', 'baseline'],
  ] as const)('%s: suggests %s', async ([typed, meant], { run }) => {
    const { exitCode, stderr } = await run(typed, 'x');

    expect(stderr).toContain(
      `The bootstrap "${typed}" does not exist; did you mean the command "${meant}"? A bootstrap in this folder is ./${typed}.`,
    );
    expect(exitCode).toBe(2);
  });

  test.for(['./explian', 'bootstrap', 'bin/lst', 'x'])(
    '%s is taken for a bootstrap',
    async (typed, { run }) => {
      const { exitCode, stderr } = await run(typed);

      expect(stderr).toContain(`The bootstrap "${typed}" does not exist; name the executable`);
      expect(exitCode).toBe(2);
    },
  );
});

describe('help', () => {
  test.for([
    [['init', '--help'], '--language <name>', '--jobs'],
    [['help', 'init'], '--language <name>', '--jobs'],
    [['-h', 'serve'], '--port <n>', '--language'],
    [['run', '--help'], '--jobs <n>', '--language'],
  ] as const)('%j: the options of that command alone', async ([argv, own, other], { run }) => {
    const { exitCode, stdout } = await run(...argv);

    expect(stdout).toContain(own);
    expect(stdout).not.toContain(other);
    expect(stdout).toContain('\nExample: ');
    expect(exitCode).toBe(0);
  });

  test.for([[['--help']], [['help']]] as const)('%j: every command and option', async ([argv], { run }) => {
    const { stdout } = await run(...argv);

    expect(stdout).toContain('lambdaspec init ');
    expect(stdout).toContain('--jobs <n>');
  });

  test.for([
    ['explian', 'There is no command "explian". Did you mean "explain"?'],
    ['zzzzz', 'There is no command "zzzzz"; the commands are run, list, '],
  ] as const)('%s: names the commands', async ([word, sentence], { run }) => {
    const { exitCode, stderr } = await run('help', word);

    expect(stderr).toContain(sentence);
    expect(exitCode).toBe(2);
  });
});

describe('explain', () => {
  test.for(['fixture', 'fixture.*'])('%s: lists the requirements', async (asked, { run }) => {
    const { exitCode, stdout } = await run('explain', asked);

    expect(stdout).toMatch(
      /^fixture\.holds .* Holds\.\nfixture\.deviates .*\nfixture\.faulty .*\n\n3 requirements/,
    );
    expect(exitCode).toBe(0);
  });

  test('suggests an area for a word that matches nothing', async ({ run }) => {
    const { exitCode, stderr } = await run('explain', 'fixtur');

    expect(stderr).toContain('No requirement matches "fixtur". Did you mean "fixture"?');
    expect(exitCode).toBe(2);
  });
});

describe('a set of requirements', () => {
  test('list prints its requirements, at their levels in it', async ({ run }) => {
    const { exitCode, stdout } = await run('list', '--requirements', '2026.11');

    expect(stdout).toMatch(/^fixture\.holds +MUST .*\nfixture\.deviates +MAY .*\n$/);
    expect(exitCode).toBe(0);
  });

  test('list --since prints what changed after it', async ({ run }) => {
    expect((await run('list', '--since', '2026.11')).stdout).toBe(
      [
        'changed    fixture.deviates  MAY -> MUST  Never holds.',
        'added      fixture.faulty    MUST         Judged by the test that has the fault.',
        'withdrawn  fixture.gone      SHOULD',
        '',
      ].join('\n'),
    );
    expect((await run('list', '--since', '2026.11', '--only', 'fixture.faulty')).stdout).toMatch(
      /^added.*\n$/,
    );
    expect((await run('list', '--since', '2026.11', '--only', 'fixture.holds')).stdout).toBe(
      'Nothing that was selected was added, changed or withdrawn after 2026.11.\n',
    );
    expect(JSON.parse((await run('list', '--since', '2026.11', '--json')).stdout)).toContainEqual({
      id: 'fixture.deviates',
      kind: 'changed',
      before: 'MAY',
      after: 'MUST',
    });
  });

  test.for([
    [
      ['list', '--requirements', '2025.01'],
      'There is no set of requirements "2025.01". The sets are 2026.11',
    ],
    [['list', '--since', '2025.01'], 'There is no set of requirements "2025.01". The sets are 2026.11'],
    [
      ['list', '--since', 'yesterday'],
      '--since expects the name of a set, such as 2026.11, not "yesterday".',
    ],
    [
      ['list', '--requirements', '2026.11', '--only', 'fixture.faulty'],
      '"fixture.faulty" is not in the set 2026.11: it was added later. Leave out --requirements to judge it;',
    ],
    [['--requirements', '2025.01', process.execPath], 'There is no set of requirements "2025.01".'],
  ] as const)('%j: %s', async ([argv, sentence], { run }) => {
    const { exitCode, stderr } = await run(...argv);

    expect(stderr).toContain(sentence);
    expect(exitCode).toBe(2);
  });

  test('skips what it does not have without a complaint', async ({ run }) => {
    const { stdout } = await run(
      'list',
      '--requirements',
      '2026.11',
      '--skip',
      'fixture.faulty,fixture.holds',
    );

    expect(stdout).toMatch(/^fixture\.deviates .*\n$/);
  });
});
