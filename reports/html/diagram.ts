/**
 * The exchange of a deviation as a sequence diagram: harness, runtime and Runtime API as lifelines, time downwards. It
 * is drawn from the steps of the Run value and contains nothing that the text of the trace below it lacks.
 */
import type { Deviation, ExchangeStep } from '../../harness/run/run.ts';
import { duration } from './text.ts';
import { html, type Markup } from './markup.ts';
import { lifelines, places, waits } from './lifelines.ts';
import { type DiagramRow, rowsOf, top } from './rows.ts';

const width = 900;
/** Characters that fit between the lifelines of the runtime and of the Runtime API, at 7.25 units each. */
const room = 78;

/** Renders the diagram; null if the run was stored without steps. */
export function diagram({ exchange = [], actual, trace }: Deviation): Markup | null {
  if (exchange.length === 0) return null;
  const rows = rowsOf(exchange);
  const last = rows.at(-1);
  const bottom = last === undefined ? top : last.y + last.height;
  const decisive = exchange.some((step) => step.decisive);
  const height = bottom + (decisive ? 10 : 30);
  const whole = trace.length === exchange.length ? '' : 'Part of the exchange. ';
  return html`<div
    class="scroll"
    tabindex="0"
    role="group"
    aria-label="Sequence diagram; the same as text below"
  >
    <svg
      class="diagram"
      viewBox="0 0 ${width} ${height}"
      role="img"
      aria-label="${whole}${exchange.length} steps between harness, runtime and Runtime API"
    >
      <defs>
        <marker
          id="arrowhead"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto-start-reverse"
        >
          <path d="M0 .5 7.5 4 0 7.5z" />
        </marker>
      </defs>
      ${rows.map(background)} ${lifelines(rows, bottom)} ${waits(rows, bottom)} ${heads} ${rows.map(drawn)}
      ${!decisive && judged(actual, bottom)}
    </svg>
  </div>`;
}

const heads = (['harness', 'runtime', 'Runtime API'] as const).map((who, n) => {
  const x = [places.harness, places.runtime, places.api][n] ?? 0;
  return html`<rect class="head" x="${x - 48}" y="6" width="96" height="24" rx="4" /><text
      class="who"
      x="${x}"
      y="22"
      >${who}</text
    >`;
});

function background(row: DiagramRow): Markup | null {
  if (row.kind === 'gap') return null;
  const tone = row.step.decisive ? 'hit' : row.step.kind === 'fault' ? 'tint' : undefined;
  return tone === undefined
    ? null
    : html`<rect class="${tone}" y="${row.y + 1}" width="${width}" height="${row.height - 1}" />`;
}

function drawn(row: DiagramRow): Markup {
  if (row.kind === 'gap')
    return html`<text class="gap" x="${places.time}" y="${row.y + 14}">⋮ ${duration(row.ms)}</text>`;
  const { step, y } = row;
  const mark = step.decisive && html`<text class="wrong" x="4" y="${y + 17}">✗</text>`;
  return html`<text class="at" x="${places.time}" y="${y + 17}">${clock(step.at)}</text
    >${mark}${figure(step, y)} `;
}

/** Marks the place of judgement if no single step is decisive. */
function judged(actual: string, y: number): Markup {
  return html`<rect class="hit" y="${y + 4}" width="${width}" height="22" /><text
      class="wrong"
      x="4"
      y="${y + 19}"
      >✗</text
    >
    <text class="wrong" x="${places.harness}" y="${y + 19}"
      >${clip(`judged here: ${actual.replace(/\s+/g, ' ')}`, room + 14)}</text
    >`;
}

function figure(step: ExchangeStep, y: number): Markup {
  const line = y + 13;
  switch (step.kind) {
    case 'request':
      return html`${arrow(places.runtime, places.api, y + 20)}${words(step, y, 'above')}`;
    case 'body':
      return html`${arrow(places.runtime, places.api, y + 20)}${words(step, y, 'above')}`;
    case 'reply':
      return html`${arrow(places.api, places.runtime, y + 20, 'back')}${words(step, y, 'above')}`;
    case 'connection':
      return html`<path
          class="arrow weak"
          d="M${places.runtime} ${y + 20}H${places.api}"
        />${words(step, y, 'above', 'more')}`;
    case 'signal':
    case 'freeze':
    case 'thaw':
      return html`${arrow(places.harness, places.runtime, line)}${words(step, y, 'beside')}`;
    case 'start':
      return html`${circle('dot', places.runtime, line)}${words(step, y, 'beside')}`;
    case 'exit':
      return html`<path
          class="cross"
          d="M${places.runtime - 6} ${line - 6}l12 12m0-12-12 12"
        />${words(step, y, 'beside')}`;
    case 'output':
      return html`<rect
          class="dot"
          x="${places.runtime - 3}"
          y="${line - 3}"
          width="6"
          height="6"
        />${words(step, y, 'beside')}`;
    case 'fault':
      return html`<path class="fault" d="M${places.api + 2} ${line - 9}l-7 11h5l-2 8 8-12h-5l3-7z" /><text
          class="fault mid"
          x="${middle}"
          y="${y + 17}"
          >${clip(`injected: ${step.label}`)}</text
        >`;
    case 'expired':
    case 'note':
      return html`${circle('ring', places.harness, line)}${words(step, y, 'beside')}`;
  }
}

const middle = (places.runtime + places.api) / 2;

/** The label of a step: above its arrow, or beside the lifeline of the runtime; its detail goes below. */
function words(step: ExchangeStep, y: number, where: 'above' | 'beside', tone = ''): Markup {
  const detail = step.detail === undefined ? null : clip(step.detail);
  return where === 'above'
    ? html`<text class="mid ${tone}" x="${middle}" y="${y + 15}">${clip(step.label)}</text>${
          detail !== null && html`<text class="mid more" x="${middle}" y="${y + 34}">${detail}</text>`
        }`
    : html`<text x="${places.runtime + 14}" y="${y + 17}">${clip(step.label)}</text>${
          detail !== null &&
          html`<text class="more" x="${places.runtime + 14}" y="${y + 32}">${detail}</text>`
        }`;
}

function circle(kind: 'dot' | 'ring', x: number, y: number): Markup {
  return html`<circle class="${kind}" cx="${x}" cy="${y}" r="4.5" />`;
}

function arrow(from: number, to: number, y: number, tone = ''): Markup {
  const end = from < to ? to - 3 : to + 3;
  return html`<path class="arrow ${tone}" d="M${from} ${y}H${end}" marker-end="url(#arrowhead)" />`;
}

function clip(text: string, limit = room): string {
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}

function clock(ms: number): string {
  return ms < 10_000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
