import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test as base } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseArguments } from '../options/parse-arguments.ts';
import { readConfigFile } from '../options/config-file.ts';
import { HarnessError } from '../../base/errors.ts';
import { languages } from '../init/languages.ts';
import { languageNames } from '../options/option-words.ts';
import { toolVersion } from '../../base/package.ts';
import { Printer } from '../io/printer.ts';
import { init } from './init.ts';

const home = resolve(import.meta.dirname, '../../..');

const test = base.extend<{ folder: string }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the fixtures from the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-init-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly questions: readonly string[];
}

/** Runs `init` in a folder, on a terminal if there are answers. */
async function ran(
  folder: string,
  words: readonly string[],
  answers?: readonly (string | undefined)[],
): Promise<Ran> {
  const output = { stdout: '', stderr: '' };
  const questions: string[] = [];
  const exitCode = await init(parseArguments(['init', ...words]), {
    stdout: new Printer({ write: (text) => (output.stdout += text) }),
    stderr: new Printer({ write: (text) => (output.stderr += text) }),
    workingDirectory: folder,
    probeFolder: join(home, 'suites', 'probe'),
    ...(answers === undefined
      ? {}
      : {
          ask: (question: string) => {
            questions.push(question);
            return Promise.resolve(answers[questions.length - 1]);
          },
        }),
  });
  return { exitCode, ...output, questions };
}

const listed = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();

test('without a terminal uses defaults and prints them', async ({ folder }) => {
  const { exitCode, stdout, stderr } = await ran(folder, []);

  expect(exitCode).toBe(0);
  expect(stderr).toBe('');
  expect(stdout).toBe(`wrote  probe/probe.mjs                   the probe function
wrote  lambdaspec.config.json            the configuration
wrote  .github/workflows/lambdaspec.yml  the workflow for github

assumed ./bootstrap, --language javascript, --ci github; pass these options to choose otherwise

next:
  # put your bootstrap where the config file expects it: ./bootstrap
  npx lambdaspec --quick
`);
  expect(await listed(folder)).toEqual([
    '.github/workflows/lambdaspec.yml',
    'lambdaspec.config.json',
    'probe/probe.mjs',
  ]);
});

test('a second time keeps all files and prints the full command', async ({ folder }) => {
  await ran(folder, ['--language', 'ruby', '--ci', 'none', './bootstrap']);
  await writeFile(join(folder, 'lambdaspec.config.json'), 'mine');
  await writeFile(join(folder, 'bootstrap'), '');

  const { stdout } = await ran(folder, ['--language', 'ruby', '--ci', 'gitlab', './bootstrap']);

  expect(stdout).toBe(`kept   probe/probe.rb            already exists
kept   lambdaspec.config.json    already exists
wrote  lambdaspec.gitlab-ci.yml  the workflow for gitlab

next:
  npx lambdaspec --quick --handler probe.handler --task-root ./probe -- ./bootstrap
`);
  expect(await readFile(join(folder, 'lambdaspec.config.json'), 'utf8')).toBe('mine');
});

describe('on a terminal', () => {
  test('asks for what no option gives', async ({ folder }) => {
    const { questions, stdout } = await ran(folder, ['--ci', 'none'], ['./run me', 'Perl']);

    expect(questions).toEqual([
      'The bootstrap [./bootstrap]: ',
      `Language of the probe function (${languageNames.join(', ')}) [javascript]: `,
    ]);
    expect(stdout).not.toContain('assumed');
    expect(await listed(folder)).toEqual(['lambdaspec.config.json', 'probe/probe.pl']);
    expect(readConfigFile(undefined, folder)?.bootstrap).toEqual(['./run me']);
  });

  test('re-prompts on an unknown value', async ({ folder }) => {
    const { questions, stderr } = await ran(folder, ['./b', '--ci', 'none'], ['pyton', 'python']);

    expect(questions).toHaveLength(2);
    expect(stderr).toBe('"pyton" is unknown; did you mean "python"?\n');
  });

  test('takes the default for an empty line and at the end of the input', async ({ folder }) => {
    const { stdout } = await ran(folder, ['./b'], ['', undefined]);

    expect(stdout).toContain('assumed --ci github;');
  });
});

test.for([
  ['go.mod', 'probe/main.go'],
  ['Cargo.toml', 'probe/src/main.rs'],
  ['pyproject.toml', 'probe/probe.py'],
  ['package.json', 'probe/probe.mjs'],
] as const)('a project with %s gets %s', async ([sign, path], { folder }) => {
  await writeFile(join(folder, sign), '');
  await writeFile(join(folder, 'package.json'), '');

  await ran(folder, ['--ci', 'none', './bootstrap']);

  expect(await listed(folder)).toContain(path);
});

