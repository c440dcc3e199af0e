import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Deviation, Run } from '../../harness/run/run.ts';
import { hostileRun } from '../../harness/run/testing/hostile-run.ts';
import { drawnRun } from './fixtures/drawn-run.ts';
import { renderHtml } from './html.ts';
import {
  conformantRun,
  deviatingRun,
  interruptedRun,
  sampleRun,
  smokeFailureRun,
  staleRun,
} from '../../harness/run/testing/sample-run.ts';

const runs: Readonly<Record<string, Run>> = {
  conformant: conformantRun(),
  deviating: deviatingRun(),
  drawn: drawnRun(),
  'smoke-failure': smokeFailureRun(),
  interrupted: interruptedRun(),
  stale: staleRun(),
};

/** Approximately what a reader sees: the text without markup. */
function textOf(document: string): string {
  return document
    .replace(/<(style|script)>.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ');
}

function mainSentence(run: Run): string {
  const [, title = '', lead = ''] =
    /<h1[^>]*>(.*?)<\/h1>\s*<p class="lead">(.*?)<\/p>/s.exec(renderHtml(run)) ?? [];
  return textOf(`${title}: ${lead}`).trim();
}

/** The anchors of a run's deviations. */
function places(run: Run): string[] {
  return Array.from(renderHtml(run).matchAll(/class="deviation"\s+id="([^"]*)"/g), ([, id]) => id ?? '');
}

/** Renders a run in which every deviation has this input. */
function withInput(counterexample: string): string {
  const run = deviatingRun();
  return renderHtml({ ...run, deviations: run.deviations.map((one) => ({ ...one, counterexample })) });
}

describe('the first sentence', () => {
  it.each<[Run, string]>([
    [
      deviatingRun(),
      '✗ bootstrap deviates from the Lambda Runtime API contract: 5 of 12 judged requirements hold. 2 deviations fail the run, 4 do not. 3 requirements were not judged. 2 requirements are not applicable.',
    ],
    [
      deviatingRun({ failOn: 'MAY' }),
      '✗ bootstrap deviates from the Lambda Runtime API contract: 5 of 12 judged requirements hold. 5 deviations fail the run, 1 does not. 3 requirements were not judged. 2 requirements are not applicable.',
    ],
    [
      conformantRun(),
      '✓ bootstrap conforms to the Lambda Runtime API contract: 13 of 13 judged requirements hold. No deviation was found. 2 requirements were not judged. 2 requirements are not applicable.',
    ],
    [
      sampleRun({ 'error.loop-continues': { verdict: 'not-testable', reason: 'no action `throw`' } }),
      '✓ bootstrap conforms to the Lambda Runtime API contract, as far as it was judged: 16 of 16 judged requirements hold. No deviation was found. 1 requirement was not judged.',
    ],
    [smokeFailureRun(), '? bootstrap could not be judged: None of the 17 requirements was judged.'],
  ])('states the verdict and its numbers (%#)', (run, sentence) => {
    expect(mainSentence(run)).toBe(sentence);
  });

  it('states why a run is inconclusive, and that it was interrupted', () => {
    expect(textOf(renderHtml(smokeFailureRun()))).toContain('Cannot find module &#39;./handler.js&#39;');
    expect(textOf(renderHtml(interruptedRun()))).toContain('The run was interrupted.');
  });

  it('lists the baseline entries that are out of date', () => {
    expect(textOf(renderHtml(staleRun()))).toMatch(
      /The baseline is out of date.*lambdaspec\.baseline\.yaml:7 stale: .*no longer deviates/,
    );
  });
});

describe('the document', () => {
  it.each(Object.entries(runs))('contains every requirement and every deviation (%s)', (_, run) => {
    const text = textOf(renderHtml(run));

    for (const { id } of run.requirements) expect(text).toContain(id);
    for (const { message } of run.deviations) expect(text).toContain(message.replaceAll("'", '&#39;'));
    expect(text.match(/Usual cause/g)?.length).toBeGreaterThanOrEqual(run.requirements.length);
  });

  it.each(Object.entries(runs))('survives hostile content (%s)', (_, run) => {
    const document = renderHtml(hostileRun(run));

    expect(document.replace(/<(style|script)>.*?<\/\1>/gs, '')).not.toMatch(/<(?![a-z/!])/);
    expect(document).not.toMatch(/[^\P{C}\n]/u);
    expect(document.match(/<script/g)).toHaveLength(1);
    // A line break inside a trace line or a command must not start a new line.
    expect(document).not.toMatch(/<pre class="box lines">(?:(?!<\/pre>)[^])*\nFORGED/);
    expect(document).not.toMatch(/<code[^>]*>lambdaspec replay[^<]*\nFORGED/);
  });

  it('allows only its own style and script', () => {
    const document = renderHtml(drawnRun());
    const policy = /Content-Security-Policy"\s+content="([^"]*)"/.exec(document)?.[1] ?? '';
    const digests = ['style', 'script'].map((tag) => {
      const content = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(document)?.[1] ?? '';
      return `${tag}-src 'sha256-${createHash('sha256').update(content).digest('base64')}'`;
    });

    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      ...digests,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(document).not.toMatch(/\sstyle="/);
  });

  it('links only to web addresses and to itself; any other source is text', () => {
    const sources = [
      'https://example.org/a?b=1&c=2',
      'javascript:alert(1)',
      'data:text/html,x',
      '//example.org/x',
    ];
    const document = renderHtml({
      ...conformantRun(),
      requirements: conformantRun().requirements.map((one) => ({ ...one, source: sources })),
    });
    const links = new Set(Array.from(document.matchAll(/<a [^>]*href="([^"#][^"]*)"/g), ([, href]) => href));

    expect([...links]).toEqual(['https://example.org/a?b=1&amp;c=2']);
    for (const source of sources.slice(1)) expect(document).toContain(source);
  });

  it('has a target for each of its links', () => {
    const document = renderHtml(drawnRun());
    const ids = new Set(Array.from(document.matchAll(/\sid="([^"]*)"/g), ([, id]) => id));
    const links = Array.from(document.matchAll(/href="#([^"]*)"/g), ([, id]) => id);

    expect(links.length).toBeGreaterThan(30);
    expect(links.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('gives the same deviation the same anchor, regardless of other deviations', () => {
    const run = deviatingRun();
    const fewer = {
      ...run,
      deviations: run.deviations.slice(1).map((one, n) => ({ ...one, key: `d${n + 1}` })),
    };

    expect(places(run)).toHaveLength(run.deviations.length);
    expect(places(run)).toEqual(expect.arrayContaining(places(fewer)));
  });

  it('leads with the causes and unfolds only the deviation that shows the first', () => {
    const text = renderHtml(deviatingRun());

    expect(text.indexOf('id="causes"')).toBeLessThan(text.indexOf('id="deviations"'));
    expect(text.match(/<details class="deviation"[^>]*\sopen/g)).toEqual([
      '<details class="deviation" id="next.no-client-timeout--poll-abandoned" open',
    ]);
  });

  it('says at its head which part of a whole run it is about', () => {
    const run = deviatingRun({ effort: { pace: 'quick', runs: 3, of: 231 } });

    expect(renderHtml(run)).toContain('Only a part: 17 of 231 requirements, quick.');
    expect(renderHtml(deviatingRun())).not.toContain('Only a part');
  });

  it('pretty-prints the input of a deviation without changing its value', () => {
    expect(withInput('{"a":[1,2]}')).toContain('{\n  &quot;a&quot;: [\n    1,\n    2\n  ]\n}');
    expect(withInput('{"a":1.0,"a":2}')).toContain('{&quot;a&quot;:1.0,&quot;a&quot;:2}');
  });

  it('stays small enough to open, and states what it leaves out', () => {
    const run = drawnRun();
    const [requirement] = run.requirements;
    const [deviation] = run.deviations;
    if (requirement === undefined || deviation === undefined) throw new Error('the sample is empty');
    const long = { ...deviation, output: 'x'.repeat(100_000), actual: 'y'.repeat(10_000) };
    const deviations = Array.from({ length: 600 }, (_, n): Deviation => {
      const id = `next.number-${n}`;
      return { ...long, key: `d${n}`, requirement: id, message: `Deviation number ${n}.` };
    });
    const document = renderHtml({
      ...run,
      deviations,
      requirements: deviations.map((one) => ({
        ...requirement,
        id: one.requirement,
        verdict: 'deviates',
        deviations: [one.key],
      })),
    });

    expect(Buffer.byteLength(document)).toBeLessThan(5_000_000);
    for (const { message } of deviations) expect(document).toContain(message);
    expect(document).toContain('… and 96000 more characters, in run.json');
    expect(textOf(document)).toContain('too many deviations to show them all');
  });

  it('renders a run that was stored without steps, timings and samples', () => {
    const { timings: _, samples: __, starts: ___, ...rest } = drawnRun();
    const document = renderHtml({ ...rest, deviations: deviatingRun().deviations });

    expect(document).not.toContain('class="diagram"');
    expect(document).not.toContain('id="timings"');
    expect(document).not.toContain('id="starts"');
    expect(textOf(document)).toContain('The exchange as text');
  });
});

it('shows how many bootstraps were started, why, and which tests start most', () => {
  const text = textOf(renderHtml(drawnRun()));

  expect(text).toContain(
    '6 starts of the bootstrap, first poll after 312 ms in the median, 1.3 s at most, 2 never polled: ' +
      '2 for tests that need settings of their own, 1 for controls of deviations,',
  );
  expect(text).toContain('what came before: pairs 99 % of 1,391, triples 79 % of 21,318.');
  expect(text).toContain('tests that need settings of their own 2 2 – –');
  expect(text).toContain('waits for an event however late it comes 3 0 305 ms 1.3 s');
});

it('shows a case in which a requirement held once, and links to it from the others that it shows', () => {
  const run = conformantRun();
  const [first = '', second = ''] = run.requirements.map(({ id }) => id);
  const document = renderHtml({
    ...run,
    held: [{ test: 'polls again', requirements: [first, second], trace: ['> GET </pre><i>', '< 200'] }],
  });

  expect(renderHtml(run)).not.toContain('A case in which it held');
  expect(document.match(/A case in which it held/g)).toHaveLength(1);
  expect(document).toContain('<span>&gt; GET &lt;/pre&gt;&lt;i&gt;</span>');
  expect(document).toContain(`Seen in the same case as <a href="#${first}">`);
});
