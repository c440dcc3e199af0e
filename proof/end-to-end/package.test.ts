/** The package as npm publishes it: packed from a copy of the checkout, unpacked, and used. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { brokenLinks } from '../docs/links.ts';
import { home } from '../support/places.ts';

const run = promisify(execFile);
/** Packing compiles the project. */
const LIMIT_MS = 300_000;

const dependencies = z.record(z.string(), z.string()).default({});
const manifestSchema = z.object({ dependencies, peerDependencies: dependencies });

describe('the package', () => {
  let folder = '';
  let unpacked = '';
  let files: readonly string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lambdaspec-package-'));
    unpacked = await packedIn(folder);
    files = (await readdir(unpacked, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => relative(unpacked, join(entry.parentPath, entry.name)));
  }, LIMIT_MS);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('holds neither proof, tests, test support, source maps nor hidden files', () => {
    const unwanted =
      /^(dist\/)?(proof|bench)\/|(^|\/)(testing|fixtures|drivers)\/|\.test\.|\.golden\.|\.map$|(^|\/)\./;

    expect(files).toContain('dist/main.js');
    expect(files.filter((file) => unwanted.test(file))).toEqual([]);
  });

  test('has every file that its pages link to', async () => {
    const pages = files.filter((file) => file.endsWith('.md'));

    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/guide.md', 'docs/requirements.md']));
    expect(await brokenLinks(unpacked, pages)).toEqual([]);
  });

  test('imports only its dependencies, optional peers and what Node has', async () => {
    const manifest = await manifestOf(unpacked);
    const allowed = new Set([
      ...Object.keys(manifest.dependencies),
      ...Object.keys(manifest.peerDependencies),
    ]);
    const sources = files.filter((file) => file.endsWith('.js'));

    const foreign = await Promise.all(
      sources.map(async (file) =>
        packagesIn(await readFile(join(unpacked, file), 'utf8'))
          .filter((name) => !allowed.has(name) && !isBuiltin(name))
          .map((name) => `${file} imports ${name}`),
      ),
    );

    expect(sources.length).toBeGreaterThan(10);
    expect(foreign.flat()).toEqual([]);
  });

  test('judges a bootstrap with its dependencies alone', { timeout: LIMIT_MS }, async () => {
    const bootstrap = join(unpacked, 'reference-runtime', 'bootstrap');
    const words = ['--quick', '--probe', '--only', 'next.continues-after-result', bootstrap];

    const { stdout } = await run(process.execPath, [join(unpacked, 'dist', 'main.js'), ...words], {
      cwd: folder,
    });

    expect(stdout).toMatch(/^conforms .*: 1 of 1 MUST hold/m);
  });

  test('finds the packages that it loads late, which are links here, while its output goes to pipes', async () => {
    const bootstrap = join(unpacked, 'reference-runtime', 'bootstrap');
    const words = ['--print-config', '--only', 'next.cont*', bootstrap];

    const { stdout } = await run(process.execPath, [join(unpacked, 'dist', 'main.js'), ...words], {
      cwd: folder,
    });

    expect(stdout).toContain('next.cont*');
  });
});

/** Packs a copy, since `prepack` empties `dist/`, which other tests use. Returns where the package is unpacked. */
async function packedIn(folder: string): Promise<string> {
  const copy = join(folder, 'checkout');
  const left = new Set(['node_modules', '.git', 'dist', 'lambdaspec-report', 'test-results']);
  await cp(home, copy, { recursive: true, filter: (path) => !left.has(relative(home, path)) });
  await symlink(join(home, 'node_modules'), join(copy, 'node_modules'));
  await run('npm', ['pack', '--pack-destination', folder], { cwd: copy });
  const [tarball = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));

  const modules = join(folder, 'node_modules');
  await mkdir(modules);
  await run('tar', ['-xzf', join(folder, tarball), '-C', folder]);
  await cp(join(folder, 'package'), join(modules, 'lambdaspec'), { recursive: true });
  for (const name of Object.keys((await manifestOf(home)).dependencies)) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(home, 'node_modules', name), join(modules, name));
  }
  return join(modules, 'lambdaspec');
}

async function manifestOf(folder: string): Promise<z.infer<typeof manifestSchema>> {
  return manifestSchema.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
}

/** The packages that a module names in its imports; a path is no package. */
function packagesIn(source: string): string[] {
  const imports =
    /^(?:import|export)\s[^'"=(]*\bfrom\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/gm;
  return [...source.matchAll(imports)]
    .map(([, named, bare, lazy]) => named ?? bare ?? lazy ?? '')
    .filter((specifier) => !specifier.startsWith('.'))
    .map((specifier) => (isBuiltin(specifier) ? specifier : packageOf(specifier)));
}

function packageOf(specifier: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
}
