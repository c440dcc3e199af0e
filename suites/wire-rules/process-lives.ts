import type { EntryOf } from '../../harness/trace/entry.ts';
import { isTimeout, type Exchange, type TraceView } from '../../harness/trace/view.ts';

/** One process of the runtime in a trace: Lambda may start a second one in the same sandbox. */
export interface Life {
  readonly started: EntryOf<'runtime-started'>;
  /** Whether the trace shows its start; the trace of a warm sandbox may begin later. */
  readonly whole: boolean;
  readonly exchanges: readonly Exchange[];
  /** How the process exited by itself; undefined if it did not, or if the harness ended it. */
  readonly exit: EntryOf<'runtime-exited'> | undefined;
  /** Whether the wait for its end expired. */
  readonly outlivedWait: boolean;
  /** Index of its first event, or of the end of the trace. */
  readonly firstEventIndex: number;
  /** Whether a fault was injected before the first event. */
  readonly disturbedStart: boolean;
}

const livesOfViews = new WeakMap<TraceView, Life[]>();

/** The processes of a trace, in order. */
export function livesOf(view: TraceView): readonly Life[] {
  const lives = livesOfViews.get(view) ?? livesIn(view);
  livesOfViews.set(view, lives);
  return lives;
}

function livesIn({ entries, exchanges }: TraceView): Life[] {
  const starts = [...entries.entries()].filter(
    (pair): pair is [number, EntryOf<'runtime-started'>] => pair[1].kind === 'runtime-started',
  );
  return starts.map(([from, started], position) => {
    const to = starts[position + 1]?.[0] ?? entries.length;
    const own = entries.slice(from, to);
    const mine = exchanges.filter(({ index }) => index > from && index < to);
    const exit = own.find((entry): entry is EntryOf<'runtime-exited'> => entry.kind === 'runtime-exited');
    const signalled = own.some((entry) => entry.kind === 'signal-sent');
    const event = own.findIndex((entry) => entry.kind === 'invocation-delivered');
    const [first] = mine;
    return {
      started,
      whole:
        first === undefined ||
        own.some(
          (entry) => entry.kind === 'connection-opened' && entry.connection === first.request.connection,
        ),
      exchanges: mine,
      exit: exit === undefined || signalled || exit.exit.kind === 'failed-to-start' ? undefined : exit,
      outlivedWait: own.some((entry) => isTimeout(entry) && entry.awaited === 'the end of the process'),
      firstEventIndex: event === -1 ? to : from + event,
      disturbedStart: own.slice(0, event === -1 ? undefined : event).some((entry) => entry.kind === 'fault'),
    };
  });
}
