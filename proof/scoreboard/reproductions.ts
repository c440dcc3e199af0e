/**
 * The reproductions of findings: the recorded conversation alone, in `examples/<name>/reproductions/<slug>.json`. The script that plays
 * it is the same for all of them; `npm run reproduction` puts both together into a file that can be attached to an issue.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Deviation } from '../../harness/run/run.ts';
import { command } from '../support/places.ts';
import { names, type Judged } from './board.ts';
import type { Example } from './examples.ts';
import type { Finding } from './findings-file.ts';

/** A larger conversation has an event or a result of some megabytes in it: its case replays it instead. */
const MAXIMUM_BYTES = 48 * 1024;

export function reproductionFile(
  { folder }: Pick<Example, 'folder'>,
  { slug }: Pick<Finding, 'slug'>,
): string {
  return join(folder, 'reproductions', `${slug}.json`);
}

/** Removes the reproductions of findings that are gone. */
export function removeStale(example: Example): void {
  const folder = join(example.folder, 'reproductions');
  if (!existsSync(folder)) return;
  const slugs = new Set(example.findings.map(({ slug }) => `${slug}.json`));
  for (const leaf of readdirSync(folder)) if (!slugs.has(leaf)) rmSync(join(folder, leaf));
}

/** Writes the reproduction of a finding, if it has none and a script can decide one of its deviations. */
export function writeReproduction({ example, run }: Judged, finding: Finding, report: string): boolean {
  const file = reproductionFile(example, finding);
  if (existsSync(file)) return true;
  const cases = run.deviations.filter((deviation) => names(finding, deviation) && deviation.case !== null);
  for (const deviation of cases) {
    const recording = recordingOf(deviation, example, report);
    if (recording === undefined || Buffer.byteLength(recording) > MAXIMUM_BYTES) continue;
    mkdirSync(join(example.folder, 'reproductions'), { recursive: true });
    writeFileSync(file, recording);
    return true;
  }
  return false;
}

/** The recording in the script that lambdaspec exports; undefined where it exports none. */
function recordingOf({ case: path }: Deviation, example: Example, report: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'lambdaspec-reproduction-'));
  try {
    const bootstrap = resolve(example.folder, example.bootstrap);
    const options = ['--out', join(folder, 'report'), '--export', join(folder, 'export')];
    const words = [
      'replay',
      join(report, path ?? ''),
      ...functionOptions(example),
      ...options,
      '--',
      bootstrap,
    ];
    // A runtime that crashes leaves its files in the working directory.
    spawnSync(process.execPath, [command, ...words], { cwd: folder, stdio: 'ignore' });
    const script = join(folder, 'export', 'reproduce.mjs');
    return existsSync(script) ? recordingIn(readFileSync(script, 'utf8')) : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The options that say where the function is; a case outside of the folder of its bootstrap is not followed without them. */
function functionOptions({ folder, arguments: words }: Example): string[] {
  return words.flatMap((word, n) => {
    const [, given] = /^--task-root=(.*)$/.exec(word) ?? [];
    if (given !== undefined) return ['--task-root', resolve(folder, given)];
    if (word === '--task-root') return [word, resolve(folder, words[n + 1] ?? '')];
    if (word === '--env') return [word, words[n + 1] ?? ''];
    return word === '--probe' || word.startsWith('--env=') ? [word] : [];
  });
}

/** The JSON text that an exported script carries. */
export function recordingIn(script: string): string | undefined {
  const text = /^const recorded = (\{\n.*?^\});$/ms.exec(script)?.[1];
  return text === undefined ? undefined : `${JSON.stringify(JSON.parse(text), null, 1)}\n`;
}
