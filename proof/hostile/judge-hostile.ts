/** Judges a hostile bootstrap with the real command and collects the unmet expectations. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { PROTECTION_VARIABLE, protectionHere } from '../../harness/process/isolation.ts';
import { judgeWithCommand, type Judged } from '../support/judge-bootstrap.ts';
import type { HostileBootstrap } from './hostile-bootstrap.ts';
import { home } from '../support/places.ts';

/** The path of the hostile bootstraps inside `proof/`. */
export const fixtures = join('hostile', 'fixtures');

/** Control characters including C1, and characters that change lines or text direction, except the line feed. */
// oxlint-disable-next-line no-control-regex -- this looks for control characters
const RAW = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/** What the runner of a GitHub workflow obeys: `::` where a line begins, and `##[` anywhere. */
const COMMAND = /^\s*::.*|##\[.*/m;

/** A file of the user beside the bootstraps, whose content must survive every run. */
const OF_THE_USER = { name: 'of-the-user', text: 'must stay as it is' };

export const DEFAULT_SECONDS = 120;
export const DEFAULT_MEGABYTES = 300;

/** Whether this machine has what the bootstrap attacks. */
export function isPossible({ protection }: HostileBootstrap): boolean {
  return protection !== 'namespace' || protectionHere() === 'namespace';
}

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
    const ofTheUser = join(folder, OF_THE_USER.name);
    await writeFile(ofTheUser, OF_THE_USER.text);
    const { options = ['--only', 'next.continues-after-result'] } = bootstrap;
    const words = [
      '--quick',
      ...options,
      '--env',
      `LAMBDASPEC_EXPENDABLE=${folder}`,
      '--',
      join(folder, fixtures, bootstrap.name),
      ...(bootstrap.arguments ?? []),
    ];
    const { protection } = bootstrap;
    const judged = await judgeWithCommand(
      words,
      protection === undefined ? {} : { [PROTECTION_VARIABLE]: protection },
    );
    const kept = await readFile(ofTheUser, 'utf8').catch(() => undefined);
    const lost = kept === OF_THE_USER.text || deletesIt(bootstrap) ? [] : ['changed a file of the user'];
    return { judged, objections: [...objectionsTo(bootstrap, judged), ...lost] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The one that deletes its own copy deletes that file with it. */
function deletesIt({ name }: HostileBootstrap): boolean {
  return name === 'deletes-its-folder';
}

function objectionsTo(bootstrap: HostileBootstrap, judged: Judged): string[] {
  const { expected, seconds = DEFAULT_SECONDS, megabytes = DEFAULT_MEGABYTES } = bootstrap;
  const { run, stdout, stderr, leftovers, files } = judged;
  const end = judged.signal ?? judged.exitCode;
  const deviating = new Set(run?.deviations.map(({ requirement }) => requirement));
  const missing = (expected.deviates ?? []).filter((id) => !deviating.has(id));
  const checks: readonly (readonly [boolean, string])[] = [
    [
      end === expected.end || end === expected.or,
      `ended with ${end} and not with ${expected.end}: ${run?.reason ?? stderr}`,
    ],
    [
      end === expected.or || inOneLine(stdout).includes(expected.says ?? ''),
      `does not say "${expected.says}": ${stdout}`,
    ],
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
    [
      !COMMAND.test(stdout) && !COMMAND.test(stderr),
      `prints a command of a workflow: ${COMMAND.exec(stdout)?.[0] ?? COMMAND.exec(stderr)?.[0]}`,
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
