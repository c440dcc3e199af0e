import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readEventSuite, type EventSuite } from '../event-suite/suite-file.ts';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { readConfigFile } from '../options/config-file.ts';
import { configOf, type Config } from '../options/config.ts';
import { HarnessError } from '../../base/errors.ts';
import type { Run } from '../../run/run.ts';
import { select } from '../../run/selection.ts';
import { withSettings } from '../options/option-sources.ts';
import type { DatedBaseline } from '../../run/baseline.ts';
import type { Catalogue, Requirement } from '../../run/requirement.ts';
import type { CommandContext } from '../io/context.ts';
import { knownBaseline } from './baseline.ts';
import { functionChoice } from './function-choice.ts';
import { readRun } from './read-run.ts';
import { catalogueOf, patternsWithin } from './requirement-set.ts';

/** The checked input of a run. */
export interface Prepared {
  /** Completed by the environment and the config file. */
  readonly args: ParsedArguments;
  readonly config: Config;
  /** The catalogue, or what a set of requirements keeps of it. */
  readonly catalogue: Catalogue;
  /** Ids to judge, in catalogue order. */
  readonly selected: readonly string[];
  readonly baseline: DatedBaseline | undefined;
  /** The suites of events that are played as well. */
  readonly suites: readonly EventSuite[];
}

/** Gathers and checks the input of a run, before any process is started. */
export async function prepare(args: ParsedArguments, context: CommandContext): Promise<Prepared> {
  const { workingDirectory, renderers } = context;
  const given = configOf(args, {
    reports: renderers.byDefault,
    probeFolder: context.probeFolder,
    workingDirectory,
  });
  const config = { ...given, ...functionChoice(args, given, context) };
  const { only = [], skip = [], baseline: file, failed, suite = [] } = config.options;
  const catalogue = catalogueOf(config.requirementSet, context);
  const patterns = patternsWithin(catalogue, { only, skip }, config.requirementSet, context);
  const asked = select(catalogue, { ...patterns, level: config.level }).filter((id) =>
    isAsked(config, catalogue[id]),
  );
  const baseline = await knownBaseline(file, context);
  const selected = failed === true ? failedBefore(asked, config, context) : asked;
  const suites = suite.map((shown) =>
    readEventSuite(resolve(workingDirectory, shown), shown, config.target.taskRoot),
  );
  return { args, config, catalogue, selected, baseline, suites };
}

/**
 * The arguments completed from the environment and the config file.
 *
 * @throws {HarnessError} CONFIG_INVALID or USAGE with every problem of that source.
 */
export function completed(
  given: ParsedArguments,
  { workingDirectory, environment }: Pick<CommandContext, 'workingDirectory' | 'environment'>,
): ParsedArguments {
  const file = readConfigFile(given.options.config, workingDirectory);
  return withSettings(given, { environment, file });
}

/** Without `--only`, a run judges the declared profiles; a quick run, only tiers 1 and 2 of them. */
function isAsked(config: Config, requirement: Requirement | undefined): boolean {
  if (requirement === undefined || (config.options.only ?? []).length > 0) return requirement !== undefined;
  return config.profiles.includes(requirement.profile) && (config.pace !== 'quick' || requirement.tier <= 2);
}

/** The requirements that deviated or were inconclusive in the last run of this report folder. */
function failedBefore(asked: readonly string[], config: Config, context: CommandContext): string[] {
  const last = lastRun(config, context);
  if (last === undefined) {
    throw new HarnessError(
      'USAGE',
      `--failed needs an earlier run, but ${join(config.outShown, 'run.json')} does not exist; run without --failed first.`,
    );
  }
  const failed = failedIds(last);
  const selected = asked.filter((id) => failed.has(id));
  if (selected.length > 0) return selected;
  throw new HarnessError(
    'SELECTION_EMPTY',
    `No selected requirement deviated or stayed unjudged in the last run, ${join(config.outShown, 'run.json')}; run without --failed.`,
  );
}

/** Ids of the requirements that deviate or are inconclusive. */
export function failedIds(run: Run): ReadonlySet<string> {
  const failed = run.requirements.filter(
    ({ verdict }) => verdict === 'deviates' || verdict === 'inconclusive',
  );
  return new Set(failed.map(({ id }) => id));
}

function lastRun(config: Config, context: CommandContext): Run | undefined {
  if (!existsSync(join(config.out, 'run.json'))) return undefined;
  return readRun(join(config.outShown, 'run.json'), context);
}
