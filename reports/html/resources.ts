import type { ResourceSeries, Run } from '../../harness/run/run.ts';
import { chart, type Point } from './chart.ts';
import { html, type Markup } from './markup.ts';
import { prose } from './text.ts';

type Sample = ResourceSeries['samples'][number];

/** The charted figures, one chart each, since their units differ. */
const figures: readonly (readonly [name: string, of: (sample: Sample) => number, unit: string])[] = [
  ['Memory', ({ rssBytes }) => rssBytes / 1024 / 1024, ' MiB'],
  ['Descriptors', ({ descriptors }) => descriptors, ''],
  ['Threads', ({ threads }) => threads, ''],
  ['Processes', ({ processes }) => processes, ''],
];

/** Resources of one runtime process over many invocations. Null if they were not sampled. */
export function resources({ samples = [] }: Run): readonly Markup[] | null {
  const series = samples.filter((one) => one.samples.length > 1);
  if (series.length === 0) return null;
  return series.map(
    ({ test, samples: own }) =>
      html`<h3 class="area">Resources over ${own.at(-1)?.invocations ?? 0} invocations</h3>
        <p class="small faint">Sampled in “${prose(test)}”.</p>
        <div class="charts">
          ${figures.map(([name, of, unit]) =>
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
  return html`<details>
    <summary class="small">The same as a table</summary>
    <table>
      <caption class="vh">
        Resources by the number of invocations
      </caption>
      <thead>
        <tr>
          <th scope="col" class="num">Invocations</th>
          ${figures.map(([name]) => html`<th scope="col" class="num">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${samples.map(
          (sample) =>
            html`<tr>
              <th scope="row" class="num">${sample.invocations}</th>
              ${figures.map(([, of, unit]) => html`<td class="num">${Math.round(of(sample))}${unit}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}
