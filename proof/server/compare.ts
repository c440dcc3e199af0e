/** Plays sequences against two Runtime APIs and collects the differences. */
import { differences, type AnswerDifference } from './difference.ts';
import type { NamedSequence } from './sequences-to-compare.ts';
import { Player, type PlayedStep } from './sequence-player.ts';
import { RemoteApi, type Launch } from './remote-server.ts';
import { describeStep } from './step.ts';

/** How often a start is repeated if its runtime was not ready for the first call. */
const STARTS = 5;

export interface Compared {
  readonly sequence: NamedSequence;
  readonly differences: readonly AnswerDifference[];
}

/** Compares one sequence; a difference must occur again with more patience before it counts. */
export async function compareBy(
  sequence: NamedSequence,
  apis: { readonly ours: Launch; readonly theirs: Launch },
  patienceMs: number,
): Promise<Compared> {
  const once = async (ms: number): Promise<AnswerDifference[]> => {
    const [ours, theirs] = await Promise.all([
      observe(apis.ours, sequence, ms),
      observe(apis.theirs, sequence, ms),
    ]);
    return differences(ours, theirs);
  };
  const first = await once(patienceMs);
  // Differences in headers do not depend on timing.
  const certain = first.every(({ header }) => header);
  return { sequence, differences: certain ? first : await once(4 * patienceMs) };
}

async function observe(launch: Launch, { steps }: NamedSequence, patienceMs: number): Promise<PlayedStep[]> {
  for (let attempt = 1; ; attempt += 1) {
    await using launched = await launch();
    const api = new RemoteApi(launched, attempt * patienceMs);
    await using player = new Player(api);
    const observations = await player.play(steps);
    api.stop();
    if (attempt === STARTS || !isEarly(observations)) return observations;
  }
}

/** Whether the first call saw only the end of its connection: the emulator closes it until its runtime has started. */
function isEarly(observations: readonly PlayedStep[]): boolean {
  const first = observations.find(({ step }) => step.do === 'call');
  return first?.observations.length === 1 && first.observations[0]?.saw === 'end';
}

/** The differences grouped by content, most frequent first, with a few lines each. */
export function reportOf(compared: readonly Compared[]): string {
  const groups = new Map<
    string,
    { difference: AnswerDifference; path: readonly string[]; where: string[] }
  >();
  for (const { sequence, differences: found } of compared) {
    for (const difference of found) {
      const key = `${difference.ours}\n${difference.theirs}`;
      const path = sequence.steps.slice(0, difference.call).map((step) => describeStep(step));
      const group = groups.get(key) ?? { difference, path, where: [] };
      group.where.push(`${sequence.name}, call ${difference.call}: ${difference.step}`);
      groups.set(key, group);
    }
  }
  return Array.from(groups.values())
    .toSorted((a, b) => b.where.length - a.where.length)
    .map(({ difference, path, where }) =>
      [
        `  ours    ${difference.ours}`,
        `  theirs  ${difference.theirs}`,
        ...where.slice(0, 3).map((place) => `          ${place}`),
        ...(where.length > 3 ? [`          and ${where.length - 3} more`] : []),
        ...(difference.header ? [] : [`          reached by: ${path.join(', ')}`]),
        '',
      ].join('\n'),
    )
    .join('\n');
}
