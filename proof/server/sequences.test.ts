import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { formatEntry } from '../../harness/trace/format.ts';
import type { ApiSettings } from '../../harness/runtime-api/protocol/model.ts';
import { brokenInvariants } from './invariants.ts';
import { disagreements } from './oracle.ts';
import { OwnApi } from './own-server.ts';
import { Player } from './sequence-player.ts';
import { anySequence, type Sequence } from './sequences.ts';
import { describeStep } from './step.ts';

/** Fixed, so that a failure is reproducible; the value is arbitrary. */
const SEED = 20_260_101;
const settings = { redeliver: { repeatedNext: 'redeliver' }, refuse: { repeatedNext: 'refuse' } } as const;

test.each([
  ['redeliver', 300],
  ['refuse', 60],
] as const)(
  'for any client behaviour the server answers like the model and loses nothing (%s)',
  { timeout: 120_000 },
  async (repeatedNext, numRuns) => {
    const result = await fc.check(
      fc.asyncProperty(anySequence(), async (sequence) => {
        const problems = await play(sequence, settings[repeatedNext]);
        if (problems.length > 0) throw new Error(problems.join('\n'));
      }),
      { numRuns, seed: SEED },
    );

    expect(await describeFailure(result, settings[repeatedNext])).toBe('');
  },
);

/** Plays a sequence against a new server and returns the problems. */
async function play(sequence: Sequence, chosen: ApiSettings): Promise<string[]> {
  const { problems } = await playAndTrace(sequence, chosen);
  return problems;
}

async function playAndTrace(
  { steps, hurried }: Sequence,
  chosen: ApiSettings,
): Promise<{ problems: string[]; trace: string[] }> {
  await using api = await OwnApi.open(chosen);
  await using player = new Player(api);
  if (hurried) for (const step of steps) await player.act(step);
  else await player.play(steps);
  await api.settle(player);
  const { entries } = api.trace;
  return {
    problems: [...disagreements(entries, chosen), ...brokenInvariants(entries, player)],
    trace: entries.flatMap((entry) => formatEntry(entry) ?? []),
  };
}

/** The smallest failing sequence with its problems and its trace; an empty text on success. */
async function describeFailure(result: fc.RunDetails<[Sequence]>, chosen: ApiSettings): Promise<string> {
  const [found] = result.counterexample ?? [];
  if (found === undefined) return '';
  const sequence = await smallest(found, chosen);
  const { problems, trace } = await playAndTrace(sequence, chosen);
  return [
    `seed ${result.seed}, path ${result.counterexamplePath}${sequence.hurried ? ', hurried' : ''}:`,
    ...sequence.steps.map((step) => `  ${describeStep(step)}`),
    ...problems,
    ...trace,
  ].join('\n');
}

/** Removes single steps as long as a problem remains: fast-check shrinks passages only as a whole. */
async function smallest(sequence: Sequence, chosen: ApiSettings): Promise<Sequence> {
  for (const [index] of sequence.steps.entries()) {
    const shorter = { ...sequence, steps: sequence.steps.toSpliced(index, 1) };
    const problems = await play(shorter, chosen);
    if (problems.length > 0) return smallest(shorter, chosen);
  }
  return sequence;
}
