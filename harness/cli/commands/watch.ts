/** `--watch`: judges again whenever the bootstrap or its folder changes, requirements that deviated last first. */
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { watch as watchFolder, type FSWatcher } from 'chokidar';
import type { Config } from '../options/config.ts';
import { exitCodes } from '../../base/errors.ts';
import { isDraft } from '../../base/new-file.ts';
import { MANIFEST } from '../../base/owned-folder.ts';
import { exitCodeOf } from '../../run/exit-code.ts';
import type { RunResult } from '../../run/grade/cases.ts';
import type { CommandContext } from '../io/context.ts';
import { judge } from '../judging/judge.ts';
import { failedIds, type Prepared } from '../judging/prepare.ts';
import { CASES, filesIn } from '../judging/report-folder.ts';
import { publish } from '../judging/write-reports.ts';

/** A compiler writes a file in pieces; it counts as complete once its size is stable for this long. */
const SETTLED_MS = 150;

/** Folders without sources; Python writes the last while it loads a function. */
const notWatched = ['node_modules', '.git', '__pycache__'];

/** Judges until Ctrl-C; returns the exit code of the last finished run. */
export async function watch(prepared: Prepared, context: CommandContext): Promise<number> {
  const [bootstrap] = prepared.config.target.command;
  const folder = dirname(bootstrap);
  await using changes = await Changes.under(folder, writtenBy(prepared.config, folder, context));
  let exitCode: number = exitCodes.inconclusive;
  let failed: readonly string[] = [];
  while (!context.signal.aborted) {
    const changed = changes.next();
    const round = { ...context, signal: AbortSignal.any([context.signal, changed.signal]) };
    const again = failed.length > 0 ? await judge({ ...prepared, selected: failed }, round) : undefined;
    const result = again !== undefined && stillFails(again) ? again : await judge(prepared, round);
    if (!round.signal.aborted) {
      await publish(result, prepared, context);
      failed = prepared.selected.filter((id) => failedIds(result.run).has(id));
      exitCode = exitCodeOf(result.run);
      context.stderr.write('\n');
      context.stderr.line(
        `watching ${relative(context.workingDirectory, folder) || '.'}; press Ctrl-C to stop`,
      );
    }
    await Promise.race([changed.happened, aborted(context.signal)]);
    if (!context.signal.aborted) context.stderr.line(`${changes.last} changed`);
  }
  return exitCode;
}

/** What the runs write: the report folder, or what lambdaspec writes there if it holds the sources too; and other reports. */
function writtenBy(config: Config, folder: string, context: CommandContext): string[] {
  const { out, reports } = config;
  const holdsSources = folder === out || folder.startsWith(out === sep ? sep : out + sep);
  const own = [...filesIn(config, context), MANIFEST, CASES, 'crashes'].map((name) => join(out, name));
  return [
    ...(holdsSources ? own : [out]),
    ...reports.flatMap(({ path }) => (path === undefined ? [] : [resolve(context.workingDirectory, path)])),
  ];
}

function stillFails({ run }: RunResult): boolean {
  return failedIds(run).size > 0;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolved) => signal.addEventListener('abort', resolved, { once: true }));
}

interface Change {
  /** Aborted once the run is out of date. */
  readonly signal: AbortSignal;
  readonly happened: Promise<void>;
}

/** The changes below a folder, except those made by a run. */
class Changes implements AsyncDisposable {
  readonly #watcher: FSWatcher;
  #current = new AbortController();
  /** The file that changed last, relative to the folder. */
  last = '';

  private constructor(watcher: FSWatcher, folder: string) {
    this.#watcher = watcher;
    watcher.on('all', (_event, path) => {
      this.last = relative(folder, path);
      this.#current.abort();
    });
  }

  static async under(folder: string, written: readonly string[]): Promise<Changes> {
    const ignored = (path: string): boolean =>
      notWatched.includes(basename(path)) ||
      isDraft(path) ||
      written.some((own) => resolve(path) === own || path.startsWith(own + sep));
    const watcher = watchFolder(folder, {
      ignored,
      ignoreInitial: true,
      awaitWriteFinish: { stabilityThreshold: SETTLED_MS, pollInterval: 50 },
    });
    await new Promise<void>((ready) => watcher.once('ready', ready));
    return new Changes(watcher, folder);
  }

  next(): Change {
    this.#current = new AbortController();
    return { signal: this.#current.signal, happened: aborted(this.#current.signal) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watcher.close();
  }
}
