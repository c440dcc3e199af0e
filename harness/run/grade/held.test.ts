import { expect, test } from 'vitest';
import { sampleRun } from '../testing/sample-run.ts';
import type { TestRecord } from '../test-record.ts';
import { heldTraces } from './held.ts';

const short = ['      1.0ms  > GET /2018-06-01/runtime/invocation/next', '      2.0ms  < 200'];
const long = [...short, '      3.0ms  > GET /2018-06-01/runtime/invocation/next'];

function record(title: string, held: TestRecord['held']): TestRecord {
  return { test: title, observations: {}, findings: [], notJudged: [], warnings: [], ...(held && { held }) };
}

test('keeps the shortest trace with a request for each conformant requirement, shared by those it shows', () => {
  const { requirements } = sampleRun();
  const held = requirements.filter(({ verdict }) => verdict === 'conformant').map(({ id }) => id);
  const [one = '', two = '', three = ''] = held;
  const deviating = requirements.find(({ verdict }) => verdict !== 'conformant')?.id ?? '';

  const found = heldTraces(
    [
      record('long', [{ requirements: [one, three], trace: long }]),
      record('short', [{ requirements: [one, two, deviating], trace: short }]),
      record('empty', [{ requirements: [three], trace: ['      0.0ms  ── runtime started'] }]),
      record('none', undefined),
    ],
    requirements,
  );

  expect(held.length).toBeGreaterThan(2);
  expect(found).toEqual([
    { test: 'short', requirements: [one, two], trace: short },
    { test: 'long', requirements: [three], trace: long },
  ]);
});
