/** The GitHub action: its steps in a real shell, in an environment like that of a runner. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { test } from '../support/run-command.ts';
import { bootstraps, command, home, referenceBootstrap } from '../support/places.ts';

const postsBoth = join(bootstraps, 'posts-both');

/** The time limit of a run on a shared machine. */
const LIMIT_MS = 240_000;

const stepSchema = z.object({
  name: z.string(),
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  shell: z.string().optional(),
  run: z.string().optional(),
  env: z.record(z.string(), z.string()).default({}),
});
const actionSchema = z.object({
  inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.object({ description: z.string(), value: z.string() })),
  runs: z.object({ using: z.literal('composite'), steps: z.array(stepSchema) }),
});
const action = actionSchema.parse(parse(await readFile(join(home, 'action.yml'), 'utf8')));

interface Job {
  readonly exitCode: number | null;
  /** The output of all steps, in order. */
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Runs the steps that have a script until one fails, as the runner does. */
async function job(folder: string, given: Readonly<Record<string, string>>): Promise<Job> {
  const inputs = Object.fromEntries(
    Object.entries(action.inputs).map(([name, input]) => [name, given[name] ?? input.default]),
  );
  const temporary = join(folder, '.runner');
  await mkdir(temporary, { recursive: true });
  const files = { summary: join(temporary, 'summary'), output: join(temporary, 'output') };
  await writeFile(files.summary, '');
  const outputs = new Map<string, string>();
  let log = '';
  let exitCode: number | null = 0;
  for (const { id = '', run, env } of action.runs.steps) {
    if (run === undefined || exitCode !== 0) continue;
    const script = join(temporary, 'step.sh');
    await writeFile(script, run);
    await writeFile(files.output, '');
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        RUNNER_TEMP: temporary,
        GITHUB_ACTION_PATH: home,
        GITHUB_OUTPUT: files.output,
        GITHUB_STEP_SUMMARY: files.summary,
        ...Object.fromEntries(
          Object.entries(env).map(([name, value]) => [name, expanded(value, inputs, outputs)]),
        ),
      },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (log += text));
    }
    [exitCode] = z.tuple([z.number().nullable(), z.unknown()]).parse(await once(child, 'close'));
    for (const [name, value] of outputsIn(await readFile(files.output, 'utf8')))
      outputs.set(`${id}.${name}`, value);
  }
  return {
    exitCode,
    log,
    summary: await readFile(files.summary, 'utf8'),
    outputs: Object.fromEntries(
      Object.entries(action.outputs).map(([name, { value }]) => [name, expanded(value, inputs, outputs)]),
    ),
  };
}

/** Expands the two kinds of expressions that the action uses in values. */
function expanded(
  text: string,
  inputs: Readonly<Record<string, string>>,
  outputs: ReadonlyMap<string, string>,
): string {
  return text.replaceAll(/\$\{\{ (?:inputs\.([\w-]+)|steps\.(\w+)\.outputs\.([\w-]+)) \}\}/g, (...groups) => {
    const [, input, step, output] = z.tuple([z.string()], z.unknown()).parse(groups).map(String);
    return (step === 'undefined' ? inputs[input ?? ''] : outputs.get(`${step}.${output}`)) ?? '';
  });
}

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#multiline-strings */
function outputsIn(text: string): [string, string][] {
  return [...text.matchAll(/^([\w-]+)(?:=(.*)|<<(.+)\n([\s\S]*?)\n\3)$/gm)].map(
    ([, name = '', line, , lines]): [string, string] => [name, line ?? lines ?? ''],
  );
}

