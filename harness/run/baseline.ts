/** Applies the user's baseline: which deviations are expected, and which entries are stale. Pure. */
import { didYouMean } from '../base/did-you-mean.ts';
import { idMatcher } from './requirement-pattern.ts';
import type { Catalogue } from './requirement.ts';
import type { BaselineProblem, BaselineUse, Deviation, RequirementResult } from './run.ts';

/** One entry of the file: expected deviations, and why. */
export interface BaselineEntry {
  /** An area, an id, or a glob over ids; with `/code`, only that deviation. */
  readonly requirement: string;
  readonly reason: string;
  /** Its last day, `YYYY-MM-DD`, in UTC. */
  readonly until?: string | undefined;
  /** The platforms it applies to; all if absent. */
  readonly when?: { readonly os?: string | undefined; readonly arch?: string | undefined } | undefined;
  /** Its first line, from 1. */
  readonly line: number;
}

export interface Baseline {
  /** As the user wrote it. */
  readonly file: string;
  readonly entries: readonly BaselineEntry[];
}

/** A baseline with the day and platform it is applied on. */
export interface DatedBaseline extends Baseline {
  /** `YYYY-MM-DD`, in UTC. */
  readonly today: string;
  readonly os: string;
  readonly arch: string;
}

interface BaselineScope {
  /** Every id of the catalogue, including those not selected. */
  readonly ids: readonly string[];
  /** A shard cannot tell whether an entry is stale. */
  readonly partial: boolean;
}

export interface Findings {
  readonly requirements: readonly RequirementResult[];
  readonly deviations: readonly Deviation[];
}

export interface Applied {
  readonly requirements: RequirementResult[];
  readonly deviations: Deviation[];
  readonly use: BaselineUse;
  readonly warnings: string[];
}

/** Entries that match nothing in the catalogue. */
export function unknownEntries(baseline: Baseline, catalogue: Catalogue): BaselineProblem[] {
  const ids = Object.keys(catalogue);
  return baseline.entries.flatMap((entry) => {
    const { pattern, code } = parts(entry);
    const named = ids.filter(idMatcher(pattern));
    const codes = named.flatMap((id) => Object.keys(catalogue[id]?.deviations ?? {}));
    const unknown = (what: string, guess: string): BaselineProblem[] => [
      { kind: 'unknown', line: entry.line, message: `${what}; did you mean "${guess}"?` },
    ];
    if (named.length === 0) return unknown(`No requirement matches "${pattern}"`, didYouMean(pattern, ids));
    if (code === undefined || codes.includes(code)) return [];
    const guess = codes.length === 0 ? pattern : `${pattern}/${didYouMean(code, codes)}`;
    return unknown(`No deviation of "${pattern}" has the code "${code}"`, guess);
  });
}

/** Whether any entry expects this deviation. */
export function isExpected(
  baseline: DatedBaseline,
  deviation: Pick<Deviation, 'requirement' | 'code'>,
): boolean {
  return baseline.entries.some((entry) => holdsOn(entry, baseline) && expects(entry, deviation));
}

