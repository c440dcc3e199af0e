/**
 * `npm run scoreboard [-- --only a,b --fresh --cached --reproductions]`: builds and judges the examples, checks their findings against the runs, and
 * writes examples/SCOREBOARD.md, examples/scoreboard.html and examples/FINDINGS.md. What was judged is in the cache.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes } from '../../harness/base/errors.ts';
import { plural } from '../../harness/base/plural.ts';
import { readBaseline } from '../../harness/run/baseline-file.ts';
import { requirements } from '../../suites/requirements/index.ts';
import { home } from '../support/places.ts';
import { inOrder, isJudged, type Entry, type Judged } from './board.ts';
import { checkBaselineAgainstRun, checkFindingsAgainstRun } from './check-run.ts';
import { BASELINE, checkExample, exampleNames, readExample } from './examples.ts';
import { writeEvidence } from './evidence-file.ts';
import { findingsDocument } from './findings-document.ts';
import { judgeForBoard } from './judge-examples.ts';
import { removeStale, writeReproduction } from './reproductions.ts';
import { RunCache } from './run-cache.ts';
import { scoreboardDocument } from './scoreboard-document.ts';
import { scoreboardOptions, type ScoreboardOptions } from './scoreboard-options.ts';
import { scoreboardPage } from './html/scoreboard-page.ts';
import { ExampleMistakes } from './yaml-file.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function run({ names, partial, fresh, cached, reproductions }: ScoreboardOptions): Promise<number> {
  const mistakes = names.flatMap((name) => checkExample(name));
  if (mistakes.length > 0) throw new ExampleMistakes(mistakes);
  const cache = new RunCache();
  const entries: Entry[] = [];
  for (const name of names)
    entries.push(await judgeForBoard(readExample(name), { cache, fresh, cached, say }));
  const judged = entries.filter(isJudged);
  for (const one of judged) {
    removeStale(one.example);
    writeEvidence(one);
    if (reproductions) writeReproductions(one, cache.folderOf(one.example));
  }
  if (!partial) write(inOrder(entries));
  const complaints = judged.flatMap(complaintsAbout);
  for (const complaint of complaints) say(complaint);
  say(
    `${judged.length} of ${plural(entries.length, 'example')} judged, ${plural(complaints.length, 'complaint')}`,
  );
  return complaints.length === 0 ? exitCodes.conforms : exitCodes.deviates;
}

function complaintsAbout(judged: Judged): string[] {
  const { folder, hasBaseline } = judged.example;
  const baseline = hasBaseline
    ? readBaseline(join(folder, BASELINE), BASELINE)
    : { file: BASELINE, entries: [] };
  return [
    ...checkFindingsAgainstRun(judged),
    ...checkBaselineAgainstRun(judged, baseline, Object.keys(requirements)),
  ];
}

function writeReproductions(judged: Judged, report: string): void {
  for (const finding of judged.example.findings) {
    if (!writeReproduction(judged, finding, report)) {
      say(`${judged.example.name}: no script can reproduce ${finding.slug}`);
    }
  }
}

function write(entries: readonly Entry[]): void {
  const documents = {
    'SCOREBOARD.md': scoreboardDocument(entries),
    'FINDINGS.md': findingsDocument(entries),
    'scoreboard.html': scoreboardPage(entries),
  };
  for (const [name, text] of Object.entries(documents)) writeFileSync(join(home, 'examples', name), text);
}

try {
  process.exitCode = await run(scoreboardOptions(process.argv.slice(2), exampleNames()));
} catch (error) {
  if (!(error instanceof ExampleMistakes)) throw error;
  say(error.message);
  process.exitCode = exitCodes.usage;
}
