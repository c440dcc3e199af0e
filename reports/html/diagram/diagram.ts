/**
 * The exchange of a deviation as a sequence diagram: harness, runtime and Runtime API as lifelines, time downwards. It
 * is drawn from the steps of the Run value and contains nothing that the text of the trace below it lacks.
 */
import type { Deviation, ExchangeStep } from '../../../harness/run/run.ts';
import { duration } from '../../text/duration.ts';
import { html, type Markup } from '../markup/markup.ts';
import { type Layout, lifelines, narrow, waits, wide } from './lifelines.ts';
import { type DiagramRow, rowsOf, top } from './rows.ts';

/** Renders the diagram, once for a desktop and once for a phone; null if the run was stored without steps. */
export function diagram(one: Deviation): Markup | null {
  return (one.exchange ?? []).length === 0 ? null : html`${drawing(one, wide)}${drawing(one, narrow)}`;
}

function drawing({ exchange = [], actual, trace }: Deviation, at: Layout): Markup {
  const rows = rowsOf(exchange);
  const last = rows.at(-1);
  const bottom = last === undefined ? top : last.y + last.height;
  const decisive = exchange.some((step) => step.decisive);
  const height = bottom + (decisive ? 10 : 30);
  const whole = trace.length === exchange.length ? '' : 'Part of the exchange. ';
  return html`<div
    class="scroll ${at.name}"
    tabindex="0"
    role="group"
    aria-label="Sequence diagram; the same as text below"
  >
    <svg
      class="diagram"
      viewBox="0 0 ${at.width} ${height}"
      role="img"
      aria-label="${whole}${exchange.length} steps between harness, runtime and Runtime API"
    >
      ${rows.map((row) => background(row, at))} ${lifelines(rows, bottom, at)} ${waits(rows, bottom, at)}
      ${heads(at)} ${rows.map((row) => drawn(row, at))} ${!decisive && judged(actual, bottom, at)}
    </svg>
  </div>`;
}

function heads(at: Layout): readonly Markup[] {
  return at.heads.map(
    ({ name, x, half }) =>
      html`<rect class="head" x="${x - half}" y="6" width="${2 * half}" height="24" rx="4" /><text
          class="who"
          x="${x}"
          y="22"
          >${name}</text
        >`,
  );
}

function background(row: DiagramRow, at: Layout): Markup | null {
  if (row.kind === 'gap') return null;
  const tone = row.step.decisive ? 'hit' : row.step.kind === 'fault' ? 'tint' : undefined;
  return tone === undefined
    ? null
    : html`<rect class="${tone}" y="${row.y + 1}" width="${at.width}" height="${row.height - 1}" />`;
}

function drawn(row: DiagramRow, at: Layout): Markup {
  if (row.kind === 'gap')
    return html`<text class="gap" x="${at.time}" y="${row.y + 14}">⋮ ${duration(row.ms)}</text>`;
  const { step, y } = row;
  const mark = step.decisive && html`<text class="wrong" x="4" y="${y + 17}">✗</text>`;
  return html`<text class="at" x="${at.time}" y="${y + 17}">${clock(step.at)}</text
    >${mark}${figure(step, y, at)} `;
}

/** Marks the place of judgement if no single step is decisive. */
function judged(actual: string, y: number, at: Layout): Markup {
  return html`<rect class="hit" y="${y + 4}" width="${at.width}" height="22" /><text
      class="wrong"
      x="4"
      y="${y + 19}"
      >✗</text
    >
    <text class="wrong" x="${at.harness}" y="${y + 19}"
      >${clip(`judged here: ${actual.replace(/\s+/g, ' ')}`, at.room + 14)}</text
    >`;
}

function figure(step: ExchangeStep, y: number, at: Layout): Markup {
  const line = y + 13;
  switch (step.kind) {
    case 'request':
      return html`${arrow(at.runtime, at.api, y + 20)}${words(step, y, 'above', at)}`;
    case 'body':
      return html`${arrow(at.runtime, at.api, y + 20)}${words(step, y, 'above', at)}`;
    case 'reply':
      return html`${arrow(at.api, at.runtime, y + 20, 'back')}${words(step, y, 'above', at)}`;
    case 'connection':
      return html`<path
          class="arrow weak"
          d="M${at.runtime} ${y + 20}H${at.api}"
        />${words(step, y, 'above', at, 'more')}`;
    case 'signal':
    case 'freeze':
    case 'thaw':
      return html`${arrow(at.harness, at.runtime, line)}${words(step, y, 'beside', at)}`;
    case 'start':
      return html`${circle('dot', at.runtime, line)}${words(step, y, 'beside', at)}`;
    case 'exit':
      return html`<path
          class="cross"
          d="M${at.runtime - 6} ${line - 6}l12 12m0-12-12 12"
        />${words(step, y, 'beside', at)}`;
    case 'output':
      return html`<rect
          class="dot"
          x="${at.runtime - 3}"
          y="${line - 3}"
          width="6"
          height="6"
        />${words(step, y, 'beside', at)}`;
    case 'fault':
      return html`<path class="fault" d="M${at.api + 2} ${line - 9}l-7 11h5l-2 8 8-12h-5l3-7z" /><text
          class="fault mid"
          x="${middleOf(at)}"
          y="${y + 17}"
          >${clip(`injected: ${step.label}`, at.room)}</text
        >`;
    case 'expired':
    case 'note':
      return html`${circle('ring', at.harness, line)}${words(step, y, 'beside', at)}`;
  }
}

function middleOf(at: Layout): number {
  return (at.runtime + at.api) / 2;
}

/** The label of a step: above its arrow, or beside the lifeline of the runtime; its detail goes below. */
function words(step: ExchangeStep, y: number, where: 'above' | 'beside', at: Layout, tone = ''): Markup {
  const middle = middleOf(at);

  const detail = step.detail === undefined ? null : clip(step.detail, at.room);
  return where === 'above'
    ? html`<text class="mid ${tone}" x="${middle}" y="${y + 15}">${clip(step.label, at.room)}</text>${
          detail !== null && html`<text class="mid more" x="${middle}" y="${y + 34}">${detail}</text>`
        }`
    : html`<text x="${at.runtime + 14}" y="${y + 17}">${clip(step.label, at.room)}</text>${
          detail !== null && html`<text class="more" x="${at.runtime + 14}" y="${y + 32}">${detail}</text>`
        }`;
}

function circle(kind: 'dot' | 'ring', x: number, y: number): Markup {
  return html`<circle class="${kind}" cx="${x}" cy="${y}" r="4.5" />`;
}

function arrow(from: number, to: number, y: number, tone = ''): Markup {
  const back = from < to ? -8 : 8;
  const end = from < to ? to - 3 : to + 3;
  // A marker would be shared by id, and browsers draw none whose definition is folded away.
  return html`<path class="arrow ${tone}" d="M${from} ${y}H${end + back / 2}" /><path
      class="tip"
      d="M${end} ${y}l${back}-4v8z"
    />`;
}

function clip(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}

function clock(ms: number): string {
  return ms < 10_000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
