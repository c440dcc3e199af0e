/** `npm run api:compare`: holds another Runtime API against ours, sequence by sequence. For developers. */
import { compareBy, reportOf, type Compared } from './compare.ts';
import { compareOptions, CompareUsageError, usage, type CompareOptions } from './compare-options.ts';
import { generatedSequences, pinnedSequences } from './named-sequences.ts';
import { launchOurs, launchTheirs } from './remote-api.ts';

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  try {
    return await compare(compareOptions(argv));
  } catch (reason) {
    if (!(reason instanceof CompareUsageError)) throw reason;
    process.stderr.write(`${reason.message}\n\n${usage}`);
    return 2;
  }
}

async function compare(options: CompareOptions): Promise<number> {
  const all = [...pinnedSequences(), ...generatedSequences(options.seed, options.runs)];
  const chosen = all.filter(({ name }) => name.includes(options.only));
  if (chosen.length === 0) throw new CompareUsageError(`No sequence has "${options.only}" in its name.`);
  const sequences = options.start === undefined ? chosen.slice(0, 1) : chosen;
  const apis = { ours: launchOurs, theirs: launchTheirs(options, options.start) };
  const compared: Compared[] = [];
  for (const sequence of sequences) {
    compared.push(await compareBy(sequence, apis, options.patienceMs));
    if (process.stderr.isTTY) process.stderr.write(`\r${compared.length}/${sequences.length} `);
  }
  const differing = compared.filter(({ differences }) => differences.length > 0);
  process.stdout.write(
    `${sequences.length} sequences played, ${differing.length} with differences\n\n${reportOf(differing)}`,
  );
  return differing.length === 0 ? 0 : 1;
}
