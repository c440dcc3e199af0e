import { expect, test } from 'vitest';
import type { FailedControl } from './control.ts';
import { PlayedControls } from './played-controls.ts';

const control = { scenario: 'an ordinary event', play: () => Promise.resolve(undefined) };
const failed: FailedControl = {
  scenario: 'an ordinary event',
  finding: { requirement: 'plain', code: 'c', expected: 'e', actual: 'a', trace: [], output: '' },
  reason: 'see plain',
};

/** Plays one control for each of these sets of actions, all at once, and counts. */
async function playFor(
  asked: readonly (readonly string[])[],
  result: () => Promise<FailedControl | undefined>,
): Promise<{ readonly plays: number; readonly results: readonly unknown[] }> {
  const subject = new PlayedControls();
  let plays = 0;
  const results = await Promise.allSettled(
    asked.map((actions) =>
      subject.once(control, new Set(actions), () => {
        plays += 1;
        return result();
      }),
    ),
  );
  return { plays, results: results.map((one) => (one.status === 'fulfilled' ? one.value : one.status)) };
}

test('plays a control once for the same actions', async () => {
  const { plays, results } = await playFor([['throw', 'echo'], ['echo', 'throw'], ['throw']], () =>
    Promise.resolve(failed),
  );

  expect(plays).toBe(2);
  expect(results).toEqual([failed, failed, failed]);
});

test('does not confuse two controls', async () => {
  const subject = new PlayedControls();
  const other = { ...control, play: () => Promise.resolve(undefined) };
  await subject.once(control, new Set(), () => Promise.resolve(failed));

  expect(await subject.once(other, new Set(), () => Promise.resolve(undefined))).toBeUndefined();
});

test.each([
  ['could not be set up', () => Promise.resolve({ ...failed, finding: undefined })],
  ['threw', () => Promise.reject(new Error('of the harness'))],
])('plays a control again that %s', async (_, result) => {
  const subject = new PlayedControls();
  await subject.once(control, new Set(), result).catch(() => undefined);

  expect(await subject.once(control, new Set(), () => Promise.resolve(undefined))).toBeUndefined();
});

test('plays nothing for a test that is its own control', async () => {
  const subject = new PlayedControls();

  expect(
    await subject.once({ scenario: 'the test itself' }, new Set(), () => Promise.resolve(failed)),
  ).toBeUndefined();
});