/** Marks expected deviations, and finds expired, ambiguous and stale entries. */
export function applyBaseline(
  found: Findings,
  baseline: DatedBaseline,
  { ids, partial }: BaselineScope,
): Applied {
  const entries = baseline.entries.filter((entry) => holdsOn(entry, baseline));
  const problems: BaselineProblem[] = entries
    .filter((entry) => entry.until !== undefined && entry.until < baseline.today)
    .map((entry) => ({
      kind: 'expired',
      line: entry.line,
      message: `"${entry.requirement}" was expected until ${entry.until}. Fix the runtime or extend \`until\`.`,
    }));

  const used = new Set<BaselineEntry>();
  const deviations = found.deviations.map((deviation): Deviation => {
    const fitting = entries.filter((entry) => expects(entry, deviation));
    for (const entry of fitting) used.add(entry);
    if (fitting.length > 1) problems.push(ambiguity(deviation, fitting));
    return { ...deviation, expectedBecause: fitting[0]?.reason ?? null };
  });

  const stale: BaselineEntry[] = [];
  const warnings: string[] = [];
  for (const entry of entries.filter((one) => !used.has(one))) {
    if (partial) continue;
    if (isSettled(entry, found.requirements, ids)) stale.push(entry);
    else {
      const file = `${baseline.file}:${entry.line}`;
      warnings.push(
        `${file}: this run did not judge everything that "${entry.requirement}" matches, so the entry may be stale.`,
      );
    }
  }
  problems.push(...stale.map((entry) => staleness(entry, found.requirements)));

  return {
    deviations,
    requirements: found.requirements.map((result) => withBaseline(result, deviations, stale)),
    use: {
      file: baseline.file,
      entries: baseline.entries.length,
      problems: problems.toSorted((a, b) => a.line - b.line),
    },
    warnings,
  };
}

function withBaseline(
  result: RequirementResult,
  deviations: readonly Deviation[],
  stale: readonly BaselineEntry[],
): RequirementResult {
  if (result.verdict === 'deviates') {
    const own = deviations.filter((deviation) => deviation.requirement === result.id);
    const reasons = own
      .map((deviation) => deviation.expectedBecause ?? null)
      .filter((reason) => reason !== null);
    return reasons.length < own.length
      ? result
      : { ...result, verdict: 'expected-deviation', reason: [...new Set(reasons)].join(' ') };
  }
  const entry = stale.find((one) => idMatcher(parts(one).pattern)(result.id));
  return result.verdict === 'conformant' && entry !== undefined
    ? {
        ...result,
        verdict: 'unexpectedly-conformant',
        reason: `Line ${entry.line} of the baseline expects a deviation.`,
      }
    : result;
}

function ambiguity(deviation: Deviation, entries: readonly BaselineEntry[]): BaselineProblem {
  const lines = entries.map((entry) => entry.line);
  return {
    kind: 'ambiguous',
    line: lines[0] ?? 1,
    message:
      `Lines ${lines.join(' and ')} both expect the deviation of ${deviation.requirement}; ` +
      'keep one, or give each a code.',
  };
}

function staleness(entry: BaselineEntry, requirements: readonly RequirementResult[]): BaselineProblem {
  const { pattern, code } = parts(entry);
  const deviating = requirements.some(({ id, verdict }) => idMatcher(pattern)(id) && verdict === 'deviates');
  return {
    kind: 'stale',
    line: entry.line,
    message: deviating
      ? `"${pattern}" deviates, but no longer with the code "${code}"; update or remove the entry.`
      : `"${entry.requirement}" no longer deviates; remove the entry.`,
  };
}

function expects(entry: BaselineEntry, deviation: Pick<Deviation, 'requirement' | 'code'>): boolean {
  const { pattern, code = deviation.code } = parts(entry);
  return idMatcher(pattern)(deviation.requirement) && code === deviation.code;
}

/** The pattern and the optional code of an entry. */
function parts({ requirement }: BaselineEntry): { readonly pattern: string; readonly code?: string } {
  const [pattern = '', code] = requirement.split('/', 2);
  return code === undefined ? { pattern } : { pattern, code };
}

/** Whether this run judged enough to call an unused entry stale. */
function isSettled(
  entry: BaselineEntry,
  requirements: readonly RequirementResult[],
  ids: readonly string[],
): boolean {
  const names = idMatcher(parts(entry).pattern);
  const named = requirements.filter(({ id }) => names(id));
  return (
    named.length === ids.filter(names).length &&
    named.every(({ verdict }) => verdict !== 'inconclusive') &&
    named.some(({ verdict }) => verdict === 'conformant' || verdict === 'deviates')
  );
}

function holdsOn({ when }: BaselineEntry, { os, arch }: DatedBaseline): boolean {
  return (when?.os ?? os) === os && (when?.arch ?? arch) === arch;
}
