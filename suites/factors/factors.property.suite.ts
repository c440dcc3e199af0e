import { constantFrom } from 'fast-check';
import { seededRandom } from '../../harness/base/random.ts';
import { judgedBySession } from '../sessions/blame.ts';
import { ordinaryEvent, servesCallerHeaders } from '../support/controls.ts';
import { brokenByResults } from '../support/returned.ts';
import { survivedBy } from '../support/survived.ts';
import { inParts } from '../support/side-by-side.ts';
import { covers, forAll, test, type TestContext } from '../support/test.ts';
import { levelsIn, planBatches, withinReach, type Batch, type Reach } from './batch.ts';
import { Covered, type Playable } from './covered.ts';
import { levelOf, type Row } from './factor.ts';
import { lengthsNamedIn, rowsOfLengths } from './named-lengths.ts';
import { rowsOfWords, wordsNamedIn } from './named-words.ts';
import { playBatch, type Failed } from './play-batch.ts';
import { messagesReported } from '../support/outcomes.ts';
import { blameFactors, describeBatch, smallerBatches } from './smaller-batch.ts';

/** Processes in work at once: each mostly waits for pauses that its rows ask for. */
const PROCESSES = 6;

const LARGEST = 'around 2^21 to 6 MiB';
const LONG_PAUSE = '300 ms';

/**
 * Every two together; every three as well where there is time for 3,000 events. A place in a process takes processes of its own:
 * twelve show nearly every pair with it, and a third of the triples.
 */
const reaches: Readonly<Record<TestContext['pace'], Reach>> = {
  quick: { strength: 2, ends: times(4, 10) },
  normal: { strength: 3, ends: times(12, 257) },
  slow: { strength: 4, ends: [...times(12, 1025), ...times(36, 257)] },
};

/**
 * Only the first places, in processes that other tests use afterwards; other tests wait for them, so they have what every runtime can
 * be asked.
 */
const FIRST_PLACES: Reach = { strength: 3, ends: times(16, 10), placesOnly: true };

test(
  'serves events in every combination of sizes, contents, headers, framing, connections and what came before',
  {
    ...covers().against(ordinaryEvent),
    exercises: ['loop.no-residue', ...brokenByResults],
    needs: ['echo'],
    startsFirst: true,
  },
  async (t) => {
    const seen: Seen = {
      rows: [],
      lengths: new Set(),
      words: new Set(),
      withMessages: messagesReported(t),
    };
    const [first, playable] = await Promise.all([playFirstPlaces(t, seen), playableIn(t)]);
    const reach = reaches[t.pace];
    const { batches } = await planBatches(reach, seededRandom(t.seed), playable, first);
    await inParts(t, batches, (part) => judgeBatches(t, part, seen), PROCESSES);
    if (t.replaying) return;
    const played = new Covered(withinReach(reach, playable), reach.strength);
    for (const row of seen.rows) played.add(levelsIn(row));
    t.tried(played.covered);
    const random = seededRandom(t.seed);
    const rows = [
      ...rowsOfLengths([...seen.lengths], random, playable),
      ...rowsOfWords([...seen.words], random, playable),
    ];
    if (rows.length > 0) await judgeBatches(t, [{ plain: 0, rows }], seen);
  },
);

/** What is known of the runtime, and what was played. */
interface Seen {
  readonly rows: Row[];
  /** What the runtime has named in its output. */
  readonly lengths: Set<number>;
  readonly words: Set<string>;
  /** Whether it reports the messages of failures. */
  readonly withMessages: Promise<boolean>;
}

/** Judges the batches of the first places, and returns them. */
async function playFirstPlaces(t: TestContext, seen: Seen): Promise<readonly Batch[]> {
  if (t.replaying || t.pace === 'quick') return [];
  const { batches } = await planBatches(FIRST_PLACES, seededRandom(t.seed), playableBy(t));
  await inParts(t, batches, (part) => judgeBatches(t, part, seen), PROCESSES);
  return batches;
}

/** What this runtime can be asked. */
async function playableIn(t: TestContext): Promise<Playable> {
  if (t.replaying) return playableBy(t);
  const survived = await survivedBy(t);
  return playableBy(t, survived, await servesCallers(t));
}

function playableBy(
  { pace, smoke }: TestContext,
  survived: ReadonlySet<string> = new Set(),
  servesCaller = false,
): Playable {
  return (factor, level) => {
    const { action } = levelOf(factor, level);
    // Bodies of several MB fill the memory of the harness and the time of the runs beside; other tests have them.
    if (level === LARGEST && pace !== 'slow') return false;
    if (level === LONG_PAUSE && pace === 'quick') return false;
    if (factor === 'before' && (level === 'malformed' || level === 'refused')) return survived.has(level);
    // A header that fails alone is no part of a combination.
    if (factor === 'headers' && level === 'caller') return servesCaller;
    return action === undefined || smoke.actions.includes(action);
  };
}

/** Plays batches one after the other, and adds what was played and what the runtime named. */
async function judgeBatches(t: TestContext, batches: readonly Batch[], seen: Seen): Promise<void> {
  const failures = new WeakMap<Batch, Failed>();
  await forAll(
    t,
    'loop.no-residue',
    constantFrom(...batches),
    {
      control: {
        value: { plain: 0, rows: [{}] },
        requirement: 'next.event-unchanged',
        code: 'event-altered',
      },
      examples: batches,
      weight: 0,
      isolated: true,
      smaller: (batch) => smallerBatches(batch, failures.get(batch)),
      also: [...judgedBySession],
      blame: blameFactors,
      show: (batch) => `an event ${describeBatch(batch)}`,
    },
    async (sandbox, batch) => {
      const failed = await playBatch(sandbox, batch, await seen.withMessages, (row) => seen.rows.push(row));
      for (const length of lengthsNamedIn(sandbox.trace.entries)) seen.lengths.add(length);
      for (const word of wordsNamedIn(sandbox.trace.entries)) seen.words.add(word);
      if (failed !== undefined) failures.set(batch, failed);
      return failed?.fault;
    },
  );
}

/** Whether the runtime serves the headers of a caller. */
async function servesCallers(t: TestContext): Promise<boolean> {
  const sandbox = await t.warm();
  const serves = await servesCallerHeaders(t, sandbox);
  await t.release(sandbox);
  return serves;
}

function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}
