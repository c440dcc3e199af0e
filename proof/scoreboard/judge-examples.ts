/** Builds and judges examples, one after the other, with the cache. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { toError } from '../../harness/base/errors.ts';
import { parseRun } from '../../harness/run/stored-run.ts';
import { duration } from '../../reports/text/duration.ts';
import type { Entry, Timings } from './board.ts';
import type { Example } from './examples.ts';
import { buildExample, judgeExample, missingSentence, missingTools } from './judging.ts';
import { measure } from './measure.ts';
import type { RunCache } from './run-cache.ts';

/** The same generated cases in every series. */
const SEED = '1';

interface Series {
  readonly cache: RunCache;
  readonly fresh: boolean;
  /** Judges nothing. */
  readonly cached: boolean;
  readonly say: (line: string) => void;
}

/** The entry of an example: from the cache, or judged now. */
export async function judgeForBoard(example: Example, series: Series): Promise<Entry> {
  const { cache, fresh, cached, say } = series;
  const kept = fresh ? undefined : cache.read(example);
  if (kept !== undefined) {
    say(`${example.name}: in the cache`);
    return kept;
  }
  if (cached) return { example, obstacle: 'It has not been judged yet.' };
  const missing = missingTools(example);
  const obstacle = missing.length > 0 ? missingSentence(example, missing) : built(example);
  if (obstacle !== undefined) {
    say(`${example.name}: ${obstacle}`);
    return { example, obstacle };
  }
  return judgedNow(example, series);
}

function built(example: Example): string | undefined {
  const code = buildExample(example);
  return code === 0 ? undefined : `It could not be built here: build.sh ended with ${code}.`;
}

async function judgedNow(example: Example, { cache, say }: Series): Promise<Entry> {
  const draft = cache.draftOf(example);
  rmSync(draft, { recursive: true, force: true });
  const began = performance.now();
  // Without the baseline: the board shows what deviates, expected or not.
  judgeExample({ ...example, hasBaseline: false }, ['--seed', SEED, '--out', draft], 'quiet');
  const file = join(draft, 'run.json');
  const run = existsSync(file) ? parseRun(readFileSync(file, 'utf8')) : undefined;
  if (
    run === undefined ||
    !run.complete ||
    !run.requirements.some(({ verdict }) => verdict === 'conformant')
  ) {
    const why = run === undefined ? 'there is no run' : (run.reason ?? 'the run was interrupted');
    say(`${example.name}: ${why}`);
    return { example, obstacle: `It could not be judged here: ${why.replace(/\.$/, '')}.` };
  }
  say(`${example.name}: judged in ${duration(performance.now() - began)}`);
  const timings = await measure(example, run).catch((reason: unknown): Timings | null => {
    say(`${example.name}: not measured: ${toError(reason).message}`);
    return null;
  });
  cache.keep(example, timings);
  return { example, run, timings };
}
