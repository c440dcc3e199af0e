import { keyOf } from '../options/config-file.ts';
import type { Config } from '../options/config.ts';
import { optionTable, type OptionName } from '../options/option-table.ts';
import type { Prepared } from './prepare.ts';

/** Every setting of a run, and where it comes from, as JSON. The values of variables stay untold: they may be secrets. */
export function printedConfig({ config, settings, args, selected }: Prepared): string {
  const rows = optionTable
    .filter(({ configurable }) => configurable !== false)
    .map(({ name, value }) => {
      const shown = value === undefined ? args.flags.has(name) : values[name]?.(config);
      return [keyOf(name), { value: shown, origin: settings.get(name)?.origin ?? 'default' }] as const;
    });
  const printed = {
    bootstrap: { value: config.target.command },
    ...Object.fromEntries(rows),
    requirements: selected.length,
  };
  return `${JSON.stringify(printed, undefined, 2)}\n`;
}

/** What a run makes of an option that takes a value. */
const values: Partial<Record<OptionName, (config: Config) => unknown>> = {
  only: ({ only }) => only,
  skip: ({ skip }) => skip,
  level: ({ level }) => level.toLowerCase(),
  'fail-on': ({ failOn }) => failOn.toLowerCase(),
  baseline: ({ baseline }) => baseline ?? null,
  profile: ({ profiles }) => profiles,
  handler: ({ target }) => target.handler,
  'task-root': ({ target }) => target.taskRoot,
  env: ({ target }) => Object.keys(target.environment),
  report: ({ reports }) =>
    reports.map(({ format, path }) => (path === undefined ? format : `${format}=${path}`)),
  out: ({ outShown }) => outShown,
  jobs: ({ jobs }) => jobs,
  seed: ({ seed }) => seed,
  runs: ({ runs }) => runs,
  'timeout-scale': ({ timeoutScale }) => timeoutScale,
  shard: ({ shard }) => (shard === undefined ? null : `${shard.index}/${shard.count}`),
};
