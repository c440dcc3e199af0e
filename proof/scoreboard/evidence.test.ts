import { expect, test } from 'vitest';
import { deviatingRun } from '../../harness/run/testing/sample-run.ts';
import { evidenceOf, steady } from './evidence.ts';
import { evidenceFor, keyOf, shownEvidence } from './evidence-file.ts';
import { sampleJudged } from './testing/sample-entries.ts';

test.each([
  ['no outcome for 45afed60-5c5d-4130-8e95-7006300891dd', 'no outcome for <id>'],
  ['Root=1-6b0c4f67-07cbc73a4cf346d1d69ddaf2;Sampled=1', 'Root=<trace>;Sampled=1'],
  ['Host: 127.0.0.1:40453', 'Host: 127.0.0.1:<port>'],
  ['Host: [::1]:40453', 'Host: [::1]:<port>'],
  ['deadline 1795968931536', 'deadline <time>'],
  [
    '/home/me/lambdaspec/examples/bash/bootstrap: line 19: /usr/bin/curl: too long',
    'examples/bash/bootstrap: line 19: …/bin/curl: too long',
  ],
  ['File "/opt/python/lib/python3.11/importlib/__init__.py"', 'File "…/importlib/__init__.py"'],
  ['POST /2018-06-01/runtime/invocation/next', 'POST /2018-06-01/runtime/invocation/next'],
  ['at makeError (/srv/app/a/b/probe.mjs:1)', 'at makeError (…/b/probe.mjs:1)'],
  ['at makeError (/srv/a…', 'at makeError (…'],
  ['at typed (/srv/', 'at typed (…'],
  ['object at 0x7fadaed6e080', 'object at 0x…'],
  ['exited after 12.5 ms', 'exited after <n> ms'],
])('%j is shown as %j', (text, shown) => {
  expect(steady(text)).toBe(shown);
});

const [deviation] = deviatingRun().deviations;
const traced = (trace: string[]) => {
  if (deviation === undefined) throw new Error('the sample run has deviations');
  return evidenceOf({
    ...deviation,
    trace,
    exchange: trace.map((_, line) => ({ at: 0, kind: 'note', label: '', line, decisive: true })),
  });
};

test('a line of the exchange loses its time, its connection and the headers of a reply', () => {
  expect(
    traced([
      '    105.1ms  < 200  Lambda-Runtime-Deadline-Ms: 1795968931536  Content-Length: 13  13 bytes: {"id":"none"}',
      '    110.0ms  < 202  Content-Type: application/json',
      '    169.9ms  > GET /2018-06-01/runtime/invocation/next  [connection 2]  Accept: */*',
      '    170.0ms  >   13 bytes: {"id":"none"}',
    ]).wire,
  ).toEqual([
    '< 200  13 bytes: {"id":"none"}',
    '< 202',
    '> GET /2018-06-01/runtime/invocation/next  Accept: */*',
    '>   13 bytes: {"id":"none"}',
  ]);
});

test('a control character is spelled out', () => {
  const [line = ''] = traced(['>   9 bytes: "del \u007f"']).wire;

  expect(line).not.toContain('\u007f');
  expect(line).toMatch(/^>   9 bytes: "del .+"$/);
});

test('a long line is cut', () => {
  expect(traced([`>   900 bytes: ${'x'.repeat(900)}`]).wire[0]?.length).toBeLessThan(160);
});

test('the evidence of a deviation stays as it is while the version of the runtime is the same', () => {
  const { deviations } = deviatingRun();
  const first = evidenceFor(deviations, '1.0', undefined);
  const later = deviations.map((one) => ({ ...one, actual: 'something else' }));

  expect(evidenceFor(later, '1.0', first)).toEqual(first);
  expect(Object.values(evidenceFor(later, '1.1', first).deviations)[0]?.actual).toBe('something else');
  expect(Object.keys(evidenceFor(later.slice(1), '1.0', first).deviations)).toHaveLength(
    Object.keys(first.deviations).length - 1,
  );
});

test('the stored evidence is shown, under the sentence of the catalogue', () => {
  const run = deviatingRun();
  const [one] = run.deviations;
  if (one === undefined) throw new Error('the sample run has deviations');
  const stored = { expected: 'e', actual: 'a', wire: ['w'] };
  const judged = sampleJudged({ evidence: { version: '1.10', deviations: { [keyOf(one)]: stored } } }, run);

  expect(shownEvidence(judged)(one)).toEqual({ message: one.message, ...stored });
});
