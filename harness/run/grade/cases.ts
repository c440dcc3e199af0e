import { join } from 'node:path';
import { commandLine } from '../../base/shell-words.ts';
import { caseOf, outsideRoot, type Case, type CaseSetting } from '../case.ts';
import type { Deviation, Run } from '../run.ts';
import type { TestRecord } from '../test-record.ts';
import type { Grades } from './grade.ts';

/** A case with its path in the report folder. */
export interface StoredCase {
  readonly path: string;
  readonly content: Case;
}

/** A run with its cases. */
export interface RunResult {
  readonly run: Run;
  /** One per deviation. */
  readonly cases: readonly StoredCase[];
}

/** The cases of the deviations whose first finding is in these records. */
export function casesOf(
  { evidence }: Pick<Grades, 'evidence'>,
  records: readonly TestRecord[],
  setting: CaseSetting,
): StoredCase[] {
  return [...evidence]
    .filter(([, { record }]) => records.includes(record))
    .map(([key, { finding, record }]) => ({
      path: pathOf({ key, requirement: finding.requirement }),
      content: caseOf(finding, record.test, setting),
    }));
}

/** What the replay commands of a run name. */
interface Replays {
  /** The report folder, as the user wrote it. */
  readonly out: string;
  readonly command: readonly string[];
  /** As a case stores it. */
  readonly taskRoot: string | null | undefined;
}

/** Adds the path of the case and the replay command to each deviation. */
export function withReplays(
  deviations: readonly Deviation[],
  { out, command, taskRoot }: Replays,
): Deviation[] {
  const outside = outsideRoot(command[0] ?? '', taskRoot);
  const named = outside === undefined ? [] : ['--task-root', outside];
  return deviations.map((deviation) => {
    const stored = pathOf(deviation);
    const replay = commandLine(['lambdaspec', 'replay', join(out, stored), ...named, '--', ...command]);
    return { ...deviation, case: stored, replay };
  });
}

function pathOf({ key, requirement }: Pick<Deviation, 'key' | 'requirement'>): string {
  return `cases/${key}-${requirement}.json`;
}
