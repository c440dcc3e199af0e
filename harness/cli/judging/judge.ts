import { join } from 'node:path';
import { earlierExamples } from '../../run/case.ts';
import { playSuites } from '../event-suite/play-suite.ts';
import { Progress } from '../io/progress.ts';
import { judge as judgeBootstrap } from '../../judge/judge.ts';
import { isExpected } from '../../run/baseline.ts';
import { failsRun } from '../../run/severity.ts';
import type { RunResult } from '../../run/grade/cases.ts';
import type { Finding } from '../../run/test-record.ts';
import { toolVersion } from '../../base/package.ts';
import { usesColour, type CommandContext } from '../io/context.ts';
import type { Prepared } from './prepare.ts';

/** Judges a bootstrap and plays the suites of events, with progress on stderr. */
export async function judge(prepared: Prepared, context: CommandContext): Promise<RunResult> {
  const result = await judgeRequirements(prepared, context);
  const { config, suites } = prepared;
  if (suites.length === 0) return result;
  const played = await playSuites(suites, {
    target: config.target,
    coldStartMs: result.run.target.coldStartMs,
    timeoutScale: config.timeoutScale,
    seed: config.seed,
    signal: context.signal,
  });
  return { ...result, run: { ...result.run, suites: played } };
}

async function judgeRequirements(
  { args, config, catalogue, selected, baseline }: Prepared,
  context: CommandContext,
): Promise<RunResult> {
  const { renderers, stderr } = context;
  const colour = usesColour(args, context, stderr);
  const progress = new Progress(stderr, (state) =>
    renderers.progress(state, { colour, width: stderr.columns ?? 100 }),
  );
  progress.say(`lambdaspec ${toolVersion()}, seed ${config.seed}`);
  const endsRun = (finding: Finding): boolean => {
    const requirement = catalogue[finding.requirement];
    return (
      requirement !== undefined &&
      selected.includes(finding.requirement) &&
      failsRun(requirement, config.failOn) &&
      !(baseline !== undefined && isExpected(baseline, finding))
    );
  };
  const bailed = new AbortController();
  const { timeLimit } = config.options;
  const limit = timeLimit === undefined ? undefined : AbortSignal.timeout(millisecondsOf(timeLimit));
  const result = await judgeBootstrap({
    config,
    catalogue,
    wireRules: context.wireRules,
    suites: context.suites,
    selected,
    baseline,
    onSmoke: (smoke, warnings) => {
      progress.say(`${smoke.grade} function, cold start ${Math.round(smoke.coldStartMs)} ms`);
      for (const warning of warnings) progress.say(`warning: ${warning}`);
    },
    onRecord: (record, { done, total }) => {
      progress.update(record, done, total);
      if (config.options.bail === true && record.findings.some(endsRun)) bailed.abort();
    },
    signal: AbortSignal.any([context.signal, bailed.signal, ...(limit === undefined ? [] : [limit])]),
    crashFolder: join(config.out, 'crashes'),
    keep: { heldTraces: config.options.keepTraces === true },
    earlier: await earlierExamples(join(config.out, 'cases')),
  }).finally(() => progress.end());
  if (bailed.signal.aborted) {
    return withEnding(
      result,
      '--bail stopped the run at the first deviation that fails it; the rest was not judged.',
    );
  }
  if (context.signal.aborted || limit?.aborted !== true) return result;
  return withEnding(result, `--time-limit ${timeLimit} ended the run; the rest was not judged.`);
}

/** Says why the run is incomplete: as its reason, or as a warning if a deviation that fails it was found before. */
function withEnding({ run, ...rest }: RunResult, sentence: string): RunResult {
  if (run.complete) return { run, ...rest };
  return run.verdict === 'inconclusive'
    ? { ...rest, run: { ...run, reason: sentence } }
    : { ...rest, run: { ...run, warnings: [sentence, ...run.warnings] } };
}

/** The longest time that a timer can wait. */
const LONGEST_MS = 2 ** 31 - 1;

const unitsMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** The milliseconds of a duration such as `90s`, `10m` or `1h`. */
function millisecondsOf(duration: string): number {
  return Math.min(LONGEST_MS, Math.round(parseFloat(duration) * (unitsMs[duration.slice(-1)] ?? 1000)));
}
