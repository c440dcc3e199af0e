/**
 * The excerpt of a deviation on a time axis, to scale: when the process ran and was frozen, when it polled, worked and
 * posted, and what the harness did to it. The sequence diagram has the order; this shows the durations.
 */
import type { Deviation, ExchangeStep } from '../../../harness/run/run.ts';
import { rounded } from '../markup/bar.ts';
import { html, type Markup } from '../markup/markup.ts';
import { duration } from '../../text/duration.ts';
import { type Stretch, stretchesOf } from './stretches.ts';

const width = 900;
const left = 96;
const right = 12;
const laneHeight = 24;
const barHeight = 12;
/** Narrower bars and marks would be invisible. */
const narrowest = 2;

/** Each lane: its name, the stretches on it, and the steps that are marks on it. */
const lanes: readonly {
  readonly name: string;
  readonly stretches: readonly Stretch['what'][];
  readonly marks: readonly ExchangeStep['kind'][];
}[] = [
  { name: 'process', stretches: ['running', 'frozen'], marks: ['exit'] },
  { name: 'next', stretches: ['polling'], marks: [] },
  { name: 'function', stretches: ['working'], marks: [] },
  { name: 'posts', stretches: ['posting'], marks: [] },
  { name: 'output', stretches: [], marks: ['output'] },
  { name: 'harness', stretches: [], marks: ['fault', 'signal', 'expired'] },
];

/** Renders the axis, folded; null where nothing took time. */
export function timeAxis({ exchange = [] }: Deviation): Markup | null {
  const begin = exchange[0]?.at ?? 0;
  const spanMs = (exchange.at(-1)?.at ?? begin) - begin;
  if (spanMs <= 0) return null;
  const stretches = stretchesOf(exchange);
  const used = lanes.filter(
    (lane) =>
      stretches.some(({ what }) => lane.stretches.includes(what)) ||
      exchange.some(({ kind }) => lane.marks.includes(kind)),
  );
  const x = (at: number): number => rounded(left + ((width - left - right) * (at - begin)) / spanMs);
  const bottom = used.length * laneHeight + 6;
  return html`<details>
    <summary class="label">Time axis, ${duration(spanMs)}</summary>
    <div class="scroll" tabindex="0" role="group" aria-label="Time axis; the same as text below">
      <svg
        class="diagram axis"
        viewBox="0 0 ${width} ${bottom + 22}"
        role="img"
        aria-label="${duration(spanMs)}: ${used.map(({ name }) => name).join(', ')}"
      >
        ${ticks(spanMs).map((ms) => tick(x(begin + ms), ms, bottom))}
        ${used.map((lane, n) => {
          const y = n * laneHeight + 6;
          return html`<text class="who" x="4" y="${y + 11}">${lane.name}</text>
            ${stretches
              .filter(({ what }) => lane.stretches.includes(what))
              .map((one) => bar(one, x(one.from), x(one.to), y))}
            ${exchange
              .filter(({ kind }) => lane.marks.includes(kind))
              .map((step) => mark(step, x(step.at), y))} `;
        })}
        ${exchange
          .filter(({ decisive }) => decisive)
          .map((step) => html`<path class="decisive" d="M${x(step.at)} 2V${bottom}" />`)}
      </svg>
    </div>
  </details>`;
}

function bar({ what, from, to }: Stretch, begin: number, end: number, y: number): Markup {
  return html`<rect
    class="${what}"
    x="${begin}"
    y="${y}"
    width="${rounded(Math.max(narrowest, end - begin))}"
    height="${barHeight}"
    ><title>${what} for ${duration(to - from)}</title></rect
  >`;
}

function mark(step: ExchangeStep, x: number, y: number): Markup {
  return html`<path class="mark ${step.kind}" d="M${x} ${y - 1}v${barHeight + 2}"
    ><title>${step.label}</title></path
  >`;
}

function tick(x: number, ms: number, bottom: number): Markup {
  return html`<path class="life" d="M${x} 2V${bottom}" /><text class="mid more" x="${x}" y="${bottom + 14}"
      >${duration(ms)}</text
    >`;
}

/** Round moments on the axis, at most eight. */
function ticks(spanMs: number): readonly number[] {
  const atLeast = spanMs / 7;
  const power = 10 ** Math.floor(Math.log10(atLeast));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= atLeast) ?? 10);
  return Array.from({ length: Math.floor(spanMs / step) + 1 }, (_, n) => n * step);
}
