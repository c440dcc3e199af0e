/**
 * `npm run corpus:limits`: judges polls with the limits of real clients, 30 to 300 s, each in a slow run. It takes ten
 * minutes and so is not part of the kill matrix, whose mutants give up after some seconds.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Defective, type SourceChange, variantOf } from '../mutants/catalogue/mutant.ts';
import { parseRun } from '../../harness/run/stored-run.ts';
import { buildVariant } from '../variants/build.ts';
import { home } from '../support/places.ts';

const requirement = 'next.no-client-timeout';

function givingUpAfter(seconds: number): Defective {
  const give = `outgoing.setTimeout(${seconds * 1000}, () => outgoing.destroy(new Error('timeout')));`;
  const find = 'outgoing.end(body);';
  return {
    requirement,
    defect: `Gives up a poll after ${seconds} s, and tries again.`,
    changes: [{ file: 'exchange.js', find, replace: `if (body === undefined) ${give} ${find}` }],
  };
}

const find = 'async #sendOnce({ body, headers, ...request }) {';
const byFetch: SourceChange = {
  file: 'exchange.js',
  find,
  replace: `${find}
    if (request.method === 'GET') {
      try {
        const reply = await fetch(\`http://\${this.#host}:\${this.#port}\${request.path}\`, { headers, signal: request.signal });
        return {
          status: reply.status,
          headers: Object.fromEntries([...reply.headers].map(([name, value]) => [name, [value]])),
          body: Buffer.from(await reply.arrayBuffer()),
          complete: true,
        };
      } catch (cause) {
        if (request.signal.aborted) throw cause;
        throw new ConnectionLost(cause.message, false, { cause });
      }
    }`,
};

const mutants: readonly Defective[] = [
  ...[30, 60, 100, 300].map(givingUpAfter),
  { requirement, defect: 'Polls with `fetch`.', changes: [byFetch] },
];

/** The message of the first deviation that a slow run finds in a mutant; undefined if there is none. */
async function deviationOf(mutant: Defective): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-limit-'));
  try {
    const report = join(folder, 'run.json');
    const options = ['--only', requirement, '--slow', '--probe', '--out', join(folder, 'out')];
    const words = [
      ...options,
      '--report',
      `json=${report}`,
      '--',
      await buildVariant(variantOf(mutant), folder),
    ];
    // A deviation is the expected result, so the exit code is ignored.
    await promisify(execFile)(process.execPath, [join(home, 'dist', 'main.js'), ...words]).catch(() => {});
    const [deviation] = parseRun(await readFile(report, 'utf8')).deviations;
    return deviation?.message;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// They mostly wait, so all can be judged at the same time.
const found = await Promise.all(
  mutants.map(async (mutant) => {
    const deviation = await deviationOf(mutant);
    process.stdout.write(`${deviation === undefined ? 'SURVIVED' : 'killed  '}  ${mutant.defect}\n`);
    return deviation;
  }),
);
process.exitCode = found.includes(undefined) ? 1 : 0;
