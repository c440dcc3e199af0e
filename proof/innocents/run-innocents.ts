/**
 * Judges innocents: runtimes that are right in another way than the reference runtime. No requirement at MUST or SHOULD
 * may accuse them.
 *
 *   npm run innocents                          all of them, with the whole core profile
 *   npm run innocents -- --resume              the same, except those already judged with the same sources
 *   npm run innocents -- 'idle-*' python       some of them
 *   npm run innocents -- --sample 4            the sample of the day
 *   npm run innocents -- --quick               with fewer generated cases; publishes nothing
 *   npm run innocents -- --busy                while a loop keeps every processor busy; publishes nothing
 *
 * It updates the rows of the judged innocents in docs/proof/innocents.md and proof/innocents/results.json. `--jobs <n>`
 * sets the number of parallel runs (default: 2), `--seed <n>` the seed of every run (default: 1). The runs are stored in
 * `test-results/innocents/`, in a folder for each innocent.
 */
import { parseArgs } from 'node:util';
import picomatch from 'picomatch';
import { forLine } from '../../harness/base/escape.ts';
import { keepBusy } from '../stability/busy-loops.ts';
import { wholeNumber } from '../support/numbers.ts';
import { digestOfSources } from '../variants/run-store.ts';
import { type Acquittal, faultsOf, isClean } from './acquittal.ts';
import { innocents } from './catalogue/index.ts';
import { judgeInnocent } from './judge-innocent.ts';
import { publishResults } from './results.ts';
import { sampleOfDay } from './sample.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    busy: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '2' },
    resume: { type: 'boolean', default: false },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const jobs = wholeNumber('jobs', values.jobs);
const seed = wholeNumber('seed', values.seed);
const named = innocents.filter(
  ({ name }) => positionals.length === 0 || picomatch.isMatch(name, positionals),
);
const chosen =
  values.sample === undefined ? named : sampleOfDay(named, wholeNumber('sample', values.sample), new Date());
if (chosen.length === 0) throw new Error(`no innocent matches ${positionals.join(' ')}`);

const options = {
  seed,
  sourcesDigest: await digestOfSources(),
  resume: values.resume,
  busy: values.busy,
  quick: values.quick,
};
const judged: Acquittal[] = [];
const waiting = [...chosen];
let publishing: Promise<unknown> = Promise.resolve();
const loops = values.busy ? keepBusy() : undefined;
await Promise.all(Array.from({ length: jobs }, work)).finally(loops?.stop);

const clean = judged.filter(isClean).length;
process.stdout.write(`${clean} of ${chosen.length} innocents are clean\n`);
process.exitCode = faultsOf(judged).length === 0 ? 0 : 1;

async function work(): Promise<void> {
  for (let innocent = waiting.shift(); innocent !== undefined; innocent = waiting.shift()) {
    const result = await judgeInnocent(innocent, options);
    judged.push(result);
    process.stdout.write(`${text(result)}\n`);
    if (values.busy || values.quick) continue;
    // After each innocent, so that an interrupted series keeps its results; in turn, because two jobs would write at once.
    publishing = publishing.then(() => publishResults(seed, judged));
    await publishing;
  }
}

function text({ name, accusations, known, inconclusive, seenOnce, unjudged }: Acquittal): string {
  const lines = [
    ...accusations.map(
      ({ requirement, code, message }) => `ACCUSED   ${requirement} (${code}): ${forLine(message)}`,
    ),
    ...known.map((id) => `known     ${id}`),
    ...(unjudged === null ? [] : [`UNJUDGED  ${forLine(unjudged)}`]),
    ...(inconclusive.length === 0 ? [] : [`open      ${inconclusive.join(', ')}`]),
    ...(seenOnce.length === 0 ? [] : [`once      ${seenOnce.join(', ')}`]),
  ];
  const verdict =
    accusations.length > 0 || unjudged !== null ? 'NOT CLEAN' : known.length > 0 ? 'known    ' : 'clean    ';
  return [`${verdict}  ${name}`, ...lines.map((line) => `             ${line}`)].join('\n');
}
