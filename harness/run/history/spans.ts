/** When each deviation came and went. Pure. */
import { standings } from '../compare.ts';
import type { Run } from '../run.ts';
import type { HistoryRow, Span, State } from './history.ts';

/** A release with its run. */
export interface JudgedRelease {
  readonly version: string;
  /** Absent where it was not judged. */
  readonly run?: Run | undefined;
}

/** Whether a requirement deviates, with this code if one is given. */
export function stateIn(run: Run | undefined, requirement: string, code?: string): State {
  const result = run?.requirements.find(({ id }) => id === requirement);
  const standing = result === undefined ? 'unknown' : standings[result.verdict];
  return standing === 'deviates' && code !== undefined && !hasCode(run, requirement, code)
    ? 'otherwise'
    : standing;
}

/** A row for each deviation of any release, in the order of the catalogue of the newest. */
export function historyRows(newestFirst: readonly JudgedRelease[]): HistoryRow[] {
  const rows = new Map<string, HistoryRow>();
  const order = newestFirst.flatMap(({ run }) => run?.requirements.map(({ id }) => id) ?? []);
  for (const { requirement, code, level, message } of newestFirst.flatMap(
    ({ run }) => run?.deviations ?? [],
  )) {
    const key = `${requirement}/${code}`;
    if (rows.has(key)) continue;
    const states = newestFirst.map(({ version, run }) => [version, stateIn(run, requirement, code)] as const);
    const spans = spansOf(states.toReversed());
    if (spans.length > 0)
      rows.set(key, { requirement, code, level, message, states: Object.fromEntries(states), spans });
  }
  return [...rows.values()].toSorted(
    (one, other) => order.indexOf(one.requirement) - order.indexOf(other.requirement),
  );
}

/** The spans in which something deviates. What is unknown neither begins nor ends one. */
function spansOf(oldestFirst: readonly (readonly [string, State])[]): Span[] {
  const spans: Span[] = [];
  let open: Span | undefined;
  let after: string | null = null;
  for (const [version, state] of oldestFirst) {
    if (state === 'unknown') continue;
    if (state === 'deviates') {
      open = { after, since: version, fixedIn: null, replacedIn: null, ...open, until: version };
      continue;
    }
    if (open !== undefined) spans.push({ ...open, [state === 'holds' ? 'fixedIn' : 'replacedIn']: version });
    open = undefined;
    after = version;
  }
  return open === undefined ? spans : [...spans, open];
}

function hasCode(run: Run | undefined, requirement: string, code: string): boolean {
  return run?.deviations.some((one) => one.requirement === requirement && one.code === code) === true;
}
