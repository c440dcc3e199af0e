import type { ResourceSeries, Run } from '../../harness/run/run.ts';
import { rounded } from './markup/bar.ts';
import { html, type Markup } from './markup/markup.ts';
import { prose } from './markup/text.ts';

type Sample = ResourceSeries['samples'][number];

type Figure = readonly [name: string, of: (sample: Sample) => number, unit: string];

/** The charted figures, one chart each, since their units differ. */
const figures: readonly Figure[] = [
  ['Memory', ({ rssBytes }) => rssBytes / 1024 / 1024, ' MiB'],
  ['Descriptors', ({ descriptors }) => descriptors, ''],
  ['Threads', ({ threads }) => threads, ''],
  ['Processes', ({ processes }) => processes, ''],
];

const temporaryFiles: Figure = ['Temporary files', (sample) => sample.temporaryFiles ?? 0, ''];

/** Not every platform shows temporary files. */
function figuresOf(samples: readonly Sample[]): readonly Figure[] {
  const shown = samples.some((sample) => sample.temporaryFiles !== undefined);
  return shown ? [...figures, temporaryFiles] : figures;
}

/** Resources of one runtime process over many invocations. Null if they were not sampled. */
export function resources({ samples = [] }: Run): readonly Markup[] | null {
  const series = samples.filter((one) => one.samples.length > 1);
  if (series.length === 0) return null;
  return series.map(
    ({ test, samples: own }) =>
      html`<h3 class="area">Resources over ${own.at(-1)?.invocations ?? 0} invocations</h3>
        <p class="small faint">Sampled in “${prose(test)}”.</p>
        <div class="charts">
          ${figuresOf(own).map(([name, of, unit]) =>
            chart(
              name,
              own.map((sample): Point => [sample.invocations, of(sample)]),
              unit,
            ),
          )}
        </div>
        ${table(own)}`,
  );
}

function table(samples: readonly Sample[]): Markup {
  const columns = figuresOf(samples);
  return html`<details>
    <summary class="small">The same as a table</summary>
    <table>
      <caption class="vh">
        Resources by the number of invocations
      </caption>
      <thead>
        <tr>
          <th scope="col" class="num">Invocations</th>
          ${columns.map(([name]) => html`<th scope="col" class="num">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${samples.map(
          (sample) =>
            html`<tr>
              <th scope="row" class="num">${sample.invocations}</th>
              ${columns.map(([, of, unit]) => html`<td class="num">${Math.round(of(sample))}${unit}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}

type Point = readonly [x: number, y: number];

const size = { width: 360, height: 130, left: 44, right: 352, top: 10, bottom: 104 } as const;

/** A line chart whose axis starts at zero, so that growth is shown in proportion. */
function chart(name: string, points: readonly Point[], unit: string): Markup {
  const highest = Math.max(...points.map(([, y]) => y));
  const most = Math.max(1, highest) * 1.1;
  const [begin, end] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 1];
  const height = (y: number): number => size.bottom - (y / most) * (size.bottom - size.top);
  const place = ([x, y]: Point): string => {
    const along = end === begin ? 0 : (x - begin) / (end - begin);
    const px = size.left + along * (size.right - size.left);
    return `${rounded(px)} ${rounded(height(y))}`;
  };
  const line = `M${points.map(place).join('L')}`;
  const values = points.map(([, y]) => Math.round(y));
  const said = `from ${values[0] ?? 0}${unit} to ${values.at(-1) ?? 0}${unit}, at most ${Math.max(...values)}${unit}`;
  return html`<figure>
    <figcaption><strong>${name}</strong> <span class="faint">${said}</span></figcaption>
    <svg class="chart" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${name}: ${said}">
      <path class="under" d="${line}V${size.bottom}H${size.left}z" />
      <path class="axis" d="M${size.left} ${size.top}V${size.bottom}H${size.right}" fill="none" />
      <path class="line" d="${line}" />
      <text x="${size.left - 6}" y="${size.bottom + 4}" text-anchor="end">0</text>
      <text x="${size.left - 6}" y="${rounded(height(highest)) + 4}" text-anchor="end">
        ${Math.round(highest)}
      </text>
      <text x="${size.left}" y="${size.height - 8}">${begin}</text>
      <text x="${size.right}" y="${size.height - 8}" text-anchor="end">${end} invocations</text>
    </svg>
  </figure>`;
}
