import { reasonsWithoutMutant as reasons } from './catalogue/without-mutant.ts';
import { requirements } from '../../suites/requirements/index.ts';
import type { Level, Requirement } from '../../harness/run/requirement.ts';

/** The core requirements without a mutant, with the reason, in the order of the catalogue. */
export function withoutMutant(): { requirement: string; level: Level; reason: string }[] {
  const rows: [string, Requirement][] = Object.entries(requirements);
  return rows.flatMap(([requirement, { level, excluded }]) => {
    const reason = excluded === undefined ? reasons[requirement] : `Not judged: ${excluded}`;
    return reason === undefined ? [] : [{ requirement, level, reason }];
  });
}
