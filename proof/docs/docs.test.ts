/** The documentation, executed: every command in it is run, every file in it is read by what reads such files. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test as plain } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseBaseline } from '../../harness/run/baseline-file.ts';
import { readConfigFile } from '../../harness/cli/options/config-file.ts';
import { reportFormats } from '../../harness/cli/options/option-table.ts';
import { writers } from '../../reports/index.ts';
import { blocksOf, directiveOf, type Block } from './block.ts';
import { requirementsDocument } from './requirements-document.ts';
import { withTemplates } from './templates.ts';
import { toolVersion } from '../../harness/base/version.ts';
import { test } from '../support/run-command.ts';
import { bootstraps, command, home, referenceBootstrap } from '../support/places.ts';

/** All commands of a page, one after the other, on a machine with other work. */
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

/** Some commands need the checkout itself, or what only the reader has. */
const NOT_RUN = 4;

describe('the documentation', () => {
  plain('leaves few commands untried, each with a reason', () => {
    const untried = blocks.filter(({ directives }) => directives.has('not run'));

    expect(untried.map(({ page, line }) => `${page}:${line}`)).toHaveLength(NOT_RUN);
    for (const { directives } of untried) expect(directives.get('not run')).toMatch(/\w+ \w+/);
  });

  plain('has the catalogue as it is', async () => {
    expect(
      await readFile(join(home, 'docs', 'requirements.md'), 'utf8'),
      'The catalogue changed. Write the page again with: npm run docs',
    ).toBe(requirementsDocument());
  });

  plain('shows the probe functions that init writes', () => {
    const shown = texts.get('docs/probe-function.md') ?? '';

    expect(shown.match(/<!-- template/g)).toHaveLength(8);
    expect(shown, 'A template changed. Write the page again with: npm run docs').toBe(withTemplates(shown));
  });

  plain('has a help that names every format that is rendered, and no other', () => {
    expect([...reportFormats]).toEqual(['terminal', ...Object.keys(writers)]);
  });

  plain('has an entry for every code, and no other', async () => {
    const source = await readFile(join(home, 'harness', 'base', 'errors.ts'), 'utf8');
    const codes = [...source.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, code]) => code);

    const entries = [...(texts.get('docs/troubleshooting.md') ?? '').matchAll(/^### ([A-Z_]+)$/gm)];

    expect(entries.map(([, code]) => code)).toEqual(codes);
  });

  plain('has an entry for every sentence of the smoke test, as it is', async () => {
    const source = await readFile(join(home, 'harness', 'sandbox', 'smoke-test.ts'), 'utf8');
    const sentences = [...source.matchAll(/[`'](The (?:runtime|bootstrap) .*?)[`'](?:;|,)/g)].map(
      ([, text = '']) => text,
    );
    const page = texts.get('docs/troubleshooting.md') ?? '';
    const entries = [...page.matchAll(/^### (The .*)$/gm)].map(([, text = '']) => text.split('…')[0] ?? '');

    expect(sentences.length).toBeGreaterThan(5);
    // Up to the first value that is put in.
    const beginnings = sentences.map((one) => (one.split('${describeExit')[0] ?? '').split('${')[0] ?? '');
    const unknown = beginnings.filter(
      (beginning) =>
        !entries.some((entry) => entry.startsWith(beginning.trim()) || beginning.startsWith(entry)),
    );
    expect(unknown).toEqual([]);
  });

  plain('has every sentence of a failed start, as it is', async () => {
    const source = await readFile(join(home, 'harness', 'process', 'start-failure.ts'), 'utf8');
    const page = texts.get('docs/troubleshooting.md') ?? '';
    const rows = [...page.matchAll(/^\| ([a-z].*?) +\| /gm)].map(([, text = '']) => text);

    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows.filter((one) => one !== 'it says')) {
      const parts = row.split(/…|arm64|x64/).map((part) => part.trim());
      for (const part of parts) expect(source).toContain(part);
    }
  });

  plain.each(blocks.filter(({ directives }) => directives.has('config')))(
    'a configuration that is understood: $page:$line',
    async ({ text }) => {
      const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-docs-'));
      await writeFile(join(folder, 'lambdaspec.config.json'), text);

      expect(readConfigFile(undefined, folder)?.bootstrap).not.toEqual([]);
      await rm(folder, { recursive: true });
    },
  );

  plain.each(blocks.filter(({ directives }) => directives.has('baseline')))(
    'a baseline that is understood: $page:$line',
    ({ text }) => {
      expect(parseBaseline(text, 'b.yaml').entries.length).toBeGreaterThan(1);
    },
  );

  plain.each(blocks.filter(({ directives }) => directives.has('workflow')))(
    'a workflow that asks nothing unknown of the action: $page:$line',
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

  plain('names the version that this is', () => {
    const named = blocks.flatMap(({ text }) =>
      [...text.matchAll(/lambdaspec@v?(\d+\.\d+\.\d+)/g)].map(([, one]) => one),
    );

    expect(new Set(named)).toEqual(new Set([toolVersion()]));
  });

  plain('links to what is there', async () => {
    const broken: string[] = [];
    for (const [page, text] of [...texts, ['docs/requirements.md', requirementsDocument()] as const]) {
      for (const [, link = ''] of text.matchAll(/\]\((?!https?:)([^)\s]*)\)/g)) {
        const [path = '', anchor] = link.split('#');
        const target = path === '' ? page : join(page, '..', path);
        const found = await readFile(join(home, target), 'utf8').catch(() => undefined);
        const headings = [...(found ?? '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
          anchorOf(heading),
        );
        const there =
          found !== undefined || (await readdir(join(home, target)).catch(() => undefined)) !== undefined;
        if (!there || (anchor !== undefined && !headings.includes(anchor))) broken.push(`${page}: ${link}`);
      }
    }

    expect(broken).toEqual([]);
  });

  plain('quotes the reference runtime as it is', async () => {
    const folder = join(home, 'reference-runtime');
    const names = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
    const sources = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    const quoted = blocks.filter(({ page, language }) => page === 'README.md' && language === 'ts');

    expect(quoted.length).toBeGreaterThan(2);
    for (const { text, line } of quoted) {
      expect(
        sources.some((source) => squeezed(source).includes(squeezed(text))),
        `README.md:${line}`,
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

  test.for(executed)(
    'of %s do what is said',
    { timeout: LIMIT_MS },
    async (page, { expect: expects, folder }) => {
      const text = texts.get(page) ?? '';
      await prepare(folder, directiveOf(text, 'with'));
      let printed = '';
      for (const block of blocksOf(text)) {
        const place = `${page}:${block.line}`;
        const file = block.directives.get('file');
        if (file !== undefined) {
          await writeFile(join(folder, file), block.text);
          await chmod(join(folder, file), 0o755);
        } else if (block.directives.has('printed')) {
          // What differs from run to run has digits in it.
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
});

/** As GitHub makes it of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function isRun({ language, directives }: Block): boolean {
  return language === 'sh' && !directives.has('not run');
}

/** What the pages take for granted: a bootstrap that conforms, a function, and one bootstrap that deviates. */
async function prepare(folder: string, more: string | undefined): Promise<void> {
  const examples = join(home, 'examples', 'bash', 'bootstrap');
  const either = `#!/bin/sh\ncase $_HANDLER in echo.*) exec '${examples}' ;; *) exec '${referenceBootstrap}' ;; esac\n`;
  await writeFile(join(folder, 'bootstrap'), either, { mode: 0o755 });
  await cp(join(folder, 'bootstrap'), join(folder, 'your-bootstrap'));
  await mkdir(join(folder, 'src'));
  for (const file of ['probe.mjs', 'src/app.mjs']) {
    await cp(join(home, 'suites', 'probe', 'probe.mjs'), join(folder, file));
  }
  // What `npm install` would bring.
  await mkdir(join(folder, 'node_modules'));
  await symlink(home, join(folder, 'node_modules', 'lambdaspec'));
  await symlink(join(home, 'node_modules', 'msw'), join(folder, 'node_modules', 'msw'));
  if (more === undefined) return;
  await writeFile(join(folder, more), `#!/bin/sh\nexec '${join(bootstraps, 'posts-both')}'\n`, {
    mode: 0o755,
  });
}

/** Runs a block as a person would paste it, with `npx` that finds this lambdaspec, and fewer requirements. */
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
