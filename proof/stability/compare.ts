/** Compares the results of runs of the same bootstrap; they should all be the same. Pure. */
import { conditionText } from './condition.ts';
import type { Sample } from './sample.ts';

export interface SampleComparison {
  /** How many runs were compared. */
  readonly runs: number;
  /** The subjects on which runs disagree, in catalogue order; the exit code and the verdict of the run come first. */
  readonly differing: readonly Disagreement[];
  /** Runs without a report; they agree with no other run. */
  readonly unreported: readonly Witness[];
  /**
   * Deviations that were seen once and not confirmed: they are not a verdict, but show that something depends on
   * chance.
   */
  readonly seenOnce: readonly SeenOnce[];
}

export interface Disagreement {
  /** Id of a requirement, `exit code` or `verdict of the run`. */
  readonly subject: string;
  /** The answers with the runs that gave them, most frequent first. */
  readonly answers: readonly StatedAnswer[];
}

export interface StatedAnswer {
  readonly answer: string;
  readonly by: readonly Witness[];
}

/** A run that gave an answer. */
export interface Witness {
  readonly run: number;
  readonly condition: string;
  readonly seed: number;
  readonly why: readonly string[];
}

export interface SeenOnce {
  readonly requirement: string;
  readonly by: readonly Witness[];
}

/** The answer of a run without a requirement that others judge. */
const NOT_MENTIONED = 'not mentioned';

export function compareSamples(samples: readonly Sample[]): SampleComparison {
  const reported = samples.filter(({ said }) => said !== undefined);
  const ids = new Set(reported.flatMap(({ said }) => [...(said?.requirements.keys() ?? [])]));
  const differences = [
    difference('exit code', samples, ({ exitCode }) => [exitCode === null ? 'killed' : String(exitCode)]),
    difference('verdict of the run', reported, ({ said }) => [said?.verdict ?? NOT_MENTIONED]),
    ...Array.from(ids, (id) =>
      difference(id, reported, ({ said }) => {
        const requirement = said?.requirements.get(id);
        return [requirement?.verdict ?? NOT_MENTIONED, ...(requirement?.why ?? [])];
      }),
    ),
  ];
  return {
    runs: samples.length,
    differing: differences.filter(({ answers }) => answers.length > 1),
    unreported: samples
      .filter(({ said }) => said === undefined)
      .map((sample) => witness(sample, [sample.stderr])),
    seenOnce: seenOnceIn(reported),
  };
}

/** Whether there are at least two runs, each has a report, and all give the same answers. */
export function agree({ runs, differing, unreported }: SampleComparison): boolean {
  return runs > 1 && differing.length === 0 && unreported.length === 0;
}

/** `say` returns the answer, followed by the reasons for it. */
function difference(
  subject: string,
  samples: readonly Sample[],
  say: (sample: Sample) => readonly [string, ...string[]],
): Disagreement {
  const answers = new Map<string, Witness[]>();
  for (const sample of samples) {
    const [answer, ...why] = say(sample);
    answers.set(answer, [...(answers.get(answer) ?? []), witness(sample, why)]);
  }
  return {
    subject,
    answers: Array.from(answers, ([answer, by]) => ({ answer, by })).toSorted(
      (a, b) => b.by.length - a.by.length,
    ),
  };
}

function seenOnceIn(samples: readonly Sample[]): SeenOnce[] {
  const found = new Map<string, Witness[]>();
  for (const sample of samples) {
    for (const warning of sample.said?.warnings ?? []) {
      const requirement = /^(\S+): seen once/.exec(warning)?.[1];
      if (requirement === undefined) continue;
      found.set(requirement, [...(found.get(requirement) ?? []), witness(sample, [warning])]);
    }
  }
  return Array.from(found, ([requirement, by]) => ({ requirement, by })).toSorted(
    (a, b) => b.by.length - a.by.length,
  );
}

function witness({ number, condition, seed }: Sample, why: readonly string[]): Witness {
  return { run: number, condition: conditionText(condition), seed, why };
}
