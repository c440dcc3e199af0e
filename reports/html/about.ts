import type { Run } from '../../harness/run/run.ts';
import { commandLine } from '../../harness/base/shell-words.ts';
import { html, type Markup } from './markup/markup.ts';
import { resources } from './resources.ts';
import { duration } from '../text/duration.ts';
import { plural } from '../../harness/base/plural.ts';
import { combinationsSentence } from '../text/combinations-sentence.ts';
import { startsPart } from './starts.ts';
import { timings } from './timings.ts';

const functions = {
  opaque: 'opaque: how it handles an event is not known',
  echo: 'echo: it returns its event',
  probe: 'probe: it does what the harness asks',
} as const;

/** The conditions of the run, its timings and the resources that the runtime used. */
export function aboutSection(run: Run): Markup {
  const { target, tool, host } = run;
  return html`<section aria-labelledby="run">
    <h2 id="run">About this run</h2>
    <dl class="facts">
      <dt>Command</dt>
      <dd><code>${commandLine(target.command)}</code></dd>
      <dt>SHA-256</dt>
      <dd>${target.sha256 === null ? 'not readable' : html`<code>${target.sha256}</code>`}</dd>
      <dt>Function</dt>
      <dd>
        ${target.grade === null ? 'unknown' : functions[target.grade]}${target.language !== null && `, in ${target.language}`}
      </dd>
      <dt>Cold start</dt>
      <dd>${target.coldStartMs === null ? 'not measured' : duration(target.coldStartMs)}</dd>
      <dt>Profiles</dt>
      <dd>${target.profiles.join(', ')}</dd>
      ${
        run.requirementSet !== undefined &&
        html`<dt>Set of requirements</dt>
          <dd>${run.requirementSet}</dd>`
      }
      <dt>Fails on</dt>
      <dd>${run.failOn}</dd>
      <dt>Seed</dt>
      <dd>${run.seed}</dd>
      ${
        run.effort !== undefined &&
        html`<dt>Effort</dt>
          <dd>${run.effort.pace} pace, ${plural(run.effort.runs, 'generated case')} for each property</dd>`
      }
      ${
        run.baseline !== null &&
        html`<dt>Baseline</dt>
          <dd><code>${run.baseline.file}</code>, ${plural(run.baseline.entries, 'entry', 'entries')}</dd>`
      }
      <dt>Started</dt>
      <dd><time datetime="${run.startedAt}">${moment(run.startedAt)}</time></dd>
      <dt>Duration</dt>
      <dd>${duration(run.durationMs)}${!run.complete && ', interrupted'}</dd>
      <dt>Judged by</dt>
      <dd>
        ${tool.name} ${tool.version}, Node ${host.node}, ${host.os} ${host.arch}, ${host.cores}
        ${host.cores === 1 ? 'core' : 'cores'}
      </dd>
      <dt>Environment</dt>
      <dd>
        ${target.environment.length === 0 ? 'not started' : target.environment.map((name, n) => html`${n > 0 && ', '}<code>${name}</code>`)}
      </dd>
    </dl>
    ${run.combinations && html`<p class="small faint">${combinationsSentence(run.combinations)}</p>`}
    ${timings(run)} ${startsPart(run)} ${resources(run)}
  </section>`;
}

/** To the minute, in UTC: the same wherever the report is rendered. */
export function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
