/** The probe functions that `lambdaspec init` writes, each behind a runtime of its language, held to the contract of probe functions. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe } from 'vitest';
import { buildCommand } from '../../harness/cli/init/plan.ts';
import type { Run } from '../../harness/run/run.ts';
import { languages, type LanguageName } from '../../harness/cli/init/languages.ts';
import { languageNames } from '../../harness/cli/options/option-table.ts';
import { blocksOf } from '../docs/block.ts';
import { converse, type Conversation } from '../../suites/probe/testing/conversation.ts';
import { keepsContract } from '../../suites/probe/testing/probe-contract.ts';
import { lambdaspec, storedRun, test } from '../support/run-command.ts';
import { home, referenceBootstrap } from '../support/places.ts';

const LIMIT_MS = 300_000;

/** The tool that a language needs. */
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

/** Compilers take longer than all the rest together, and some fetch libraries: `npm run docs:languages`. */
const everything = process.env['LAMBDASPEC_ALL_LANGUAGES'] === '1';

describe.concurrent.each(languageNames)('%s', (name) => {
  const { build } = languages[name];
  const [tool = '', ...words] = tools[name];
  const missing = spawnSync(tool, words).status !== 0;
  const skipped = missing
    ? `${tool} is not here`
    : build !== undefined && !everything
      ? 'npm run docs:languages'
      : undefined;

  test('the probe function keeps its contract', { timeout: LIMIT_MS }, async ({ expect, folder, skip }) => {
    skip(skipped !== undefined, skipped);
    await lambdaspec(folder, ['init', '--language', name, '--ci', 'none', './bootstrap']);
    const command = buildCommand({ language: name, bootstrap: ['./bootstrap'], ci: 'none', assumed: [] });
    if (command !== undefined) await promisify(execFile)('bash', ['-c', command], { cwd: folder });

    await keepsContract(expect, name, (events) => converse(conversation(name, folder, events)));

    if (!everything) return;
    const { target, requirements } = await judged(folder, bootstrapOf(name, folder));
    expect(target).toMatchObject({ grade: 'probe', language: name });
    expect(requirements.map(({ verdict }) => verdict)).toEqual(['conformant', 'conformant', 'conformant']);
  });
});

test.for([
  ['javascript', 'js', 'probe.mjs'],
  ['python', 'python', 'probe.py'],
] as const)(
  'the short probe function of the documentation for %s keeps its contract',
  { timeout: LIMIT_MS },
  async ([name, language, file], { expect, folder }) => {
    const shown = blocksOf(await readFile(join(home, 'docs', 'probe-function.md'), 'utf8'));
    await mkdir(join(folder, 'probe'));
    await writeFile(
      join(folder, 'probe', file),
      shown.find((block) => block.language === language)?.text ?? '',
    );

    await keepsContract(expect, name, (events) => converse(conversation(name, folder, events)));
  },
);

/** What is said to the runtime of a language, with its probe function behind it. */
function conversation(name: LanguageName, folder: string, events: readonly unknown[]): Conversation {
  const { handler } = languages[name];
  const taskRoot = handler === undefined ? folder : join(folder, 'probe');
  return {
    command: [bootstrapOf(name, folder)],
    folder: taskRoot,
    environment: { _HANDLER: handler ?? 'none', LAMBDA_TASK_ROOT: taskRoot, PROBE_TEST: 'a b' },
    events,
  };
}

/** A run over a few requirements that need the actions. */
async function judged(folder: string, bootstrap: string): Promise<Run> {
  const only = ['next.continues-after-result', 'response.posted-to-invocation', 'error.posted-to-invocation'];
  const words = ['--quick', ...only.flatMap((id) => ['--only', id]), '--report', 'json', bootstrap];
  await lambdaspec(folder, words);
  return storedRun(join(folder, 'lambdaspec-report', 'run.json'));
}

function bootstrapOf(name: LanguageName, folder: string): string {
  if (languages[name].handler === undefined) return join(folder, 'bootstrap');
  return name === 'javascript' ? referenceBootstrap : join(home, 'suites/probe/testing/loops', name);
}
