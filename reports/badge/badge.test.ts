import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Run } from '../../harness/run/run.ts';
import { renderBadge, renderBadgeSvg } from './badge.ts';
import { hostileRun } from '../../harness/run/testing/hostile-run.ts';
import {
  conformantRun,
  deviatingRun,
  interruptedRun,
  sampleRun,
  smokeFailureRun,
  staleRun,
} from '../../harness/run/testing/sample-run.ts';

const colour = z.string().regex(/^#[\da-f]{6}$/);
/** The document that shields.io accepts; it refuses other keys or types. */
const endpoint = z.strictObject({
  schemaVersion: z.literal(1),
  label: z.string().min(1),
  message: z.string().min(1),
  color: colour,
  labelColor: colour,
});

const should = { 'next.one-outstanding': { verdict: 'deviates', found: [{}] } } as const;
const untestable = { 'trace.variable-set': { verdict: 'not-testable', observations: 0 } } as const;
const expected = { 'trace.variable-set': { verdict: 'expected-deviation', found: [{}] } } as const;

const green = '#1a7f37';
const amber = '#8a5a00';
const red = '#b91c1c';
const grey = '#57606a';

const runs: readonly (readonly [string, Run, string, string])[] = [
  ['all hold', sampleRun(), 'conforms: 6 MUST, 7 SHOULD', green],
  ['requirements that are not applicable do not count', conformantRun(), 'conforms: 5 MUST, 5 SHOULD', green],
  ['a SHOULD does not hold', sampleRun(should), 'conforms: 6 MUST, 6 of 7 SHOULD', green],
  ['a MUST was not testable', sampleRun(untestable), 'conforms: 5 of 6 MUST, 7 SHOULD', amber],
  ['a MUST deviates as expected', sampleRun(expected), 'conforms: 5 of 6 MUST, 7 SHOULD', amber],
  ['the baseline is stale', staleRun(), 'baseline out of date: 6 MUST, 7 SHOULD', amber],
  ['two MUST do not hold', deviatingRun(), 'deviates: 2 MUST', red],
  ['the run fails on all', deviatingRun({ failOn: 'MAY' }), 'deviates: 2 MUST, 3 below MUST', red],
  ['it never started', smokeFailureRun(), 'inconclusive', grey],
  ['it was interrupted', interruptedRun(), 'interrupted', grey],
];

/** @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrastWithWhite(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}

describe('the endpoint', () => {
  it.each(runs)('%s', (_, run, message, color) => {
    const badge = endpoint.parse(JSON.parse(renderBadge(run)));

    expect(badge).toMatchObject({ label: 'lambdaspec', message, color });
    expect(contrastWithWhite(badge.color)).toBeGreaterThan(4.5);
    expect(contrastWithWhite(badge.labelColor)).toBeGreaterThan(4.5);
  });
});

describe('the picture', () => {
  it.each(runs)('shows the same text: %s', (_, run, message, color) => {
    const document = new DOMParser({
      onError: (level, problem) => {
        throw new Error(`${level}: ${problem}`);
      },
    }).parseFromString(renderBadgeSvg(run), 'text/xml');
    const svg = document.documentElement;

    expect(svg?.getAttribute('role')).toBe('img');
    expect(svg?.getAttribute('aria-label')).toBe(`lambdaspec: ${message}`);
    expect([...document.getElementsByTagName('text')].map(({ textContent }) => textContent)).toEqual([
      'lambdaspec',
      message,
    ]);
    expect(document.getElementsByTagName('rect')[1]?.getAttribute('fill')).toBe(color);
  });

  it('matches the golden file', async () => {
    await expect(renderBadgeSvg(sampleRun())).toMatchFileSnapshot('../testing/golden/conformant.badge.svg');
    await expect(renderBadge(deviatingRun())).toMatchFileSnapshot('../testing/golden/deviating.badge.json');
  });
});

it.each(runs)('no text of the runtime gets into a badge (%s)', (_, run) => {
  expect(renderBadge(hostileRun(run))).toBe(renderBadge(run));
  expect(renderBadgeSvg(hostileRun(run))).toBe(renderBadgeSvg(run));
});
