/**
 * Judges mutants of the reference runtime: the requirement that a mutant breaks must catch it for the right reason.
 *
 *   npm run mutants                              all of them, with the whole core profile
 *   npm run mutants -- --resume                  the same, except those already judged with the same sources
 *   npm run mutants -- --own                     all of them, each with its own requirement only: minutes, not hours
 *   npm run mutants -- next.* loop.order         some of them
 *
 * It updates the rows of the judged mutants in docs/proof/mutants.md and proof/mutants/matrix.json. `--jobs <n>` sets
 * the number of parallel runs (default: 2), `--seed <n>` the seed of every run (default: 1). The runs are stored in
 * `test-results/mutants/`, in a folder for each mutant.
 */
import { wholeNumber } from '../support/numbers.ts';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import picomatch from 'picomatch';
import type { Run } from '../../harness/run/run.ts';
import type { Requirement } from '../../harness/run/requirement.ts';
import { requirements } from '../../suites/requirements/index.ts';
import { mutants } from './catalogue/index.ts';
import { type Defective, type Mutant, nameOf, variantOf } from './catalogue/mutant.ts';
import { forLine } from '../../harness/base/escape.ts';
import { judgeVariant } from '../variants/judge-variant.ts';
import { type MutantResult, mutantResultOf, type Scope, unjudged } from './mutant-result.ts';
import { publishMatrix, published } from './publish.ts';
import { digestOfSources } from '../variants/run-store.ts';
import { home } from '../support/places.ts';

const catalogue = new Map<string, Requirement>(Object.entries(requirements));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    own: { type: 'boolean', default: false },
    resume: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
  },
});
const jobs = wholeNumber('jobs', values.jobs);
const seed = wholeNumber('seed', values.seed);
const scope: Scope = values.own ? 'own' : 'whole';
const chosen = mutants.filter(
  (mutant) =>
    positionals.length === 0 ||
    [mutant.requirement, nameOf(mutant)].some((name) => picomatch.isMatch(name, positionals)),
);
if (chosen.length === 0) throw new Error(`no mutant matches ${positionals.join(' ')}`);
const sourcesDigest = await digestOfSources();

const deviatesUnchanged = await control();
const judged: MutantResult[] = [];
const waiting = [...chosen];
let publishing: Promise<unknown> = Promise.resolve();
await Promise.all(Array.from({ length: jobs }, work));

const killed = judged.filter(({ outcome }) => outcome === 'killed').length;
process.stdout.write(`${killed} of ${chosen.length} mutants killed by the requirement they break\n`);
const faults = await publishMatrix({ seed, judged, control: deviatesUnchanged });
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = killed === chosen.length && faults.length === 0 ? 0 : 1;

/** The deviations of the unchanged runtime, judged with the whole profile. */
async function control(): Promise<readonly string[]> {
  const known = await published();
  if (scope === 'own' && known !== undefined) return known.control;
  const unchanged: Defective = { requirement: 'none', defect: 'None.', changes: [] };
  const result = await run(unchanged, 'unchanged', 'whole');
  if (result.verdict === 'inconclusive')
    throw new Error(`The unchanged runtime could not be judged: ${result.reason ?? 'unknown reason'}`);
  return result.requirements.filter(({ verdict }) => verdict === 'deviates').map(({ id }) => id);
}

async function work(): Promise<void> {
  for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
    const judgement = await judgeOne(mutant);
    judged.push(judgement);
    process.stdout.write(`${line(judgement)}\n`);
    // After each mutant, so that an interrupted series keeps its results; in turn, because two jobs would write at once.
    publishing = publishing.then(() => publishMatrix({ seed, judged, control: deviatesUnchanged }));
    await publishing;
  }
}

async function judgeOne(mutant: Mutant): Promise<MutantResult> {
  try {
    return mutantResultOf(mutant, await run(mutant, nameOf(mutant), scope), scope);
  } catch (error) {
    // One mutant that breaks the harness must not end the whole series.
    return unjudged(mutant, String(error));
  }
}

function run(mutant: Defective, name: string, how: Scope): Promise<Run> {
  const profile = catalogue.get(mutant.requirement)?.profile ?? 'core';
  const selection = [...(how === 'own' ? ['--only', mutant.requirement] : []), '--profile', profile];
  return judgeVariant(variantOf(mutant), {
    folder: join(home, 'test-results', 'mutants', how, name.replace('/', '--')),
    words: [...selection, '--seed', String(seed)],
    sourcesDigest,
    resume: values.resume,
  });
}

function line({ outcome, name, observation, blast }: MutantResult): string {
  const verdict = outcome === 'survived' ? 'SURVIVED ' : outcome === 'otherwise' ? 'OTHERWISE' : 'killed   ';
  const also = [...(blast?.others ?? []), ...(blast?.notes ?? []).map((id) => `${id} (note)`)];
  return `${verdict}  ${name}  ${forLine(observation)}${also.length === 0 ? '' : `  (also: ${also.join(', ')})`}`;
}
