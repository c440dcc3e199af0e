import { html, type Markup } from './markup.ts';

/** A part of a bar; parts of size 0 are left out. */
export interface BarPart {
  readonly tone: string;
  readonly size: number;
}

/** One bar of several parts. It is decorative: the same numbers stand beside it. */
export function bar(
  parts: readonly BarPart[],
  total = parts.reduce((sum, { size }) => sum + size, 0),
): Markup {
  let x = 0;
  const rectangles = parts.map(({ tone, size }) => {
    const width = total === 0 ? 0 : (100 * size) / total;
    const rectangle = html`<rect class="${tone}" x="${rounded(x)}" width="${rounded(width)}" height="8" />`;
    x += width;
    return size > 0 && rectangle;
  });
  return html`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    ${rectangles}
  </svg>`;
}

/** A coordinate, rounded to keep the markup short. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
