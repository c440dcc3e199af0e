/** Judges a hostile bootstrap with the real command and collects the unmet expectations. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { judgeWithCommand, type Judged } from '../support/judge-bootstrap.ts';
import type { HostileBootstrap } from './bootstraps.ts';
import { home } from '../support/places.ts';

/** The path of the hostile bootstraps inside `proof/`. */
export const fixtures = join('hostile', 'fixtures');

/** Control characters including C1, and characters that change lines or text direction, except the line feed. */
// oxlint-disable-next-line no-control-regex -- this looks for control characters
const RAW = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

export const DEFAULT_SECONDS = 120;
export const DEFAULT_MEGABYTES = 300;

export interface HostileOutcome {
  readonly judged: Judged;
  /** One sentence for each unmet expectation. */
  readonly objections: readonly string[];
}

/** Judges a copy of the bootstrap, which may damage its folder. */
export async function judgeHostile(bootstrap: HostileBootstrap): Promise<HostileOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-hostile-'));
  try {
    // They import modules from the folder of the other bootstraps.
    for (const part of ['bootstraps', fixtures]) {
      await cp(join(home, 'proof', part), join(folder, part), { recursive: true });
    }
    const { options = ['--only', 'next.continues-after-result'] } = bootstrap;
    const judged = await judgeWithCommand([
      '--quick',
      ...options,
      '--env',
      `LAMBDASPEC_EXPENDABLE=${folder}`,
      '--',
      join(folder, fixtures, bootstrap.name),
      ...(bootstrap.arguments ?? []),
    ]);
    return { judged, objections: objectionsTo(bootstrap, judged) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function objectionsTo(bootstrap: HostileBootstrap, judged: Judged): string[] {
  const { expected, seconds = DEFAULT_SECONDS, megabytes = DEFAULT_MEGABYTES } = bootstrap;
  const { run, stdout, stderr, leftovers, files } = judged;
  const end = judged.signal ?? judged.exitCode;
  const deviating = new Set(run?.deviations.map(({ requirement }) => requirement));
  const missing = (expected.deviates ?? []).filter((id) => !deviating.has(id));
  const checks: readonly (readonly [boolean, string])[] = [
    [end === expected.end, `ended with ${end} and not with ${expected.end}: ${run?.reason ?? stderr}`],
    [inOneLine(stdout).includes(expected.says ?? ''), `does not say "${expected.says}": ${stdout}`],
    [missing.length === 0, `does not find that these deviate: ${missing.join(', ')}`],
    [judged.durationMs <= seconds * 1000, `took ${Math.round(judged.durationMs / 1000)} s of ${seconds}`],
    [judged.peakRssMb <= megabytes, `used ${Math.round(judged.peakRssMb)} MB of ${megabytes}`],
    [leftovers.length === 0, `left processes: ${leftovers.join('; ')}`],
    [files.length === 0, `left files: ${files.join(', ')}`],
    [!/\n\s+at /.test(stderr), `shows a stack: ${stderr}`],
    [
      !RAW.test(stdout) && !RAW.test(stderr),
      `prints a raw ${JSON.stringify(RAW.exec(stdout + stderr)?.[0])}`,
    ],
    [run !== undefined || end === 'SIGKILL', 'wrote no run.json that can be read'],
    [end === 'SIGKILL' || isXml(judged.junit), 'wrote no well-formed junit.xml'],
  ];
  return checks.flatMap(([holds, objection]) => (holds ? [] : [objection]));
}

function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

function isXml(text: string | undefined): boolean {
  if (text === undefined) return false;
  let wellFormed = true;
  try {
    // Warnings do not make it ill-formed; they concern, for example, U+FFFD.
    const onError = (level: string): void => void (wellFormed &&= level === 'warning');
    new DOMParser({ onError }).parseFromString(text, 'text/xml');
  } catch {
    return false;
  }
  return wellFormed;
}
