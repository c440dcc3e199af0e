/** Every command that starts no runtime, with hostile text in its words, its variables, its files and their names. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lambdaspec } from '../../harness/cli/cli.ts';
import type { Case } from '../../harness/run/case.ts';
import { deviatingRun } from '../../harness/run/testing/sample-run.ts';
import { renderJson } from '../../harness/run/stored-run.ts';
import { commandRenderers } from '../../reports/command-renderers.ts';
import { requirements } from '../../suites/requirements/index.ts';
import { requirementSets } from '../../suites/requirements/sets/index.ts';
import { home, referenceBootstrap } from '../support/places.ts';
import { hostileText, hostileTexts } from './hostile-text.ts';
import { obeyed } from './obeyed.ts';
import { replaced } from './poisoned.ts';

/** On a shared machine. */
const LIMIT_MS = 120_000;

/** A command and what it finds. */
interface Attack {
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

interface Told {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the command wrote, by path. */
  readonly written: readonly string[];
}

async function run({ words, environment = {}, files = {} }: Attack): Promise<Told> {
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-test-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const told = { stdout: '', stderr: '' };
    const exitCode = await lambdaspec(words, {
      catalogue: requirements,
      sets: requirementSets,
      wireRules: [],
      suites: { root: folder, file: join(folder, 'none.suite.ts'), declared: join(folder, 'none.ts') },
      renderers: commandRenderers,
      probeFolder: join(home, 'suites', 'probe'),
      reference: [process.execPath],
      stdout: { write: (text: string) => (told.stdout += text) },
      stderr: { write: (text: string) => (told.stderr += text) },
      environment,
      workingDirectory: folder,
      signal: new AbortController().signal,
      hearSignals: () => {},
    });
    return { exitCode, ...told, written: await writtenIn(folder, files) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writtenIn(folder: string, given: Attack['files'] = {}): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !Object.keys(given).some((name) => join(folder, name) === path));
  return Promise.all(paths.map((path) => readFile(path, 'utf8')));
}

/** A text that can be an argument of a process or the name of a file. */
const word = hostileText.map(asWord);
const fileName = word.map((text) => `${text.replaceAll('/', '|').slice(0, 60)}.json`);

const sample = renderJson(deviatingRun());
const stored: Case = {
  schemaVersion: 2,
  requirement: 'loop.order',
  code: 'x',
  test: 'x',
  seed: 1,
  pace: 'quick',
  handler: 'probe.handler',
  taskRoot: null,
  environment: {},
};

/** A run whose texts are a hostile one, whether or not that makes a run. */
const hostileRunText = (text: string, keys: readonly string[]): string =>
  JSON.stringify(replaced(deviatingRun(), new Map(keys.map((key) => [key, text]))));

const attacks: Readonly<Record<string, (text: string, name: string) => Attack>> = {
  'a command': (text) => ({ words: [text, 'x'] }),
  'an option': (text) => ({ words: [`--${text}`, './bootstrap'] }),
  'the value of an option': (text) => ({ words: ['--jobs', `x${text}`, './bootstrap'] }),
  'a report format': (text) => ({ words: ['--report', text, './bootstrap'] }),
  'a requirement to judge': (text) => ({ words: ['--only', text, referenceBootstrap] }),
  'a bootstrap': (text) => ({ words: ['--', `./${text}`] }),
  'the config to print': (text) => ({
    words: ['--print-config', '--env', `A=${text}`, '--handler', text, referenceBootstrap, text],
  }),
  // An empty one is as good as none.
  'a variable': (text) => ({ words: [referenceBootstrap], environment: { LAMBDASPEC_JOBS: `x${text}` } }),
  'the name of a variable': (text) => ({
    words: [referenceBootstrap],
    environment: { [`LAMBDASPEC_${text}`]: '1' },
  }),
  'a config': (text) => ({
    words: ['--print-config', referenceBootstrap],
    files: {
      'lambdaspec.config.json': JSON.stringify({ [text]: text, jobs: text, report: [text], only: text }),
    },
  }),
  'a config that is printed': (text) => ({
    words: ['--print-config'],
    files: {
      'lambdaspec.config.json': JSON.stringify({
        bootstrap: [referenceBootstrap, text],
        handler: `a${text}`,
      }),
    },
  }),
  'a config that is not JSON': (text) => ({
    words: [referenceBootstrap],
    files: { 'lambdaspec.config.json': text },
  }),
  'the name of a config': (text) => ({ words: ['--config', text, referenceBootstrap] }),
  'a baseline': (text) => ({
    words: ['--baseline', 'b.yaml', referenceBootstrap],
    files: { 'b.yaml': JSON.stringify({ expected: [{ requirement: text, reason: text, until: text }] }) },
  }),
  'a baseline of unknown entries': (text) => ({
    words: ['--baseline', 'b.yaml', referenceBootstrap],
    files: { 'b.yaml': JSON.stringify({ expected: [{ requirement: `x${text}`, reason: `x${text}` }] }) },
  }),
  'a baseline that is not YAML': (text) => ({
    words: ['--baseline', 'b.yaml', referenceBootstrap],
    files: { 'b.yaml': `expected: [\n${text}` },
  }),
  'the key of a baseline': (text) => ({
    words: ['--baseline', 'b.yaml', referenceBootstrap],
    files: { 'b.yaml': JSON.stringify({ expected: [{ requirement: 'a', reason: 'b', [text]: text }] }) },
  }),
  'a case': (text) => ({
    words: ['replay', 'c.json', '--', referenceBootstrap],
    files: { 'c.json': JSON.stringify({ ...stored, requirement: text }) },
  }),
  'the key of a case': (text) => ({
    words: ['replay', 'c.json', '--', referenceBootstrap],
    files: { 'c.json': JSON.stringify({ ...stored, [text]: text }) },
  }),
  'the name of a case': (text) => ({ words: ['replay', text, '--', referenceBootstrap] }),
  'a requirement to explain': (text) => ({ words: ['explain', text] }),
  'a finding to show': (text) => ({ words: ['show', text, 'r.json'], files: { 'r.json': sample } }),
  'a run to show': (text) => ({
    words: ['show', 'c1', 'r.json'],
    files: { 'r.json': hostileRunText(text, ['./bootstrap', 'survives a 413 on its response']) },
  }),
  'a run to report': (text, name) => ({
    words: [
      'report',
      name,
      '--report',
      'terminal,json,html,junit,markdown,sarif,badge,badge-svg,annotations',
    ],
    files: { [name]: hostileRunText(`x${text}`, ['./bootstrap', 'core', 'survives a 413 on its response']) },
  }),
  'the name of a report': (_, name) => ({
    words: ['report', 'r.json', '--report', `markdown=${name}`, '--out', `./${name}-folder`],
    files: { 'r.json': sample },
  }),
  'a run that is none': (text) => ({
    words: ['report', 'r.json'],
    files: { 'r.json': hostileRunText(text, ['linux', 'MUST', 'core']) },
  }),
  'a version of the schema': (text) => ({
    words: ['report', 'r.json'],
    files: { 'r.json': JSON.stringify({ schemaVersion: text }) },
  }),
  'a run that is not JSON': (text) => ({ words: ['report', 'r.json'], files: { 'r.json': text } }),
  'the name of a run': (text) => ({ words: ['report', text] }),
  'runs to compare': (text) => ({
    words: ['compare', 'a.json', 'b.json'],
    files: { 'a.json': sample, 'b.json': hostileRunText(text, ['./bootstrap']) },
  }),
  'runs to compare as JSON': (text) => ({
    words: ['compare', 'a.json', 'b.json', '--json'],
    files: { 'a.json': sample, 'b.json': hostileRunText(text, ['./bootstrap']) },
  }),
  'a format of a comparison': (text) => ({ words: ['compare', 'a', 'b', '--report', text] }),
  'runs to merge': (text, name) => ({
    words: ['merge', name, '--out', 'merged'],
    files: { [name]: hostileRunText(text, ['./bootstrap', '0.1.0']) },
  }),
  'a command to write a config for': (text) => ({
    words: ['init', '--language', 'bash', '--ci', 'github', '--', `./a${text}`, text],
  }),
  'a language': (text) => ({ words: ['init', '--language', text] }),
  'a shell': (text) => ({ words: ['completion', text] }),
  'an argument of serve': (text) => ({ words: ['serve', text] }),
  'a command to help with': (text) => ({ words: ['help', text] }),
};

function asWord(text: string): string {
  return text.replaceAll('\0', '\u0001').replaceAll(/\p{Cs}/gu, '\ufffd');
}

/** No word may be read as an option where it stands for a value. */
const asValue = (text: string): string => (text.startsWith('-') ? `x${text}` : text);

/** What is obeyed of the text, on any stream and in any file. */
async function obeyedOf(attack: Attack): Promise<string[]> {
  const { exitCode, stdout, stderr, written } = await run(attack);
  return [
    ...[stdout, stderr].flatMap((stream) => obeyed(stream)),
    ...written.flatMap((file) => obeyed(file, { annotates: true })),
    // A message has a line for each problem, and the text starts none.
    ...(/^\s*FORGED/m.test(stderr) ? ['a line of a message'] : []),
    ...([0, 1, 2, 3, 4].includes(exitCode) ? [] : [`exit code ${exitCode}: ${stderr}`]),
  ];
}

describe.each(Object.entries(attacks))('%s', (_name, attack) => {
  it('is not obeyed', { timeout: LIMIT_MS }, async () => {
    for (const [index, text] of hostileTexts.filter((__, n) => n % 37 === 0).entries())
      expect(await obeyedOf(attack(asValue(asWord(text)), `${index}.json`))).toEqual([]);
    await fc.assert(
      fc.asyncProperty(word, fileName, async (text, name) => {
        expect(await obeyedOf(attack(asValue(text), name))).toEqual([]);
      }),
      { numRuns: 5 },
    );
  });
});
