/** What a run says about an innocent. Pure. */
import { z } from 'zod';
import type { Run } from '../../harness/run/run.ts';
import { severityOf } from '../../harness/run/severity.ts';
import type { Innocent } from './innocent.ts';

const accusation = z.strictObject({
  requirement: z.string(),
  level: z.enum(['MUST', 'SHOULD']),
  code: z.string(),
  message: z.string(),
});

/** The result of an innocent, as in `proof/innocents/results.json`. */
export const acquittalSchema = z.strictObject({
  name: z.string(),
  freedom: z.string(),
  legal: z.string(),
  accusations: z.array(accusation).readonly().describe('Deviations at MUST or SHOULD: false alarms.'),
  known: z.array(z.string()).readonly().describe('Requirements whose false alarm is known and open.'),
  notes: z.array(z.string()).readonly().describe('Requirements that deviate at MAY, or are advisory.'),
  inconclusive: z.array(z.string()).readonly().describe('Requirements at MUST or SHOULD without a verdict.'),
  seenOnce: z.array(z.string()).readonly().describe('Requirements whose deviation was not confirmed.'),
  unjudged: z.string().nullable().describe('Why the run says nothing; null if it is complete.'),
});

/** The result of judging one innocent. */
export type Acquittal = z.infer<typeof acquittalSchema>;

/** The result of an innocent from its run. On processors kept `busy`, a requirement at MUST may stay open. */
export function acquittalOf(innocent: Innocent, run: Run, busy = false): Acquittal {
  const binding = run.requirements.filter((one) => severityOf(one) !== 'note');
  const accusing = new Set(binding.filter(({ verdict }) => verdict === 'deviates').map(({ id }) => id));
  const expected: ReadonlySet<string> = new Set(innocent.alarms);
  const levels = new Map(run.requirements.map(({ id, level }) => [id, level]));
  return {
    ...unjudged(innocent, ''),
    accusations: run.deviations
      .filter(({ requirement }) => accusing.has(requirement) && !expected.has(requirement))
      .map(({ requirement, code, message }) => ({
        requirement,
        level: levels.get(requirement) === 'MUST' ? ('MUST' as const) : ('SHOULD' as const),
        code,
        message,
      })),
    known: [...accusing].filter((id) => expected.has(id)),
    notes: run.requirements
      .filter((one) => severityOf(one) === 'note' && one.verdict === 'deviates')
      .map(({ id }) => id),
    inconclusive: binding.filter(({ verdict }) => verdict === 'inconclusive').map(({ id }) => id),
    seenOnce: run.warnings.flatMap((warning) => /^(\S+): seen once/.exec(warning)?.[1] ?? []),
    unjudged: reasonAgainst(run, busy),
  };
}

/** The result of an innocent without a run. */
export function unjudged({ name, freedom, legal }: Innocent, reason: string): Acquittal {
  return {
    name,
    freedom,
    legal,
    accusations: [],
    known: [],
    notes: [],
    inconclusive: [],
    seenOnce: [],
    unjudged: reason,
  };
}

/** Whether nothing accuses it: neither an open false alarm nor a new one. */
export function isClean({ accusations, known, unjudged: reason }: Acquittal): boolean {
  return accusations.length === 0 && known.length === 0 && reason === null;
}

/** Why the results do not prove that lambdaspec accuses no right runtime, in sentences; empty if they do. */
export function faultsOf(results: readonly Acquittal[]): string[] {
  return results.flatMap(({ name, accusations, unjudged: reason }) => [
    ...accusations.map(({ requirement, code }) => `${name} is accused by ${requirement} (${code}).`),
    ...(reason === null ? [] : [`${name} was not judged: ${reason}`]),
  ]);
}

function reasonAgainst(run: Run, busy: boolean): string | null {
  if (!run.complete) return 'The run was interrupted.';
  // Without a function grade no test ran.
  if (run.target.grade !== 'probe') return run.reason ?? 'The probe function was not recognised.';
  // A gate that ends with 3 is red for a right runtime as well.
  return run.verdict === 'inconclusive' && !busy ? run.reason : null;
}
