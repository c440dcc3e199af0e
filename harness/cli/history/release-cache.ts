/** The results of releases on disk: a release that was judged once, in the same way, is not built again. */
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileDigest, foreignText } from '../../base/foreign-file.ts';
import { tryFolder } from '../../base/new-file.ts';
import { HarnessError, toError } from '../../base/errors.ts';
import { toolVersion } from '../../base/package.ts';
import type { Run } from '../../run/run.ts';
import { parseRun } from '../../run/stored-run.ts';
import type { CommandContext } from '../io/context.ts';
import type { Options } from '../options/option-table.ts';
import type { HistoryCommand } from './history-command.ts';

/** Where the files of a release are. */
export interface ReleaseFolders {
  /** The report of its run. */
  readonly results: string;
  /** What its build gets as {folder}. */
  readonly build: string;
  /** The output of a build that failed. */
  readonly log: string;
}

/** Options that change what a run finds. */
const judging = [
  'only',
  'skip',
  'level',
  'requirements',
  'profile',
  'handler',
  'taskRoot',
  'probe',
  'env',
  'seed',
  'runs',
  'quick',
  'slow',
  'timeoutScale',
] as const satisfies readonly (keyof Options)[];

export class ReleaseCache {
  readonly #folder: string;
  readonly #fresh: boolean;
  readonly #way: string;

  /** @param options As they are given to each run. */
  constructor(command: HistoryCommand, options: Options, { environment, workingDirectory }: CommandContext) {
    const caches = environment['XDG_CACHE_HOME'] ?? join(environment['HOME'] ?? homedir(), '.cache');
    this.#folder = resolve(workingDirectory, options.cache ?? join(caches, 'lambdaspec', 'history'));
    this.#fresh = options.fresh === true;
    const words = [...command.build, ...command.bootstrap];
    this.#way = JSON.stringify([
      toolVersion(),
      command,
      // A changed build script, and a changed bootstrap that is not built, make another result.
      words.map((word) => fileDigest(resolve(workingDirectory, word)) ?? null),
      judging.map((key) => options[key] ?? null),
    ]);
  }

  /**
   * Checks that results can be kept.
   *
   * @throws {HarnessError} FILE_NOT_WRITTEN
   */
  async check(): Promise<void> {
    await tryFolder(this.#folder).catch((cause: unknown) => {
      throw new HarnessError(
        'FILE_NOT_WRITTEN',
        `The cache ${this.#folder} cannot be written: ${toError(cause).message}; name another folder with --cache.`,
        { cause },
      );
    });
  }

  foldersOf(version: string): ReleaseFolders {
    const key = createHash('sha256')
      .update(JSON.stringify([this.#way, version]))
      .digest('hex')
      .slice(0, 24);
    const name = `${version.replaceAll(/[^\w.+-]/g, '_')}-${key}`;
    return {
      results: join(this.#folder, 'results', name),
      build: join(this.#folder, 'builds', name),
      log: join(this.#folder, 'builds', `${name}.log`),
    };
  }

  /** The run of a release, unless it was never judged to the end, or is to be judged again. */
  runOf(version: string): Run | undefined {
    if (this.#fresh) return undefined;
    try {
      const run = parseRun(foreignText(join(this.foldersOf(version).results, 'run.json')));
      return run.complete && run.tool.version === toolVersion() ? run : undefined;
    } catch {
      // None, or damaged: the release is judged again.
      return undefined;
    }
  }
}
