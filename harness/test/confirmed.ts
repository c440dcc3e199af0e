/** What the attempts at one test say together. Pure. */
import { combinationsIn } from '../run/combinations.ts';
import { leftOpen, type Finding, type TestRecord } from '../run/test-record.ts';

/** The findings that only one of two attempts saw: a third has to decide. */
export function seenOnce(first: TestRecord, second: TestRecord): Finding[] {
  return [
    ...first.findings.filter(({ requirement }) => !deviatesIn(second, requirement)),
    ...second.findings.filter(({ requirement }) => !deviatesIn(first, requirement)),
  ];
}

/**
 * The record of two attempts, and of a third where they differ. A finding of two of them counts. One that the third attempt
 * contradicts is no deviation; one that it could not judge leaves the requirement open, because two attempts against each other
 * prove nothing.
 */
export function confirmed(first: TestRecord, second: TestRecord, third?: TestRecord): TestRecord {
  const once = seenOnce(first, second);
  const isOnce = ({ requirement }: Finding): boolean =>
    once.some((other) => other.requirement === requirement);
  const twice = second.findings.filter(({ requirement }) => deviatesIn(first, requirement));
  const decided = third?.findings.filter(isOnce) ?? [];
  const left = once.filter(({ requirement }) => !decided.some((other) => other.requirement === requirement));
  const open = new Set(
    left.map(({ requirement }) => requirement).filter((requirement) => !holdsIn(third, requirement)),
  );
  return {
    ...second,
    ...timingOf([first, second, third]),
    // A confirmation repeats only what was found.
    ...combinationsIn([first]),
    findings: [...twice, ...decided],
    unconfirmed: left.map(({ requirement, code }) => ({ requirement, code })),
    notJudged: [
      ...second.notJudged,
      ...leftOpen(open, 'One attempt saw a deviation, one did not, and a third could not decide.'),
    ],
  };
}

/**
 * The record of a repetition that ended as soon as it had seen every deviation again, with what the whole attempt before it
 * observed.
 */
export function filledFrom(repetition: TestRecord, whole: TestRecord): TestRecord {
  const times = (finding: Finding): number =>
    whole.findings.find(
      ({ requirement, code }) => requirement === finding.requirement && code === finding.code,
    )?.times ?? 1;
  return {
    ...whole,
    ...repetition,
    findings: repetition.findings.map((finding) =>
      times(finding) > (finding.times ?? 1) ? { ...finding, times: times(finding) } : finding,
    ),
    observations: { ...repetition.observations, ...whole.observations },
    notJudged: [...whole.notJudged, ...repetition.notJudged],
    warnings: [...new Set([...whole.warnings, ...repetition.warnings])],
    ...(whole.held === undefined ? {} : { held: [...whole.held, ...(repetition.held ?? [])] }),
  };
}

function deviatesIn({ findings }: TestRecord, requirement: string): boolean {
  return findings.some((finding) => finding.requirement === requirement);
}

function holdsIn(record: TestRecord | undefined, requirement: string): boolean {
  if (record === undefined || deviatesIn(record, requirement)) return false;
  const unjudged = record.notJudged.some((entry) => entry.requirement === requirement);
  return (record.observations[requirement] ?? 0) > 0 && !unjudged;
}

/** The sum of the durations, without the time that the attempts waited for their turn. */
function timingOf(records: readonly (TestRecord | undefined)[]): Pick<TestRecord, 'timing'> {
  const timings = records.flatMap((record) => record?.timing ?? []);
  const [first] = timings;
  if (first === undefined) return {};
  const durationMs = timings.reduce((sum, timing) => sum + timing.durationMs, 0);
  return { timing: { ...first, durationMs } };
}
