import { median } from '../support/numbers.ts';
import { type SampleComparison, agree, type Witness } from './compare.ts';
import { conditionText } from './condition.ts';
import type { Sample } from './sample.ts';

/** Maximum number of runs of the same kind that are listed. */
const NAMED = 5;

export interface ConditionRow {
  readonly condition: string;
  readonly runs: number;
  readonly medianMs: number;
  readonly maxMs: number;
}

/** The durations of the runs, by condition. */
export function conditionRows(samples: readonly Sample[]): ConditionRow[] {
  const times = new Map<string, number[]>();
  for (const { condition, durationMs } of samples) {
    const text = conditionText(condition);
    times.set(text, [...(times.get(text) ?? []), durationMs]);
  }
  return Array.from(times, ([condition, durations]) => {
    const sorted = durations.toSorted((a, b) => a - b);
    return {
      condition,
      runs: sorted.length,
      medianMs: median(sorted),
      maxMs: sorted.at(-1) ?? 0,
    };
  });
}

/** The summary at the end of a series. */
export function comparisonText(samples: readonly Sample[], comparison: SampleComparison): string {
  const { differing, unreported, seenOnce } = comparison;
  const lines = ['', `${'condition'.padEnd(32)}runs  median     max`];
  for (const { condition, runs, medianMs, maxMs } of conditionRows(samples)) {
    lines.push(`${condition.padEnd(32)}${String(runs).padStart(4)}${seconds(medianMs)}${seconds(maxMs)}`);
  }
  lines.push('');
  for (const { subject, answers } of differing) {
    lines.push(`DIFFERS  ${subject}`);
    answers.forEach(({ answer, by }, index) => {
      lines.push(`  ${answer}: ${by.length} of ${samples.length} runs`);
      // Most runs give the expected answer, so mainly the others are listed.
      if (index > 0 || by.length <= NAMED) lines.push(...witnesses(by));
    });
  }
  if (unreported.length > 0) lines.push(`NO REPORT  ${unreported.length} runs`, ...witnesses(unreported));
  for (const { requirement, by } of seenOnce) {
    lines.push(`seen once and not confirmed  ${requirement}: in ${by.length} runs`, ...witnesses(by));
  }
  const requirements = differing.filter(({ subject }) => subject.includes('.')).length;
  const warned = seenOnce.reduce((sum, { by }) => sum + by.length, 0);
  lines.push(
    `${samples.length} runs, ${requirements} requirements differ, ${warned} deviations seen once and not confirmed, ` +
      `${unreported.length} runs without a report: ${agree(comparison) ? 'stable' : 'NOT STABLE'}`,
  );
  return `${lines.join('\n')}\n`;
}

function witnesses(by: readonly Witness[]): string[] {
  const lines = by.slice(0, NAMED).map(({ run, condition, seed, why }) => {
    const reasons = why.map((text) => text.trim().replaceAll('\n', '\n      '));
    return `    run ${run} (${condition}, seed ${seed})${reasons.map((text) => `\n      ${text}`).join('')}`;
  });
  if (by.length > NAMED) lines.push(`    and ${by.length - NAMED} more`);
  return lines;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`.padStart(8);
}
