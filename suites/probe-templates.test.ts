/** The probe functions that `lambdaspec init` writes, each behind a runtime of its language, held to the contract of probe functions. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe } from 'vitest';
import { z } from 'zod';
import { buildCommand } from '../harness/init/plan.ts';
import type { Run } from '../harness/run-model.ts';
import { languageNames, languages, type LanguageName } from '../harness/init/languages.ts';
import { converse, type Heard } from './docs/conversation.ts';
import { lambdaspec, storedRun, test } from './test/command.ts';
import { referenceBootstrap } from './test/judge.ts';

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

const odd = '"żółć" \\ \u2028 😀 \t';
const echoed = [
  [1, 'a', null],
  { a: { probe: 'describe' } },
  odd,
  { probe: 5 },
  { probe: 'unheard-of', x: 1 },
  7,
  null,
  true,
];

const described = z.object({ probe: z.literal(1), language: z.string(), actions: z.array(z.string()) });

/** What each action is asked, and what it is to answer. */
const actions: readonly (readonly [name: string, event: object, expected: (heard: Heard) => boolean])[] = [
  ['env', { names: ['PROBE_TEST', 'PROBE_NONE'] }, answers({ PROBE_TEST: 'a b', PROBE_NONE: null })],
  ['throw', { type: 'Oops', message: 'it broke' }, ({ kind }) => kind === 'error'],
  [
    'big',
    { bytes: 1000 },
    (heard) => heard.kind === 'response' && heard.body.trim() === `"${'x'.repeat(998)}"`,
  ],
  ['text', { value: odd }, answers(odd)],
  ['nothing', {}, (heard) => heard.kind === 'response' && ['', 'null'].includes(heard.body.trim())],
  ['sleep', { ms: 20 }, answers({ slept: 20 })],
  [
    'state',
    {},
    (heard) => heard.kind === 'response' && /"bootId":/.test(heard.body) && /"count":/.test(heard.body),
  ],
  ['panic', { message: 'it broke' }, (heard) => heard.kind !== 'response'],
  ['exit', { code: 5 }, (heard) => heard.kind === 'exit' && heard.code === 5],
];

function answers(expected: unknown): (heard: Heard) => boolean {
  return (heard) =>
    heard.kind === 'response' &&
    JSON.stringify(sorted(JSON.parse(heard.body))) === JSON.stringify(sorted(expected));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

describe.concurrent.each(languageNames)('%s', (name) => {
  const { handler, build } = languages[name];
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
    await mkdir(join(folder, 'probe'), { recursive: true });
    const ask = (events: readonly unknown[]): Promise<Heard[]> =>
      converse({
        command: [bootstrapOf(name, folder)],
        folder: handler === undefined ? folder : join(folder, 'probe'),
        environment: {
          _HANDLER: handler ?? 'none',
          LAMBDA_TASK_ROOT: handler === undefined ? folder : join(folder, 'probe'),
          PROBE_TEST: 'a b',
        },
        events,
      });

    const [first, ...rest] = await ask([{ probe: 'describe' }, ...echoed]);

    const description = described.parse(JSON.parse(first?.kind === 'response' ? first.body : 'null'));
    expect(description.language).toBe(name);
    expect(rest.map((heard) => (heard.kind === 'response' ? JSON.parse(heard.body) : heard))).toEqual(echoed);
    const offered = actions.filter(([action]) => description.actions.includes(action));
    expect(offered.length).toBeGreaterThan(4);
    for (const [action, event, expected] of offered) {
      const [heard] = await ask([{ probe: action, ...event }]);
      expect(heard, action).toSatisfy(expected);
    }
    if (!everything) return;
    const { target, requirements } = await judged(folder, bootstrapOf(name, folder));
    expect(target).toMatchObject({ grade: 'probe', language: name });
    expect(requirements.map(({ verdict }) => verdict)).toEqual(['conformant', 'conformant', 'conformant']);
  });
});

/** A run over a few requirements that need the actions. */
async function judged(folder: string, bootstrap: string): Promise<Run> {
  const only = ['next.continues-after-result', 'response.posted-to-invocation', 'error.posted-to-invocation'];
  const words = ['--quick', ...only.flatMap((id) => ['--only', id]), '--report', 'json', bootstrap];
  await lambdaspec(folder, words);
  return storedRun(join(folder, 'lambdaspec-report', 'run.json'));
}

function bootstrapOf(name: LanguageName, folder: string): string {
  if (languages[name].handler === undefined) return join(folder, 'bootstrap');
  return name === 'javascript' ? referenceBootstrap : resolve(import.meta.dirname, 'fixtures', 'loops', name);
}
