/** Writes a script that reproduces a deviation without lambdaspec, once it is proved that the script tells the truth. */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foreignText } from '../../base/foreign-file.ts';
import { OwnedFolder } from '../../base/owned-folder.ts';
import type { Conversation, Recorded } from '../../run/conversation.ts';
import type { Deviation } from '../../run/run.ts';
import type { Target } from '../../run/target.ts';
import { comparisons, FUNCTION_FOLDER, readmeOf, recordingOf, scriptOf, type Recording } from './script.ts';

/** What is exported, and where. */
export interface ExportOptions {
  readonly deviation: Deviation;
  readonly conversations: Recorded['conversations'];
  readonly target: Target;
  /** Whether the function is a bundled probe. */
  readonly bundled: boolean;
  readonly probeFolder: string;
  /** The command of the reference runtime, which conforms. */
  readonly reference: readonly [string, ...string[]];
  /** Absolute path. */
  readonly folder: string;
}

/** The exit codes of the script. */
const SHOWS = 1;
const SHOWS_NOT = 0;
const LIMIT_MS = 180_000;

/** Writes the script, or returns a sentence that says why a script cannot decide this deviation. */
export async function exportCase(options: ExportOptions): Promise<string | undefined> {
  const trial = await mkdtemp(join(tmpdir(), 'lambdaspec-export-'));
  try {
    let obstacle = '';
    for (const conversation of options.conversations) {
      const proved = await prove(conversation, trial, options);
      if (typeof proved !== 'string') {
        await write(options.folder, proved, options);
        return undefined;
      }
      obstacle = proved;
    }
    return obstacle;
  } finally {
    await rm(trial, { recursive: true, force: true });
  }
}

/** The recording of a conversation whose script tells both runtimes apart, or what prevents that. */
async function prove(
  conversation: Conversation | string,
  trial: string,
  options: ExportOptions,
): Promise<Recording | string> {
  if (typeof conversation === 'string') return conversation;
  const recording = recordingOf(options.deviation, conversation, options);
  if (typeof recording === 'string') return recording;
  const written = await reliable(trial, recording, options);
  if (written === undefined) return 'The runtime does not do the same each time in the same conversation.';
  return (await isAcquitted(trial, written, options))
    ? written
    : 'A conformant runtime does the same in this conversation, as far as a script can see.';
}

/** The recording with the strictest comparison of bodies by which its script shows the deviation. */
async function reliable(
  trial: string,
  recording: Recording,
  options: ExportOptions,
): Promise<Recording | undefined> {
  for (const compare of comparisons) {
    const written = { ...recording, compare };
    await write(trial, written, options);
    if ((await play(trial, options.target.command)) === SHOWS) return written;
  }
  return undefined;
}

/** Whether the script says of the reference runtime that the deviation does not show. */
async function isAcquitted(trial: string, recording: Recording, options: ExportOptions): Promise<boolean> {
  const { reference, bundled, probeFolder, target } = options;
  if (bundled) return (await play(trial, reference)) === SHOWS_NOT;
  // The reference runtime cannot load a function of another language: it gets the bundled probe.
  const { environment } = recording.start;
  const { _HANDLER: handler } = environment;
  const usual = handler === target.handler ? { ...environment, _HANDLER: 'probe.handler' } : environment;
  const control = join(trial, 'control');
  await write(control, { ...recording, start: { ...recording.start, environment: usual } }, options);
  return (await play(control, ['--task-root', probeFolder, ...reference])) === SHOWS_NOT;
}

/** The exit code of the script with these arguments; undefined when it had to be ended. */
async function play(folder: string, command: readonly string[]): Promise<number | undefined> {
  const child = spawn(process.execPath, [join(folder, 'reproduce.mjs'), ...command], {
    stdio: 'ignore',
    timeout: LIMIT_MS,
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? undefined));
  });
}

async function write(
  folder: string,
  recording: Recording,
  { bundled, probeFolder, target }: ExportOptions,
): Promise<void> {
  const functions = bundled ? functionFiles(probeFolder, target) : [];
  await exportFolder(folder).write([
    { name: 'reproduce.mjs', text: scriptOf(recording) },
    { name: 'README.md', text: readmeOf(recording) },
    ...functions.map((name) => ({
      name: join(FUNCTION_FOLDER, name),
      text: foreignText(join(probeFolder, name)),
    })),
  ]);
}

/** The bundled probe functions that a handler may mean, one for each language. */
function functionFiles(probeFolder: string, { handler }: Target): string[] {
  const [file = ''] = handler.split('.', 1);
  return readdirSync(probeFolder).filter((name) =>
    ['mjs', 'py', 'sh'].some((extension) => name === `${file}.${extension}`),
  );
}

function exportFolder(folder: string, shown = folder): OwnedFolder {
  return new OwnedFolder(folder, shown, '--export');
}

/**
 * Checks, before the replay, that the export replaces no file of the user.
 *
 * @throws {HarnessError} REPORT_NOT_WRITTEN
 */
export function checkExportFolder(folder: string, shown: string): void {
  exportFolder(folder, shown).check({ names: ['reproduce.mjs', 'README.md'] });
}
