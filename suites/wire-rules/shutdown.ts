import { isPoll } from '../../harness/trace/calls.ts';
import type { TraceView } from '../../harness/trace/view.ts';
import type { Entry } from '../../harness/trace/entry.ts';
import { rule, type Seen } from './rule.ts';

/** Calls in flight may finish, and on a busy machine the signal arrives late. */
const REACTION_MS = 150;

/** Invariants of the shutdown phase. */
export const shutdownRules = [
  /** @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown */
  rule('shutdown.nothing-new-after-sigterm', (view) =>
    requestsToEnd(view.entries).flatMap(({ index, until }): Seen<'shutdown.nothing-new-after-sigterm'>[] => {
      const heeded = heededAt(view.entries, index) + REACTION_MS;
      const isNew = (at: number, position: number): boolean =>
        position > index && position < until && at > heeded;
      const polls = view.exchanges.filter(({ request }) => isPoll(request));
      if (!polls.some((poll) => poll.index < index)) return [];

      const poll = polls.find(({ request, index: position }) => isNew(request.at, position));
      if (poll !== undefined) {
        return [
          {
            code: 'polls-after-sigterm',
            expected: 'no poll after the signal',
            actual: `a poll ${since(view.entries, index, poll.request.at)} after it`,
            at: poll.index,
          },
        ];
      }
      const started = startedAfter(view, isNew);
      if (started === undefined) return ['holds'];
      return [
        {
          code: 'handler-after-sigterm',
          expected: 'no outcome for an event that came after the signal',
          actual: `an outcome for one that came ${since(view.entries, index, started.at)} after it`,
          at: started.index,
        },
      ];
    }),
  ),
];

interface EndRequested {
  /** Index of the signal. */
  readonly index: number;
  /** Index of the end of this process. */
  readonly until: number;
}

function requestsToEnd(entries: readonly Entry[]): EndRequested[] {
  return entries.flatMap((entry, index) => {
    if (entry.kind !== 'signal-sent' || entry.signal !== 'SIGTERM') return [];
    const restart = entries.findIndex((later, at) => at > index && later.kind === 'runtime-started');
    return [{ index, until: restart === -1 ? entries.length : restart }];
  });
}

/** When the process receives the signal: a stopped one receives it after the thaw. */
function heededAt(entries: readonly Entry[], index: number): number {
  const before = entries
    .slice(0, index)
    .findLast(({ kind }) => kind === 'frozen' || kind === 'thawed' || kind === 'runtime-started');
  const thaw = entries.slice(index).find(({ kind }) => kind === 'thawed');
  const heeded = before?.kind === 'frozen' ? thaw : entries[index];
  return heeded?.at ?? Infinity;
}

function startedAfter(
  { invocations }: TraceView,
  isNew: (at: number, position: number) => boolean,
): { readonly at: number; readonly index: number } | undefined {
  const served = invocations.find(
    ({ delivery, index, posts }) => isNew(delivery.at, index) && posts.length > 0,
  );
  const [post] = served?.posts ?? [];
  return served === undefined || post === undefined
    ? undefined
    : { at: served.delivery.at, index: post.index };
}

function since(entries: readonly Entry[], index: number, at: number): string {
  return `${Math.round(at - (entries[index]?.at ?? at))} ms`;
}
