/** `lambdaspec history`: judges releases of a client, and says when each deviation came and went. */
import { resolve } from 'node:path';
import { exitCodes, HarnessError } from '../../base/errors.ts';
import { toolVersion } from '../../base/package.ts';
import { bisect } from '../../run/history/bisect.ts';
import { historyVersion, type Bisection, type History } from '../../run/history/history.ts';
import { historyRows, stateIn } from '../../run/history/spans.ts';
import { askedVersions } from '../history/asked-versions.ts';
import { historyCommand, type HistoryCommand } from '../history/history-command.ts';
import { judgeRelease, notReached, type HistoryJob, type KnownRelease } from '../history/judge-release.ts';
import { ReleaseCache } from '../history/release-cache.ts';
import { print, type CommandContext } from '../io/context.ts';
import { textOptions } from '../io/text-options.ts';
import { completed, prepare } from '../judging/prepare.ts';
import { writeDocument } from '../judging/write-reports.ts';
import { reportsOf } from '../options/config.ts';
import type { OptionKey } from '../options/option-table.ts';
import { optionsOf } from '../options/option-value.ts';
import type { ParsedArguments } from '../options/parse-arguments.ts';

/** Every release is judged with the same seed, so that a difference comes from the release. */
const SEED = 1;

/** Returns 0 when the history is known, 3 when nothing could be judged, or when it is interrupted. */
export async function history(given: ParsedArguments, context: CommandContext): Promise<number> {
  const command = historyCommand(given.positionals);
  const args = optionsOfRuns(completed(given, context));
  const { versions: asked, bisect: sought } = args.options;
  if (asked === undefined) {
    throw new HarnessError(
      'USAGE',
      'history needs --versions: a list, as in --versions 1.2.0,1.3.0, or a package, as in --versions "npm:aws-lambda-ric >=3".',
    );
  }
  const requests = reportsOf(given.options.report ?? ['terminal']);
  checkFormats(requests, context);
  await checkSelection(args, context);
  const cache = new ReleaseCache(command, args.options, context);
  await cache.check();
  const prereleases = args.options.prereleases === true;
  const oldestFirst = await askedVersions(asked, { ...context, prereleases });
  const job: HistoryJob = { command, args, cache };
  const known = new Map<string, KnownRelease>();
  const bisection =
    sought === undefined
      ? await judgeAll(oldestFirst, known, job, context)
      : await bisect(
          sought,
          oldestFirst,
          async (version) => {
            const one = await judgeRelease(version, job, context);
            known.set(version, one);
            const [id = '', code] = sought.split('/', 2);
            const state = stateIn(one.run, id, code);
            // Another deviation may hide this one.
            return state === 'otherwise' ? 'unknown' : state;
          },
          () => context.signal.aborted,
        );
  const value = historyOf({ asked, command, oldestFirst, known, bisection, args, context });
  const layout = textOptions(args, context);
  for (const { format, path } of requests) {
    const text = context.renderers.histories[format]?.(value, layout) ?? '';
    if (path === undefined) print(context, text);
    else await writeDocument(resolve(context.workingDirectory, path), text);
  }
  return value.complete &&
    value.releases.some(({ outcome }) => outcome === 'judged') &&
    bisection?.change !== null
    ? exitCodes.conforms
    : exitCodes.inconclusive;
}

/** The newest first: it is what a reader asks about, also if the command is interrupted. */
async function judgeAll(
  oldestFirst: readonly string[],
  known: Map<string, KnownRelease>,
  job: HistoryJob,
  context: CommandContext,
): Promise<undefined> {
  for (const version of oldestFirst.toReversed()) {
    if (context.signal.aborted) return;
    known.set(version, await judgeRelease(version, job, context));
  }
}

interface Found {
  readonly asked: string;
  readonly command: HistoryCommand;
  readonly oldestFirst: readonly string[];
  readonly known: ReadonlyMap<string, KnownRelease>;
  readonly bisection: Bisection | undefined;
  readonly args: ParsedArguments;
  readonly context: CommandContext;
}

function historyOf({ asked, command, oldestFirst, known, bisection, args, context }: Found): History {
  const releases = oldestFirst.toReversed().map((version) => known.get(version) ?? notReached(version));
  const { requirements } = args.options;
  return {
    schemaVersion: historyVersion,
    tool: { name: 'lambdaspec', version: toolVersion() },
    ...(requirements === undefined ? {} : { requirementSet: requirements }),
    versions: asked,
    build: [...command.build],
    bootstrap: [...command.bootstrap],
    complete: !context.signal.aborted,
    releases: releases.map(({ release }) => release),
    rows: historyRows(releases),
    bisection: bisection ?? null,
  };
}

/** Options of a run that a history has no use for. */
const notForHistory: readonly OptionKey[] = ['failed', 'watch', 'printConfig', 'baseline', 'shard', 'bail'];

/** The options of each run; a bisection judges its requirement alone. */
function optionsOfRuns(args: ParsedArguments): ParsedArguments {
  const { bisect: sought } = args.options;
  const dropped: readonly OptionKey[] = sought === undefined ? notForHistory : [...notForHistory, 'skip'];
  const settings = new Map([...args.settings].filter(([key]) => !dropped.includes(key)));
  const only = sought === undefined ? {} : { only: [sought.split('/', 1)[0] ?? ''] };
  return { ...args, settings, options: { seed: SEED, ...optionsOf(settings), ...only } };
}

/** Finds a mistake in the options before the first build; the bootstrap is not there yet. */
async function checkSelection(args: ParsedArguments, context: CommandContext): Promise<void> {
  const { taskRoot: _, ...options } = args.options;
  const { selected, catalogue } = await prepare(
    { ...args, options, positionals: [process.execPath] },
    context,
  );
  const [id = '', code] = args.options.bisect?.split('/', 2) ?? [];
  if (args.options.bisect === undefined) return;
  if (selected.length > 1 || selected[0] !== id)
    throw new HarnessError(
      'USAGE',
      `--bisect takes one requirement, and ${id} stands for ${selected.length}.`,
    );
  const codes = Object.keys(catalogue[id]?.deviations ?? {});
  if (code === undefined || codes.includes(code)) return;
  throw new HarnessError('USAGE', `--bisect: ${id} has no deviation ${code}; it has ${codes.join(', ')}.`);
}

function checkFormats(requests: ReturnType<typeof reportsOf>, { renderers }: CommandContext): void {
  const formats = Object.keys(renderers.histories);
  const wrong = requests.find(({ format }) => !formats.includes(format));
  if (wrong === undefined) return;
  throw new HarnessError('USAGE', `history makes ${formats.join(', ')}, not ${wrong.format}.`);
}
