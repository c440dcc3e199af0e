import type { ExchangeStep } from '../../../harness/run/run.ts';

/** A row of a sequence diagram: a step, or a gap between two steps. */
export type DiagramRow =
  | { readonly kind: 'step'; readonly step: ExchangeStep; readonly y: number; readonly height: number }
  | { readonly kind: 'gap'; readonly ms: number; readonly y: number; readonly height: number };

/** Vertical position of the first row, below the names. */
export const top = 44;
const lineHeight = 26;
const secondLine = 15;
const gapHeight = 22;

/** A silence of at least this length gets a row of its own, since the rows are not to scale. */
const silenceMs = 400;

/** Places the steps as rows; a body shares the row of its request. */
export function rowsOf(steps: readonly ExchangeStep[]): readonly DiagramRow[] {
  const rows: DiagramRow[] = [];
  let y = top;
  let last: ExchangeStep | undefined;
  for (const step of merged(steps)) {
    const silence = last === undefined ? 0 : step.at - last.at;
    if (silence >= silenceMs) {
      rows.push({ kind: 'gap', ms: silence, y, height: gapHeight });
      y += gapHeight;
    }
    const height = lineHeight + (step.detail === undefined ? 0 : secondLine);
    rows.push({ kind: 'step', step, y, height });
    y += height;
    last = step;
  }
  return rows;
}

function merged(steps: readonly ExchangeStep[]): readonly ExchangeStep[] {
  const result: ExchangeStep[] = [];
  for (const step of steps) {
    const before = result.at(-1);
    const belongs =
      before?.kind === 'request' && step.kind === 'body' && before.request === step.request && !before.detail;
    if (belongs) {
      const detail = step.detail === undefined ? step.label : `${step.label}: ${step.detail}`;
      result[result.length - 1] = { ...before, detail, decisive: before.decisive || step.decisive };
    } else {
      result.push(step);
    }
  }
  return result;
}
