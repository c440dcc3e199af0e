import { afterAll, inject, test as vitestTest, type TestFunction } from 'vitest';
import type { Control } from '../test/control.ts';
import { missingFor } from '../test/needs.ts';
import type { Catalogue, Requirement } from '../run/requirement.ts';
import type { WireRule } from '../test/wire-rule.ts';
import { RuleFindings } from '../test/rule-findings.ts';
import { PlayedControls } from '../test/played-controls.ts';
import { runTest, type SharedFindings } from '../test/run-test.ts';
import type { Concurrency } from '../test/scheduler.ts';
import { SandboxPool } from '../test/sandbox-pool.ts';
import type { Provided } from '../test/assignment.ts';
import type { Shard } from '../run/run.ts';
import { suiteMeta, type SuiteMeta } from './meta.ts';
import { runEnded } from './runner.ts';
import type { TestContext } from '../test/test-context.ts';
import { Watchdog } from '../test/watchdog.ts';

/** The declaration of a test: what it covers, and its control. */
export interface Coverage<C extends Catalogue, Id extends keyof C & string = keyof C & string> {
  readonly requirements: readonly Id[];
  /** The scenario of the test without its peculiarity; `itself` if it has none. */
  readonly control: Control<C>;
  /** Requirements that only wire rules judge, on the trace of this test. */
  readonly exercises?: readonly Id[];
  /** What it needs of the function, if that differs from the needs of its requirements. */
  readonly needs?: readonly string[];
  /** Default: `shared`. */
  readonly concurrency?: Concurrency;
  /** Whether it starts before others, since it takes longest. */
  readonly startsFirst?: boolean;
  /**
   * Whether it ends the processes that it is given, or most runtimes do then. It takes one that no other test needs, and unless it
   * starts first, it starts after others.
   */
  readonly endsItsProcess?: boolean;
}

export type ConformanceTestFunction<C extends Catalogue> = (
  title: string,
  coverage: Coverage<C>,
  body: (t: TestContext<C>) => Promise<void>,
) => void;

/** Waits have limits of seconds; the long holds of `--slow` are as long as the timeouts of real clients. */
const PATIENCE_MS = { quick: 120_000, normal: 120_000, slow: 600_000 };

interface Shared extends SharedFindings {
  readonly pool: SandboxPool;
  readonly watchdog: Watchdog;
}

let shared: Shared | undefined;

/** Each hands a test to vitest. */
const declared: (() => void)[] = [];

/**
 * Binds the harness to a catalogue: the `test` of the suites. It declares a test; `registerTests` hands all of them to vitest, so
 * that a worker can load them before vitest knows of it.
 *
 * @param patienceMs How long nothing may happen in any sandbox until the run counts as hung. Default: longer than any wait
 *   of the pace.
 */
export function bindSuites<C extends Catalogue>(
  catalogue: Readonly<Record<keyof C & string, Requirement>>,
  wireRules: readonly WireRule[],
  patienceMs?: number,
): ConformanceTestFunction<C> {
  return (title, coverage, body) => {
    const { requirements } = coverage;
    const position = declared.length;
    const all = [...requirements, ...(coverage.exercises ?? [])];
    const meta: object = { requirements: all } satisfies SuiteMeta;
    const run: TestFunction = async ({ task }) => {
      const provided = inject('lambdaspec');
      const selected = new Set(provided.selected);
      // A wire rule may find a deviation in any test, so a replay selects by title.
      const wanted =
        provided.replay === undefined ? all.some((id) => selected.has(id)) : provided.replay.test === title;
      if (!wanted || !belongsTo(provided.shard, position)) return;

      const needs = coverage.needs ?? requirements.map((id) => catalogue[id].needs);
      const missing = needs
        .map((need) => missingFor(need, provided.smoke))
        .find((reason) => reason !== undefined);
      if (missing !== undefined) {
        suiteMeta(task.meta).record = {
          test: title,
          observations: {},
          findings: [],
          notJudged: requirements.map((requirement) => ({
            requirement,
            verdict: 'not-testable',
            reason: missing,
          })),
          warnings: [],
        };
        return;
      }

      shared ??= share(provided, patienceMs);
      const { pool, watchdog } = shared;
      const { concurrency = 'shared', startsFirst = false, endsItsProcess = false, control } = coverage;
      const conformance = { title, requirements, concurrency, startsFirst, endsItsProcess, control, body };
      const record = await watchdog.guard(runTest(conformance, pool, provided, wireRules, shared, runEnded));
      if (record !== undefined) suiteMeta(task.meta).record = record;
    };
    declared.push(() => vitestTest.concurrent(title, { meta, timeout: 0 }, run));
  };
}

/** Round-robin, so that similar neighbours go to different shards. */
function belongsTo(shard: Shard | undefined, position: number): boolean {
  return shard === undefined || position % shard.count === shard.index - 1;
}

function share(provided: Provided, patienceMs: number | undefined): Shared {
  const pool = openPool(provided);
  const { startMs } = provided.limits;
  return {
    pool,
    ruleFindings: new RuleFindings(),
    playedControls: new PlayedControls(),
    watchdog: new Watchdog(() => pool.progress, patienceMs ?? PATIENCE_MS[provided.pace] + 2 * startMs),
  };
}

function openPool(provided: Provided): SandboxPool {
  // Ctrl-C reaches every process of the terminal; the command decides about the run, and cancels through vitest.
  process.on('SIGINT', () => {});
  // Without the command this worker cannot report; the guard then ends its processes.
  process.on('disconnect', () => process.exit());
  const pool = new SandboxPool(provided);
  runEnded.addEventListener('abort', () => void pool.close());
  return pool;
}

/** Hands the declared tests to vitest, and closes what they share after the last; called once, by the file that vitest runs. */
export function registerTests(): void {
  for (const register of declared) register();
  afterAll(async () => {
    await shared?.pool.close();
    shared = undefined;
  }, 0);
}
