/**
 * The probe functions that `lambdaspec init` writes, each with a runtime of its language, meet the contract of probe
 * functions.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe } from 'vitest';
import { needs } from '../../harness/base/testing/needs-tool.ts';
import { buildCommand } from '../../harness/cli/init/plan.ts';
import type { Run } from '../../harness/run/run.ts';
import { languages, templateOf, type Client, type LanguageName } from '../../harness/cli/init/languages.ts';
import { languageNames } from '../../harness/cli/options/option-words.ts';
import { blocksOf } from '../docs/block.ts';
import { converse, type Conversation } from '../../suites/probe/testing/conversation.ts';
import { keepsContract } from '../../suites/probe/testing/probe-contract.ts';
import { runLambdaspec, storedRun, test } from '../support/run-command.ts';
import { home, referenceBootstrap } from '../support/places.ts';

const LIMIT_MS = 300_000;

/** The command that tests whether a language is available with its libraries. */
const tools: Readonly<Record<LanguageName, readonly string[]>> = {
  javascript: ['node', '--version'],
  python: ['python3', '--version'],
  ruby: ['ruby', '--version'],
  php: ['php', '--version'],
  perl: ['perl', '-MJSON::PP', '-MHTTP::Tiny', '-e1'],
  bash: ['curl', '--version'],
  go: ['go', 'version'],
  rust: ['cargo', '--version'],
  java: ['javac', '-version'],
  cpp: ['curl-config', '--version'],
};

/** Compilers take longer than everything else together, and some download libraries: `npm run docs:languages`. */
const everything = process.env['ALL_LANGUAGES'] === '1';

const has = (name: LanguageName): boolean => {
  const [tool = '', ...words] = tools[name];
  return spawnSync(tool, words).status === 0;
};

/** Quick to build, and without downloads; tried where the machine has the compiler. */
const quick = (name: LanguageName, client: Client): boolean =>
  name === 'java' && client === 'own' && has(name);

const tried = languageNames
  .flatMap((language) => [
    { language, client: 'aws' as const },
    ...(languages[language].own === undefined ? [] : [{ language, client: 'own' as const }]),
  ])
  .filter(
    ({ language, client }) =>
      everything || templateOf({ language, client }).build === undefined || quick(language, client),
  );

describe.concurrent.each(tried)('$language, $client', ({ language: name, client }) => {
  const [tool = ''] = tools[name];
  const needed = { timeout: LIMIT_MS, here: has(name) };

  test(...needs(tool, 'the probe function keeps its contract', needed), async ({ expect, folder }) => {
    const chosen = languages[name].own === undefined ? [] : ['--client', client];
    await runLambdaspec(folder, ['init', '--language', name, ...chosen, '--ci', 'none', './bootstrap']);
    const choices = { language: name, client, bootstrap: ['./bootstrap'], ci: 'none', assumed: [] } as const;
    const command = buildCommand(choices);
    if (command !== undefined) await promisify(execFile)('bash', ['-c', command], { cwd: folder });

    await keepsContract(expect, name, (...asked) => converse(conversation(choices, folder, ...asked)));

    if (!everything) return;
    const { target, requirements } = await judged(folder, bootstrapOf(choices, folder));
    expect(target).toMatchObject({ grade: 'probe', language: name });
    expect(requirements.map(({ verdict }) => verdict)).toEqual(['conformant', 'conformant', 'conformant']);
  });
});

for (const [name, tool, language, file] of [
  ['javascript', 'node', 'js', 'probe.mjs'],
  ['python', 'python3', 'python', 'probe.py'],
] as const) {
  const title = `the short probe function of the documentation for ${name} keeps its contract`;
  test(...needs(tool, title, { timeout: LIMIT_MS }), async ({ expect, folder }) => {
    const shown = blocksOf(await readFile(join(home, 'docs', 'probe-function.md'), 'utf8'));
    await mkdir(join(folder, 'probe'));
    await writeFile(
      join(folder, 'probe', file),
      shown.find((block) => block.language === language)?.text ?? '',
    );

    await keepsContract(expect, name, (...asked) =>
      converse(conversation({ language: name, client: 'aws' }, folder, ...asked)),
    );
  });
}

interface Chosen {
  readonly language: LanguageName;
  readonly client: Client;
}

/** The conversation with the runtime of a language and its probe function. */
function conversation(
  chosen: Chosen,
  folder: string,
  events: readonly unknown[],
  environment: Readonly<Record<string, string>> = {},
): Conversation {
  const { handler } = templateOf(chosen);
  const taskRoot = handler === undefined ? folder : join(folder, 'probe');
  return {
    command: [bootstrapOf(chosen, folder)],
    folder: taskRoot,
    environment: {
      _HANDLER: handler ?? 'none',
      LAMBDA_TASK_ROOT: taskRoot,
      PROBE_TEST: 'a b',
      ...environment,
    },
    events,
  };
}

/** Runs a few requirements that need the actions. */
async function judged(folder: string, bootstrap: string): Promise<Run> {
  const only = ['next.continues-after-result', 'response.posted-to-invocation', 'error.posted-to-invocation'];
  const words = ['--quick', ...only.flatMap((id) => ['--only', id]), '--report', 'json', bootstrap];
  await runLambdaspec(folder, words);
  return storedRun(join(folder, 'lambdaspec-report', 'run.json'));
}

function bootstrapOf(chosen: Chosen, folder: string): string {
  const { language } = chosen;
  const { handler, build } = templateOf(chosen);
  if (handler === undefined || build !== undefined) return join(folder, 'bootstrap');
  return language === 'javascript' ? referenceBootstrap : join(home, 'suites/probe/testing/loops', language);
}
