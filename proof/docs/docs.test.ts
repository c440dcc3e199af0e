/** Executes the documentation: every command in it is run, and every file in it is parsed by its reader. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test as plain } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ofToday } from '../../harness/base/testing/of-today.ts';
import { needs } from '../../harness/base/testing/needs-tool.ts';
import { parseBaseline } from '../../harness/run/baseline-file.ts';
import { readConfigFile } from '../../harness/cli/options/config-file.ts';
import { reportFormats } from '../../harness/cli/options/option-words.ts';
import { renderers } from '../../reports/index.ts';
import { blocksOf, directiveOf, type Block } from './block.ts';
import { brokenLinks } from './links.ts';
import { requirementsDocument } from './requirements-document.ts';
import { withTemplates } from './templates.ts';
import { toolVersion } from '../../harness/base/package.ts';
import { test } from '../support/run-command.ts';
import { bootstraps, command, home, referenceBootstrap } from '../support/places.ts';

/** The time limit for all commands of a page, on a shared machine. */
const LIMIT_MS = 300_000;

const pages = [
  'README.md',
  ...(await readdir(join(home, 'docs')))
    .filter((name) => name.endsWith('.md') && name !== 'requirements.md')
    .map((name) => `docs/${name}`),
];
const texts = new Map(
  await Promise.all(pages.map(async (page) => [page, await readFile(join(home, page), 'utf8')] as const)),
);
const blocks = [...texts].flatMap(([page, text]) => blocksOf(text).map((block) => ({ page, ...block })));

/** Pages with several whole runs: half of them each day, all with `npm run docs:commands`. */
const longPages = ['docs/from-report-to-fix.md', 'docs/guide.md', 'docs/ci.md', 'docs/replay.md'];

/** Some commands need the checkout itself, or files that only the reader has. */
const NOT_RUN = 5;

