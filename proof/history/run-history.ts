/**
 * `npm run history:proof [client]`: judges the releases of the rows with `lambdaspec history`, and writes `results.json`, `bisection.json` and
 * docs/proof/history.md. Needs Go, Rust, Java with Maven, and Python, and takes half an hour; what was judged is in the cache.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { historySchema, type History } from '../../harness/run/history/history.ts';
import { command, home } from '../support/places.ts';
import { historyDocument } from './document.ts';
import {
  outcomeOf,
  readBisection,
  readResults,
  type BisectionResult,
  type HistoryResult,
} from './results.ts';
import { bisectionProof, historyProofs } from './proofs.ts';
import { clientOrder, clients, type Client, type HistoryProof } from './rows.ts';

const run = promisify(execFile);
const build = join(home, 'proof/history/build.sh');

/** Judges releases of a client with these options. */
async function judged(client: Client, options: readonly string[], folder: string): Promise<History> {
  const report = join(folder, `${client}.json`);
  const builds = ['--', build, client, '{version}', '{folder}', '--', '{folder}/bootstrap'];
  const words = [
    'history',
    ...options,
    ...clients[client].options,
    '--quick',
    '--report',
    `json=${report}`,
    ...builds,
  ];
  const running = run(process.execPath, [command, ...words]);
  running.child.stderr?.pipe(process.stderr);
  await running;
  return historySchema.parse(JSON.parse(await readFile(report, 'utf8')));
}

/** The options for all releases that the rows of a client name. */
function optionsFor(rows: readonly HistoryProof[]): string[] {
  const versions = [...new Set(rows.flatMap(({ faulty, fixed }) => [faulty, fixed]))].join(',');
  const only = [...new Set(rows.map(({ requirement }) => requirement))].toSorted().join(',');
  return ['--versions', versions, '--only', only, '--profile', 'invocation-id'];
}

async function bisected(folder: string): Promise<BisectionResult> {
  const { versions, requirement } = bisectionProof;
  const { bisection, releases } = await judged(
    'go',
    ['--versions', versions, '--bisect', requirement],
    folder,
  );
  if (bisection === null) throw new Error('The history has no bisection.');
  return { versions, releases: releases.length, bisection };
}

async function write(name: string, value: unknown): Promise<void> {
  await writeFile(join(home, 'proof/history', name), `${JSON.stringify(value, null, 2)}\n`);
}

const asked = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-history-'));
const results: HistoryResult[] = [];
try {
  for (const client of clientOrder) {
    const rows = historyProofs.filter((row) => row.client === client);
    if (rows.length === 0) continue;
    if (asked.length > 0 && !asked.includes(client)) {
      results.push(...(await readResults()).filter((row) => row.client === client));
      continue;
    }
    const history = await judged(client, optionsFor(rows), folder);
    results.push(...rows.map((row) => ({ ...row, ...outcomeOf(row, history) })));
  }
  if (asked.length === 0 || asked.includes('go')) await write('bisection.json', await bisected(folder));
} finally {
  await rm(folder, { recursive: true });
}
await write('results.json', results);
await writeFile(join(home, 'docs/proof/history.md'), historyDocument(results, await readBisection()));
const wrong = results.filter(({ proved }) => !proved);
for (const { client, bug, requirement, inFaulty, inFixed } of wrong)
  process.stdout.write(`${client} ${bug} ${requirement}: ${inFaulty}, then ${inFixed}\n`);
process.stdout.write(`${results.length - wrong.length} of ${results.length} proved\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;
