import { jsonDocument } from '../../base/escape.ts';
import { configurableOptions, isRepeatable } from '../options/option-table.ts';
import type { Prepared } from './prepare.ts';

/** Every setting of a run with its origin, as JSON. The values of variables are left out: they may be secrets. */
export function printedConfig({ config, args, selected }: Prepared): string {
  const { target, profiles } = config;
  const values = {
    ...config.options,
    taskRoot: target.taskRoot,
    env: Object.keys(target.environment),
    profile: profiles,
  };
  const rows = configurableOptions.map((option) => {
    const { key, placeholder } = option;
    const absent = placeholder === undefined ? false : isRepeatable(option) ? [] : null;
    return [key, { value: values[key] ?? absent, origin: args.settings.get(key)?.origin ?? 'default' }];
  });
  const printed = {
    bootstrap: { value: target.command },
    ...Object.fromEntries(rows),
    selected: { value: selected.length },
  };
  return jsonDocument(printed);
}
