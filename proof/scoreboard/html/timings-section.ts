/** Cold start, overhead and memory. They stand alone, since they are never the same twice. */
import { bar } from '../../../reports/html/markup/bar.ts';
import { html, type Markup } from '../../../reports/html/markup/markup.ts';
import { invocationText, type Judged, type Timings } from '../board.ts';

const figures: readonly (readonly [key: keyof Timings, title: string, unit: string])[] = [
  ['coldStartMs', 'Cold start', 'ms'],
  ['invocationUs', 'One invocation', 'µs'],
  ['memoryMiB', 'Memory', 'MiB'],
];

export function timingsSection(judged: readonly Judged[]): Markup {
  const measured = judged.filter(({ timings }) => timings !== null);
  const longest = (key: keyof Timings): number =>
    Math.max(1, ...measured.map(({ timings }) => timings?.[key] ?? 0));
  return html`<section aria-labelledby="timings">
    <h2 id="timings">Timings</h2>
    <p>
      From the start of the process to its first poll; from an event to its outcome, with a function that
      returns its event; the memory of all its processes after 800 invocations. Measured in the sandbox of the
      tests on one machine, so compare them only with each other.
    </p>
    <div class="scroll" role="region" aria-label="Table of timings" tabindex="0">
      <table class="timings">
        <thead>
          <tr>
            <th scope="col">Runtime</th>
            ${figures.map(([, title]) => html`<th scope="col">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${measured.map(
            ({ example, timings }) =>
              html`<tr>
                <th scope="row">${example.title}</th>
                ${figures.map(([key, , unit]) => figureCell(timings?.[key] ?? null, longest(key), unit))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function figureCell(value: number | null, longest: number, unit: string): Markup {
  if (value === null) return html`<td class="faint">not measured</td>`;
  return html`<td>
    ${unit === 'µs' ? invocationText(value) : `${value} ${unit}`}
    ${bar([{ tone: 'measure', size: value }], longest)}
  </td>`;
}
