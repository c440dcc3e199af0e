import { startReasons, type RunStarts } from '../../harness/run/starts.ts';
import type { Run } from '../../harness/run/run.ts';
import { duration } from '../text/duration.ts';
import { startsSentence } from '../text/starts-sentence.ts';
import { html, type Markup } from './markup/markup.ts';
import { prose } from './markup/text.ts';

/** The starts of the bootstrap by reason, and the tests with most of them. Null if the run did not count them. */
export function startsPart({ starts }: Run): Markup | null {
  if (starts === undefined || starts.count === 0) return null;
  const byReason = starts.byReason.map((one): Row => [startReasons[one.why], one]);
  const byTest = starts.tests.map((one): Row => [one.test, one]);
  return html`<h3 class="area" id="starts">Starts</h3>
    <p class="small faint">${startsSentence(starts)}</p>
    <details>
      <summary class="label">The starts by reason, and the tests with the most</summary>
      ${table('Reason', byReason)} ${table('Test', byTest)}
    </details>`;
}

type Row = readonly [
  name: string,
  figures: Pick<RunStarts, 'count' | 'neverPolled' | 'medianMs' | 'longestMs'>,
];

function table(of: string, rows: readonly Row[]): Markup {
  return html`<table class="starts">
    <thead>
      <tr>
        <th scope="col">${of}</th>
        <th scope="col" class="num">Starts</th>
        <th scope="col" class="num">Never polled</th>
        <th scope="col" class="num">Median</th>
        <th scope="col" class="num">Longest</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([name, { count, neverPolled, medianMs, longestMs }]) =>
          html`<tr>
            <th scope="row">${prose(name)}</th>
            <td class="num">${count}</td>
            <td class="num">${neverPolled}</td>
            <td class="num">${medianMs === null ? '–' : duration(medianMs)}</td>
            <td class="num">${longestMs === null ? '–' : duration(longestMs)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
