/**
 * `npm run reproduction -- <example> <finding> [folder]`: writes the script that shows a finding without lambdaspec, for the issue in which it is
 * filed. Without a finding it lists those that have a script.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { exitCodes } from '../../harness/base/errors.ts';
import { type Recording, readmeOf, scriptOf } from '../../harness/cli/export/script.ts';
import { home } from '../support/places.ts';
import { readExample } from './examples.ts';
import { ExampleMistakes } from './yaml-file.ts';

function run([name = '', slug, folder]: readonly string[]): number {
  const example = readExample(name);
  const recordings = join(example.folder, 'reproductions');
  const slugs = existsSync(recordings)
    ? readdirSync(recordings).map((leaf) => leaf.replace(/\.json$/, ''))
    : [];
  if (slug === undefined || !slugs.includes(slug)) {
    process.stdout.write(`${name} has a script for: ${slugs.join(', ') || 'no finding'}\n`);
    return slug === undefined ? exitCodes.conforms : exitCodes.usage;
  }
  const into = resolve(folder ?? join(home, 'lambdaspec-report', 'reproductions', `${name}-${slug}`));
  mkdirSync(into, { recursive: true });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written from such a value by this project
  const recording = JSON.parse(readFileSync(join(recordings, `${slug}.json`), 'utf8')) as Recording;
  writeFileSync(join(into, 'reproduce.mjs'), scriptOf(recording));
  writeFileSync(join(into, 'README.md'), readmeOf(recording));
  if (recording.start.function !== undefined) copyFunctions(recording, join(into, recording.start.function));
  const here = relative(process.cwd(), into) || '.';
  const bootstrap = join('examples', name, example.bootstrap);
  process.stdout.write(`node ${join(here, 'reproduce.mjs')} ${bootstrap}\n`);
  return exitCodes.conforms;
}

/** The bundled functions that the handler may mean. */
function copyFunctions({ start }: Recording, into: string): void {
  const probes = join(home, 'suites', 'probe');
  const [file = ''] = (start.environment['_HANDLER'] ?? '').split('.', 1);
  for (const leaf of readdirSync(probes)) {
    if (/\.(?:mjs|py|sh)$/.test(leaf) && leaf.replace(/\.\w+$/, '') === file)
      cpSync(join(probes, leaf), join(into, leaf));
  }
}

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ExampleMistakes)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = exitCodes.usage;
}
