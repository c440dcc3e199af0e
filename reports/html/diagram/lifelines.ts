import { html, type Markup } from '../markup/markup.ts';
import type { DiagramRow } from './rows.ts';
import { lifeOf } from './stretches.ts';

/** Horizontal positions of the end of the time column and of the three lifelines, and the characters of a label. */
export interface Layout {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
  readonly time: number;
  readonly harness: number;
  readonly runtime: number;
  readonly api: number;
  /** The name above each lifeline: its middle, and half its width. */
  readonly heads: readonly { readonly name: string; readonly x: number; readonly half: number }[];
  /** Characters that fit between the lifelines of the runtime and of the Runtime API, at 7.25 units each. */
  readonly room: number;
}

/** For a desktop and for paper. */
export const wide: Layout = {
  name: 'wide',
  width: 900,
  time: 78,
  harness: 136,
  runtime: 256,
  api: 846,
  heads: [
    { name: 'harness', x: 136, half: 48 },
    { name: 'runtime', x: 256, half: 48 },
    { name: 'Runtime API', x: 846, half: 48 },
  ],
  room: 78,
};

/** For a phone: every lifeline stays on a screen of 390 pixels, and labels are shorter. */
export const narrow: Layout = {
  name: 'narrow',
  width: 420,
  time: 62,
  harness: 80,
  runtime: 116,
  api: 396,
  heads: [
    { name: 'harness', x: 66, half: 30 },
    { name: 'runtime', x: 134, half: 30 },
    { name: 'API', x: 396, half: 14 },
  ],
  room: 37,
};

/** Vertical position at which the lifelines begin, below the names. */
const begin = 30;

/** The three lifelines. That of the runtime shows when its process ran and when it was frozen. */
export function lifelines(rows: readonly DiagramRow[], bottom: number, places: Layout): Markup {
  const steady = [places.harness, places.api].map(
    (x) => html`<path class="life" d="M${x} ${begin}V${bottom}" />`,
  );
  const steps = rows.flatMap((row) => (row.kind === 'gap' ? [] : [{ kind: row.step.kind, at: row.y + 13 }]));
  const life = lifeOf(steps, begin, bottom);
  return html`${steady}<path class="life" d="M${places.runtime} ${begin}V${bottom}" />${life.map(
      ({ from, to, what }) => html`<path class="${what}" d="M${places.runtime} ${from}V${to}" />`,
    )}`;
}

/**
 * Bars on the lifeline of the Runtime API, from each request to its reply; concurrent requests get bars side by side.
 */
export function waits(rows: readonly DiagramRow[], bottom: number, places: Layout): readonly Markup[] {
  const open = new Map<number, { readonly y: number; readonly lane: number }>();
  const bars: Markup[] = [];
  const draw = (request: number, to: number): void => {
    const begun = open.get(request);
    if (begun === undefined) return;
    open.delete(request);
    bars.push(
      html`<rect
        class="wait"
        x="${places.api - 3 + 8 * begun.lane}"
        y="${begun.y}"
        width="6"
        height="${Math.max(4, to - begun.y)}"
      />`,
    );
  };
  for (const row of rows) {
    if (row.kind === 'gap' || row.step.request === undefined) continue;
    const { kind, request } = row.step;
    if (kind === 'request') open.set(request, { y: row.y + 20, lane: freeLane(open) });
    else if (kind === 'reply') draw(request, row.y + 20);
  }
  for (const request of open.keys()) draw(request, bottom);
  return bars;
}

/** Maximum number of bars side by side: more do not fit and could not be told apart. */
const lanes = 6;

function freeLane(open: ReadonlyMap<number, { readonly lane: number }>): number {
  const taken = new Set(Array.from(open.values(), ({ lane }) => lane));
  return Array.from({ length: lanes }, (_, lane) => lane).find((lane) => !taken.has(lane)) ?? lanes - 1;
}