/** Installs lambdaspec as in a project that depends on it. */
async function installed(folder: string): Promise<void> {
  const path = join(folder, 'node_modules', '.bin', 'lambdaspec');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\nexec node '${command}' "$@"\n`, { mode: 0o755 });
}

/** The lines that the runner would execute as workflow commands. */
function orders(log: string): string[] {
  let stopped: string | undefined;
  return log.split('\n').filter((line) => {
    const stop = /^::stop-commands::(.+)$/.exec(line)?.[1];
    if (stop !== undefined) stopped = stop;
    else if (stopped !== undefined && line === `::${stopped}::`) stopped = undefined;
    else return stopped === undefined && line.startsWith('::');
    return false;
  });
}

describe.concurrent('the action', () => {
  test('interpolates no value into a script, and describes every input', ({ expect }) => {
    for (const { run = '' } of action.runs.steps) expect(run).not.toContain('${{');
    const used = JSON.stringify(action.runs).match(/inputs\.[\w-]+/g) ?? [];
    const described = Object.keys(action.inputs).map((name) => `inputs.${name}`);
    expect(new Set(used)).toEqual(new Set(described.filter((name) => name !== 'inputs.working-directory')));
    expect(action.runs.steps.every(({ run, shell }) => run === undefined || shell === 'bash')).toBe(true);
  });

  test('succeeds for a conforming runtime', { timeout: LIMIT_MS }, async ({ expect, folder }) => {
    await installed(folder);

    const { exitCode, log, summary, outputs } = await job(folder, {
      bootstrap: referenceBootstrap,
      probe: 'true',
      options: '--quick\n--only=loop.order\n',
    });

    expect(outputs).toEqual({
      verdict: 'conformant',
      'exit-code': '0',
      deviations: '0',
      'report-folder': join(folder, 'lambdaspec-report'),
    });
    expect(exitCode).toBe(0);
    expect(summary).toMatch(/^### lambdaspec: conforms/);
    expect(orders(log)).toEqual([
      expect.stringMatching(/^::notice title=lambdaspec%3A conforms \(1 of \d+ requirements%2C quick\)::/),
    ]);
  });

  test(
    'fails for a deviating runtime, with an annotation and a summary',
    { timeout: LIMIT_MS },
    async ({ expect, folder }) => {
      await installed(folder);

      const { exitCode, log, summary, outputs } = await job(folder, {
        bootstrap: postsBoth,
        arguments: 'two words\n$(touch pwned)',
        options: '--quick\n--only=loop.order',
        'report-folder': 'some where',
      });

      expect(outputs).toEqual({
        verdict: 'deviates',
        'exit-code': '1',
        deviations: '1',
        'report-folder': join(folder, 'some where'),
      });
      expect(exitCode).toBe(1);
      expect(summary).toMatch(/^### lambdaspec: deviates/);
      expect(orders(log)).toEqual([
        expect.stringMatching(/^::error title=MUST loop.order\/two-outcomes::/),
        expect.stringMatching(/^::notice /),
      ]);
      const run = z.object({ target: z.object({ command: z.array(z.string()) }) });
      const stored = run.parse(JSON.parse(await readFile(join(folder, 'some where', 'run.json'), 'utf8')));
      expect(stored.target.command).toEqual([postsBoth, 'two words', '$(touch pwned)']);
    },
  );

  test('fails if there is no bootstrap to judge', { timeout: LIMIT_MS }, async ({ expect, folder }) => {
    await installed(folder);

    const { exitCode, summary, outputs, log } = await job(folder, { bootstrap: './nowhere' });

    expect(outputs).toMatchObject({ verdict: 'error', 'exit-code': '2', deviations: '' });
    expect(exitCode).toBe(2);
    expect(summary).toContain('no run took place');
    expect(orders(log)).toEqual([expect.stringMatching(/^::error title=lambdaspec::/)]);
  });

  test(
    'installs the requested version, and uses the configuration file',
    { timeout: LIMIT_MS },
    async ({ expect, folder }) => {
      await writeFile(join(folder, 'lambdaspec.config.json'), JSON.stringify({ bootstrap: '/bin/false' }));

      const { outputs, exitCode } = await job(folder, { version: home });

      expect(outputs).toMatchObject({ verdict: 'inconclusive', 'exit-code': '3' });
      expect(exitCode).toBe(3);
    },
  );
});
