import { join } from 'node:path';
import { earlierExamples } from '../../run/case.ts';
import { Progress } from '../io/progress.ts';
import { judge as judgeBootstrap } from '../../judge.ts';
import { isExpected } from '../../run/baseline.ts';
import { failsRun } from '../../run/severity.ts';
import type { RunResult } from '../../run/grade/cases.ts';
import type { Finding } from '../../run/test-record.ts';
import { toolVersion } from '../../base/version.ts';
import { usesColour, type CommandContext } from '../io/context.ts';
import type { Prepared } from './prepare.ts';

/** Judges a bootstrap, with progress on stderr. */
export async function judge(
  { args, config, selected, baseline }: Prepared,
  context: CommandContext,
): Promise<RunResult> {
  const { renderers, stderr, catalogue } = context;
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
    signal: AbortSignal.any([context.signal, bailed.signal]),
    crashFolder: join(config.out, 'crashes'),
    earlier: await earlierExamples(join(config.out, 'cases')),
  }).finally(() => progress.end());
  if (!bailed.signal.aborted) return result;
  const warning = '--bail stopped the run at the first deviation that fails it; the rest was not judged.';
  return { ...result, run: { ...result.run, warnings: [warning, ...result.run.warnings] } };
}
