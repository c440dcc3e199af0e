import type { CountedStart, StartReason } from '../run/starts.ts';
import { isPoll, isRestoreCall } from '../trace/calls.ts';
import type { Entry } from '../trace/entry.ts';

/**
 * The starts of the bootstrap in a trace. The first has this reason, or is left out without one, since an earlier user of the
 * sandbox counted it; each later one is a restart, unless the whole attempt has a reason.
 */
export function startsIn(
  entries: readonly Entry[],
  first: StartReason | undefined,
  later: StartReason = 'restart',
): CountedStart[] {
  const begins = entries.flatMap(({ kind }, index) => (kind === 'runtime-started' ? [index] : []));
  return begins.flatMap((begin, n): CountedStart[] => {
    const why = n === 0 ? first : later;
    if (why === undefined) return [];
    const own = entries.slice(begin, begins[n + 1]);
    const poll = own.find(endsInit);
    const [started] = own;
    const ms = poll === undefined || started === undefined ? null : poll.at - started.at;
    return [{ why, firstPollMs: ms === null ? null : Math.max(0, Math.round(10 * ms) / 10) }];
  });
}

/** How many events were delivered to the runtime. */
export function deliveriesIn(entries: readonly Entry[]): number {
  return entries.reduce((sum, { kind }) => sum + Number(kind === 'invocation-delivered'), 0);
}

/** Under SnapStart, `restore/next` is the call that ends init. */
function endsInit(entry: Entry): boolean {
  return isPoll(entry) || isRestoreCall(entry);
}
