/** The record of a bootstrap that failed the smoke test: its trace is judged by the wire rules, the rest stays unjudged. */
import type { Catalogue } from '../run/requirement.ts';
import { sentenceOf } from '../run/grade/deviations.ts';
import { leftOpen, SMOKE_TEST, type Finding, type TestRecord } from '../run/test-record.ts';
import type { SmokeFailure, SmokeResult } from '../sandbox/smoke-test.ts';
import type { Entry } from '../trace/entry.ts';
import { Recorder } from './recorder.ts';
import type { WireRule } from './wire-rule.ts';

export interface SmokeJudgement {
  readonly catalogue: Catalogue;
  /** Ids to judge. */
  readonly selected: readonly string[];
  readonly wireRules: readonly WireRule[];
  readonly failure: SmokeFailure;
  /** Makes the smoke test again: what only one of the two shows is no deviation. */
  readonly again: () => Promise<SmokeResult>;
}

/** The record, and what to tell the user. */
export interface JudgedSmoke {
  readonly record: TestRecord;
  /** Why nothing else could be judged, and what to do, in sentences. */
  readonly obstacle: string;
}

/** Judges a failed smoke test. */
export async function judgeSmoke(options: SmokeJudgement): Promise<JudgedSmoke> {
  const { selected, failure, catalogue } = options;
  const first = recordOf(options, failure);
  const asked = (finding: Finding): boolean => selected.includes(finding.requirement);
  const second = first.findings.some(asked) ? await options.again() : undefined;
  const seenAgain = new Set(
    second?.kind === 'failed' ? recordOf(options, second.failure).findings.map(keyOf) : [],
  );
  const findings = first.findings.filter((finding) => seenAgain.has(keyOf(finding)));
  const [named] = findings.filter(asked).toSorted((a, b) => rankIn(catalogue, a) - rankIn(catalogue, b));
  const obstacle = obstacleOf(failure, named && `${named.requirement}: ${sentenceOf(catalogue, named)}`);
  return {
    obstacle,
    record: {
      ...first,
      // An inert bootstrap earns nothing for the little that it did.
      observations: {},
      findings,
      unconfirmed: first.findings
        .filter((finding) => asked(finding) && !findings.includes(finding))
        .map(({ requirement, code }) => ({ requirement, code })),
      notJudged: leftOpen(selected, `The bootstrap could not be judged. ${failure.reason}`),
      // A verdict of "deviates" hides the obstacle.
      warnings: named === undefined ? [] : [`Only the smoke test was judged. ${failure.reason}`],
    },
  };
}

/** The record of a replay whose bootstrap passes the smoke test that it failed when the case was stored. */
export function passedSmoke(selected: readonly string[]): TestRecord {
  return {
    test: SMOKE_TEST,
    observations: Object.fromEntries(selected.map((requirement) => [requirement, 1])),
    findings: [],
    notJudged: [],
    warnings: [],
  };
}

function recordOf({ wireRules }: SmokeJudgement, { observed }: SmokeFailure): TestRecord {
  const recorder = new Recorder();
  recorder.judge(
    {
      entries: observed.entries.map(withoutInvocation),
      length: observed.length,
      overflowed: observed.overflowed,
    },
    wireRules,
    undefined,
  );
  return recorder.record(SMOKE_TEST, []);
}

/** Nothing is known about the function yet: it may work on the event for longer than the smoke test waits. */
function withoutInvocation(entry: Entry): Entry {
  if (entry.kind !== 'wait-expired') return entry;
  const { invocation: _, ...rest } = entry;
  return rest;
}

function obstacleOf({ reason, advice, output }: SmokeFailure, deviation: string | undefined): string {
  const shown = output === '' ? [] : [`Its output ended with:\n${output.trimEnd()}`];
  return [reason, deviation === undefined ? advice : `Fix this first: ${deviation}`, ...shown].join('\n\n');
}

function keyOf({ requirement, code }: Finding): string {
  return `${requirement}/${code}`;
}

const LEVELS = ['MUST', 'SHOULD', 'MAY'];

function rankIn(catalogue: Catalogue, { requirement }: Finding): number {
  return LEVELS.indexOf(catalogue[requirement]?.level ?? 'MAY');
}