test('a bootstrap shows the language; one command builds and judges', async ({ folder }) => {
  await writeFile(join(folder, 'package.json'), '');
  await writeFile(join(folder, 'boot strap'), '#!/bin/bash\ncurl "$api/next"\n');
  const bash = await ran(folder, ['--ci', 'none', './boot strap']);
  const go = await ran(folder, ['--language', 'go', '--client', 'own', '--ci', 'none', './boot strap']);

  expect(await listed(folder)).toContain('probe/probe.sh');
  expect(bash.stdout).toMatch(/\nnext:\n {2}npx lambdaspec --quick\n$/);
  expect(go.stdout).toMatch(
    /\nnext:\n {2}go build -C probe -mod=mod -o "\$PWD\/.\/boot strap" \. && npx lambdaspec --quick -- '.\/boot strap'\n$/,
  );
});

test.for(languageNames)('%s: config file and workflows are valid', async (name, { folder }) => {
  await ran(folder, ['--language', name, '--ci', 'github', './out/bootstrap']);
  await ran(folder, ['--language', name, '--ci', 'gitlab', './out/bootstrap']);

  const { handler, build } = languages[name];
  const config = readConfigFile(undefined, folder);
  expect(config?.bootstrap).toEqual(['./out/bootstrap']);
  expect(config?.settings.get('handler')?.value).toBe(handler);
  expect(config?.settings.get('taskRoot')?.value).toBe(handler === undefined ? undefined : 'probe');

  const command = build?.('./out/bootstrap');
  const steps = command === undefined ? [] : [command];
  const github: unknown = parse(await readFile(join(folder, '.github/workflows/lambdaspec.yml'), 'utf8'));
  expect(github).toHaveProperty('jobs.conformance.steps', [
    { uses: 'actions/checkout@v4' },
    ...steps.map((run) => ({ run })),
    { uses: `lambdaspec/lambdaspec@v${toolVersion()}` },
  ]);
  const gitlab: unknown = parse(await readFile(join(folder, 'lambdaspec.gitlab-ci.yml'), 'utf8'));
  expect(gitlab).toHaveProperty('lambdaspec.script', [...steps, `npx --yes lambdaspec@${toolVersion()}`]);
});

describe('a language with a choice of clients', () => {
  test('gets the one that is given, and no other', async ({ folder }) => {
    await ran(folder, ['--language', 'go', '--client', 'own', '--ci', 'none', './bootstrap']);

    const main = await readFile(join(folder, 'probe/main.go'), 'utf8');
    expect(main).toContain('invocation/next');
    expect(main).not.toContain('github.com/aws');
  });

  test("asks on a terminal, and suggests AWS's client", async ({ folder }) => {
    const { questions } = await ran(folder, ['--language', 'go', '--ci', 'none', './b'], ['']);

    expect(questions).toEqual(['The loop around it (aws, own) [aws]: ']);
    expect(await readFile(join(folder, 'probe/main.go'), 'utf8')).toContain('github.com/aws');
  });

  test('is a usage error elsewhere', async ({ folder }) => {
    await expect(ran(folder, ['--language', 'bash', '--client', 'own'])).rejects.toThrow(
      '--client has no effect with --language bash; it is for go, rust and java.',
    );
  });
});

test('makes scripts executable', async ({ folder }) => {
  await ran(folder, ['--language', 'java', '--ci', 'none', './bootstrap']);

  expect((await stat(join(folder, 'bootstrap'))).mode & 0o111).toBe(0o111);
});

test.for([
  [['--language', 'rubi'], 'did you mean "ruby"?'],
  [['--ci', 'jenkins'], '--ci expects github, gitlab or none, not "jenkins"'],
] as const)('rejects %j', async ([words, sentence], { folder }) => {
  await expect(ran(folder, words)).rejects.toThrow(HarnessError);
  await expect(ran(folder, words)).rejects.toThrow(sentence);
  expect(await listed(folder)).toEqual([]);
});

test('fails on a folder in place of a file, without changing the folder', async ({ folder }) => {
  await mkdir(join(folder, 'lambdaspec.config.json'));

  await expect(ran(folder, ['--ci', 'none'])).rejects.toThrow(
    /^lambdaspec\.config\.json could not be written: /,
  );
});

test('every file that init copies is in the package', { timeout: 60_000 }, async () => {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: home,
    maxBuffer: 2 ** 26,
  });
  const manifest = z.tuple([z.object({ files: z.array(z.object({ path: z.string() })) })]);
  const paths = manifest.parse(JSON.parse(stdout))[0].files.map(({ path }) => path);

  const templates = Object.values(languages).flatMap((language) => [language, language.own ?? language]);
  const needed = templates.flatMap(({ files }) => files.map(({ from }) => `suites/probe/${from}`));
  expect(paths).toEqual(expect.arrayContaining(needed));
  expect(paths).toEqual(
    expect.arrayContaining(['github.yml', 'gitlab.yml'].map((name) => `harness/cli/init/workflows/${name}`)),
  );
});
