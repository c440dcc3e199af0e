import type { Run } from '../../harness/run/run.ts';
import { bar, rounded } from './markup/bar.ts';
import { html, type Markup } from './markup/markup.ts';
import { prose } from './markup/text.ts';
import { duration } from '../text/duration.ts';
import { plural } from '../../harness/base/plural.ts';

/** How many of the longest tests are listed. */
const named = 12;

/** The phases of the run, and the tests that took longest. Null if the run has no timings. */
export function timings(run: Run): Markup | null {
  const { timings: tests = [], durationMs } = run;
  if (tests.length === 0) return null;
  const first = Math.min(...tests.map(({ startMs }) => startMs));
  const end = Math.max(...tests.map((test) => test.startMs + test.durationMs));
  const last = Math.min(durationMs, Math.max(first, end));
  const phases = [
    ['first start', first],
    ['tests', last - first],
    ['the rest', durationMs - last],
  ] as const;
  const work = tests.reduce((sum, test) => sum + test.durationMs, 0);
  const longest = tests.toSorted((one, other) => other.durationMs - one.durationMs).slice(0, named);
  return html`<h3 class="area" id="timings">Time</h3>
    <div class="phases">
      ${bar(phases.map(([, size]) => ({ tone: '', size })))}
      <p class="small faint">
        ${phases.map(([name, ms]) => `${name} ${duration(ms)}`).join(' · ')}. ${plural(tests.length, 'test')}
        with ${duration(work)} of work, run in parallel.
      </p>
    </div>
    <details>
      <summary class="label">The ${longest.length} longest tests, and when they ran</summary>
      <table class="longest">
        <thead>
          <tr>
            <th scope="col">Test</th>
            <th scope="col" class="num">Duration</th>
            <th scope="col">From start to end of the run</th>
          </tr>
        </thead>
        <tbody>
          ${longest.map(
            (test) =>
              html`<tr>
                <th scope="row">${prose(test.test)}</th>
                <td class="num">${duration(test.durationMs)}</td>
                <td>${place(test.startMs, test.durationMs, durationMs)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>`;
}

function place(startMs: number, ownMs: number, runMs: number): Markup {
  const x = runMs === 0 ? 0 : Math.min(100, (100 * startMs) / runMs);
  const width = runMs === 0 ? 0 : Math.min(100 - x, Math.max(0.5, (100 * ownMs) / runMs));
  return html`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    <rect x="${rounded(x)}" width="${rounded(width)}" height="8" />
  </svg>`;
}
