/**
 * `npm run api:compare`: compares another Runtime API with ours, sequence by sequence. For developers.
 *
 * AWS's emulator at 4fa2157 has these differences, which we do not copy:
 * - It sends no trace id: its tracer does nothing. The real service always sends one.
 * - While it reads the body of a response it answers no other result, not even one with an unknown id: it reads
 *   while holding the lock that the check of the id needs.
 * - It refuses a large result before reading it, and closes the connection, as Go's server does.
 * - After an aborted response it stays in InvocationResponse (the failed read panics); an aborted error report counts
 *   as an error report. Ours lets the runtime send the result again, or continue.
 * - An event goes to the poll that has waited longest, even if its client has disconnected, and is then lost.
 *
 * With --concurrency, the mode of Managed Instances, at bef5c4b (it starts /var/task/bootstrap):
 * - It takes an init error after the first poll, and serves polls after an init error. Ours refuses both, as in standard mode.
 * - It answers an error report during a response when the response has ended. Ours answers at once.
 * - The first of two results whose body is complete counts. Ours: the first whose head has arrived.
 * - An event goes to a poll whose client has disconnected, as in standard mode.
 * - Its refusals begin "state" in lower case after "Error:".
 *
 * @see https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapidcore/server.go
 * @see https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/running_invoke.go
 */
import { compareBy, reportOf, type Compared } from './compare.ts';
import { compareOptions, CompareUsageError, usage, type CompareOptions } from './compare-options.ts';
import { generatedSequences, pinnedSequences } from './sequences-to-compare.ts';
import { launchOurs, launchTheirs } from './remote-server.ts';

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
  const apis = { ours: () => launchOurs(options.concurrency), theirs: launchTheirs(options, options.start) };
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
