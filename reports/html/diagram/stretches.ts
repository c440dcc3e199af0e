/** What went on when in an excerpt: the life of the process, and each kind of request, from the steps. Pure. */
import type { ExchangeStep } from '../../../harness/run/run.ts';

/** Something that lasted from one moment to another, in milliseconds since the sandbox was opened. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly what: 'running' | 'frozen' | 'polling' | 'working' | 'posting';
}

/** The stretches of an excerpt, in the order of their begin. What is open at its end lasts until its last step. */
export function stretchesOf(steps: readonly ExchangeStep[]): readonly Stretch[] {
  const begin = steps[0]?.at ?? 0;
  const end = steps.at(-1)?.at ?? begin;
  return [...lifeOf(steps, begin, end), ...requests(steps, end)].toSorted(
    (one, other) => one.from - other.from,
  );
}

/** When the process ran and when it was frozen, between steps at moments, or at the heights of a diagram. */
export function lifeOf(
  steps: readonly Pick<ExchangeStep, 'kind' | 'at'>[],
  begin: number,
  end: number,
): readonly Stretch[] {
  const stretches: Stretch[] = [];
  const changes = steps.filter(({ kind }) => kind in after);
  // An excerpt may begin while the process runs, or while it is frozen.
  let state: State = before[changes[0]?.kind ?? ''] ?? 'running';
  let from = begin;
  for (const { kind, at } of [...changes, { kind: 'exit', at: end } as const]) {
    if (state !== 'absent' && at > from) stretches.push({ from, to: at, what: state });
    state = after[kind] ?? state;
    from = at;
  }
  return stretches;
}

type State = 'running' | 'frozen' | 'absent';

const before: Readonly<Record<string, State>> = { start: 'absent', thaw: 'frozen' };
const after: Readonly<Record<string, State>> = {
  start: 'running',
  thaw: 'running',
  freeze: 'frozen',
  exit: 'absent',
};

/** Polls and posts, each until its reply, and the work on an event: from the reply that brings it to the next post. */
function requests(steps: readonly ExchangeStep[], end: number): readonly Stretch[] {
  const open = new Map<number, ExchangeStep>();
  const stretches: Stretch[] = [];
  let event: number | undefined;
  const endWork = (to: number): void => {
    if (event !== undefined) stretches.push({ from: event, to, what: 'working' });
    event = undefined;
  };
  for (const step of steps) {
    const { kind, at, request } = step;
    if (kind === 'exit') endWork(at);
    if (request === undefined) continue;
    const begun = open.get(request);
    if (kind === 'request') {
      open.set(request, step);
      endWork(at);
    } else if (kind === 'reply' && begun !== undefined) {
      open.delete(request);
      stretches.push({ from: begun.at, to: at, what: kindOf(begun) });
      if (isPoll(begun) && step.label === '200') event = at;
    }
  }
  endWork(end);
  return [
    ...stretches,
    ...Array.from(open.values(), (step) => ({ from: step.at, to: end, what: kindOf(step) })),
  ];
}

function isPoll({ label }: ExchangeStep): boolean {
  return label.endsWith('/next');
}

function kindOf(step: ExchangeStep): Stretch['what'] {
  return isPoll(step) ? 'polling' : 'posting';
}
