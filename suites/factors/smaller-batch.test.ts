import { expect, test } from 'vitest';
import { seededRandom } from '../../harness/base/random.ts';
import { planBatches, type Batch } from './batch.ts';
import { eventsBefore, inRow, type Row } from './factor.ts';
import type { Failed } from './play-batch.ts';
import { blameFactors, describeBatch, smallerBatches } from './smaller-batch.ts';

const fault: Failed['fault'] = {
  requirement: 'response.exactly-one-outcome',
  code: 'no-outcome',
  expected: 'exactly one outcome for each event',
  actual: 'none',
};

/** Where a runtime fails whose defect shows in these rows, at these places in its process. */
function failure({ plain, rows }: Batch, fails: (row: Row, place: number) => boolean): Failed | undefined {
  let events = 0;
  for (const row of [...Array.from({ length: plain }, (): Row => ({})), ...rows]) {
    events += eventsBefore(inRow(row, 'before'), inRow(row, 'gap')) + 1;
    if (fails(row, events)) return { fault, row: rows.indexOf(row), events: events - 1 };
  }
  return undefined;
}

/** The first batch that fails, reduced. */
async function reduced(fails: (row: Row, place: number) => boolean): Promise<Batch> {
  const reach = { strength: 3, ends: [257, 257, 10, 10] } as const;
  const { batches } = await planBatches(reach, seededRandom(1), () => true);
  let smallest = batches.find((batch) => failure(batch, fails) !== undefined);
  if (smallest === undefined) throw new Error('no batch fails');
  for (let progressed = true; progressed;) {
    progressed = false;
    for (const candidate of smallerBatches(smallest, failure(smallest, fails))) {
      if (failure(candidate, fails) === undefined) continue;
      smallest = candidate;
      progressed = true;
      break;
    }
  }
  return smallest;
}

test.each<[string, (row: Row, place: number) => boolean, string]>([
  [
    'two factors',
    ({ event, framing }) => event === '64 to 65 KiB' && framing === 'chunks',
    'with a body of 64 to 65 KiB (N bytes) and many chunks together',
  ],
  [
    'three factors',
    ({ content, names, reply }) => content === 'escapes' && names === 'upper' && reply === 'late',
    'with escapes in JSON, header names in upper case and a late reply to its result together',
  ],
  [
    'what came before',
    ({ before }) => before === 'error, two results',
    'with an error three events before it',
  ],
  ['the place in the process', (_, place) => place === 257, 'as event 257 of its process'],
  [
    'a place and a factor',
    ({ result }, place) => place >= 200 && result === 'error',
    'as event 200 of its process, with an error as the outcome',
  ],
])('names %s, and nothing else', async (_, fails, text) => {
  const batch = await reduced(fails);

  expect(describeBatch(batch).replace(/[\d,]+ bytes/, 'N bytes')).toBe(text);
});

test('charges what a single factor breaks to its own requirement', () => {
  const alone = { plain: 0, rows: [{ framing: 'chunks' }] } as const;
  const together = { plain: 0, rows: [{ framing: 'chunks', names: 'upper' }] } as const;

  expect(blameFactors(alone, fault)).toMatchObject({
    requirement: 'http.chunked-events',
    code: 'event-incomplete',
    expected: 'exactly one outcome for each event: an event with many chunks',
  });
  expect(blameFactors(together, fault)).toMatchObject({ requirement: 'response.exactly-one-outcome' });
});