describe('the documentation', () => {
  plain('leaves few commands unexecuted, each with a reason', () => {
    const untried = blocks.filter(({ directives }) => directives.has('not run'));

    expect(untried.map(({ page, line }) => `${page}:${line}`)).toHaveLength(NOT_RUN);
    for (const { directives } of untried) expect(directives.get('not run')).toMatch(/\w+ \w+/);
  });

  plain('begins with a README that is short and leads to the walk-through', () => {
    const lines = (texts.get('README.md') ?? '').trimEnd().split('\n');

    expect(lines.length).toBeLessThanOrEqual(120);
    expect(lines.slice(0, 25).join('\n')).toContain('(docs/walk-through.md)');
  });

  plain('contains the current catalogue', async () => {
    expect(
      await readFile(join(home, 'docs', 'requirements.md'), 'utf8'),
      'The catalogue changed. Write the page again with: npm run docs',
    ).toBe(requirementsDocument());
  });

  plain('shows the probe functions that init writes', () => {
    const shown = texts.get('docs/probe-function.md') ?? '';

    expect(shown.match(/<!-- template/g)).toHaveLength(18);
    expect(shown, 'A template changed. Write the page again with: npm run docs').toBe(withTemplates(shown));
  });

  plain('has a help that names every format that is rendered, and no other', () => {
    expect([...reportFormats]).toEqual(['terminal', ...Object.keys(renderers)]);
  });

  plain('has an entry for every error code, and no other', async () => {
    const source = await readFile(join(home, 'harness', 'base', 'errors.ts'), 'utf8');
    const codes = [...source.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, code]) => code);

    const entries = [...(texts.get('docs/troubleshooting.md') ?? '').matchAll(/^### ([A-Z_]+)$/gm)];

    expect(entries.map(([, code]) => code)).toEqual(codes);
  });

  plain('has an entry for every sentence of the smoke test', async () => {
    const source = await readFile(join(home, 'harness', 'sandbox', 'smoke-test.ts'), 'utf8');
    const sentences = [...source.matchAll(/[`'](The (?:runtime|bootstrap) .*?)[`'](?:;|,)/g)].map(
      ([, text = '']) => text,
    );
    const page = texts.get('docs/troubleshooting.md') ?? '';
    const entries = [...page.matchAll(/^### (The .*)$/gm)].map(([, text = '']) => text.split('…')[0] ?? '');

    expect(sentences.length).toBeGreaterThan(5);
    // Up to the first interpolated value.
    const beginnings = sentences.map((one) => (one.split('${describeExit')[0] ?? '').split('${')[0] ?? '');
    const unknown = beginnings.filter(
      (beginning) =>
        !entries.some((entry) => entry.startsWith(beginning.trim()) || beginning.startsWith(entry)),
    );
    expect(unknown).toEqual([]);
  });

  plain('has only sentences of a failed start that exist', async () => {
    const source = await readFile(join(home, 'harness', 'process', 'executable', 'start-failure.ts'), 'utf8');
    const page = texts.get('docs/troubleshooting.md') ?? '';
    const rows = [...page.matchAll(/^\| ([a-z].*?) +\| /gm)].map(([, text = '']) => text);

    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows.filter((one) => one !== 'it says')) {
      const parts = row.split(/…|arm64|x64/).map((part) => part.trim());
      for (const part of parts) expect(source).toContain(part);
    }
  });

  plain.each(blocks.filter(({ directives }) => directives.has('config')))(
    'a valid configuration: $page:$line',
    async ({ text }) => {
      const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-docs-'));
      await writeFile(join(folder, 'lambdaspec.config.json'), text);

      expect(readConfigFile(undefined, folder)?.bootstrap).not.toEqual([]);
      await rm(folder, { recursive: true });
    },
  );

  plain.each(blocks.filter(({ directives }) => directives.has('baseline')))(
    'a valid baseline: $page:$line',
    ({ text }) => {
      expect(parseBaseline(text, 'b.yaml').entries.length).toBeGreaterThan(1);
    },
  );

  plain.each(blocks.filter(({ directives }) => directives.has('workflow')))(
    'a workflow with only known inputs and outputs of the action: $page:$line',
    async ({ text }) => {
      const action = actionSchema.parse(parse(await readFile(join(home, 'action.yml'), 'utf8')));
      const { jobs } = workflowSchema.parse(parse(text));
      const steps = Object.values(jobs).flatMap((job) => job.steps);
      const ours = steps.filter(({ uses = '' }) => uses.startsWith('lambdaspec/lambdaspec@'));

      expect(ours).not.toEqual([]);
      for (const step of ours) {
        expect(step.uses).toBe(`lambdaspec/lambdaspec@v${toolVersion()}`);
        expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with)));
      }
      const outputs = [...text.matchAll(/steps\.lambdaspec\.outputs\.([\w-]+)/g)].map(([, name]) => name);
      expect(Object.keys(action.outputs)).toEqual(expect.arrayContaining(outputs));
    },
  );

  plain('names the current version', () => {
    const named = blocks.flatMap(({ text }) =>
      [...text.matchAll(/lambdaspec@v?(\d+\.\d+\.\d+)/g)].map(([, one]) => one),
    );

    expect(new Set(named)).toEqual(new Set([toolVersion()]));
  });

  plain('has no broken links', async () => {
    const linked = [...pages, 'docs/requirements.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];

    expect(await brokenLinks(home, linked)).toEqual([]);
  });

  plain('quotes the current reference runtime', async () => {
    const folder = join(home, 'reference-runtime');
    const names = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
    const sources = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    const quoted = blocks.filter(({ language }) => language === 'ts');

    expect(quoted.length).toBeGreaterThan(4);
    for (const { page, text, line } of quoted) {
      expect(
        sources.some((source) => squeezed(source).includes(squeezed(text))),
        `${page}:${line}`,
      ).toBe(true);
    }
  });
});

const stepSchema = z.object({
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
});
const workflowSchema = z.object({ jobs: z.record(z.string(), z.object({ steps: z.array(stepSchema) })) });
const named = z.record(z.string(), z.unknown());
const actionSchema = z.object({ inputs: named, outputs: named });

describe.concurrent('the commands', () => {
  const executed = pages.filter((page) => blocks.some((block) => block.page === page && isRun(block)));
  const left =
    process.env['PAGES'] === 'all' ? [] : longPages.filter((page) => !ofToday(longPages, 2).includes(page));

  for (const page of executed.filter((one) => !left.includes(one))) {
    const text = texts.get(page) ?? '';
    // The echo function is that of bash, behind a bootstrap that calls curl.
    const tool = text.includes('echo.handler') ? 'curl' : 'bash';

    test(
      ...needs(tool, `of ${page} have the described result`, { timeout: LIMIT_MS }),
      async ({ expect: expects, folder }) => {
        await prepare(folder, directiveOf(text, 'with'));
        let printed = '';
        for (const block of blocksOf(text)) {
          const place = `${page}:${block.line}`;
          const file = block.directives.get('file');
          if (file !== undefined) {
            await writeFile(join(folder, file), block.text);
            await chmod(join(folder, file), 0o755);
          } else if (block.directives.has('printed')) {
            // Lines with digits differ from run to run.
            for (const line of block.text.split('\n').filter((one) => one !== '' && !/\d/.test(one))) {
              expects(printed, place).toContain(line);
            }
          } else if (isRun(block)) {
            const ran = await shell(folder, block.text, directiveOf(text, 'only'));
            expects(ran.exitCode, `${place}\n${ran.output}`).toBe(Number(block.directives.get('exit') ?? 0));
            printed = ran.output;
          }
        }
      },
    );
  }
});

function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function isRun({ language, directives }: Block): boolean {
  return language === 'sh' && !directives.has('not run');
}

/** Prepares what the pages assume: a bootstrap that conforms, a function, and one bootstrap that deviates. */
async function prepare(folder: string, more: string | undefined): Promise<void> {
  const examples = join(home, 'examples', 'bash', 'bootstrap');
  // For a function in bash the runtime in bash, which deviates.
  const either = `#!/bin/sh\n[ -e "$LAMBDA_TASK_ROOT/\${_HANDLER%.*}.sh" ] && exec '${examples}'\nexec '${referenceBootstrap}'\n`;
  await writeFile(join(folder, 'bootstrap'), either, { mode: 0o755 });
  await cp(join(folder, 'bootstrap'), join(folder, 'your-bootstrap'));
  await mkdir(join(folder, 'src'));
  for (const file of ['probe.mjs', 'src/app.mjs']) {
    await cp(join(home, 'suites', 'probe', 'probe.mjs'), join(folder, file));
  }
  // As after `npm install`.
  await mkdir(join(folder, 'node_modules'));
  await symlink(home, join(folder, 'node_modules', 'lambdaspec'));
  await symlink(join(home, 'node_modules', 'msw'), join(folder, 'node_modules', 'msw'));
  if (more === undefined) return;
  await writeFile(join(folder, more), `#!/bin/sh\nexec '${join(bootstraps, 'posts-both')}'\n`, {
    mode: 0o755,
  });
}

/** Runs a block as pasted into a shell, with an `npx` that runs this lambdaspec, and with fewer requirements. */
async function shell(
  folder: string,
  text: string,
  only: string | undefined,
): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  const tools = join(folder, '.tools');
  await mkdir(tools, { recursive: true });
  const npx = `#!/bin/sh\n[ "$1" = lambdaspec ] || { echo "not here: npx $*" >&2; exit 99; }\nshift\nexec node '${command}' "$@"\n`;
  await writeFile(join(tools, 'npx'), npx, { mode: 0o755 });
  const child = spawn('bash', ['--noprofile', '--norc', '-e', '-c', text], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NO_COLOR: '1',
      PATH: `${tools}${delimiter}${process.env['PATH']}`,
      LAMBDASPEC_QUICK: '1',
      LAMBDASPEC_ONLY: only ?? '',
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (bytes: string) => (output += bytes));
  }
  await once(child, 'close');
  return { exitCode: child.exitCode, output };
}
