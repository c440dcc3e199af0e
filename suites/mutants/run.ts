/**
 * Judges mutants of the reference runtime and checks that each is caught by the requirement it breaks.
 *
 *   npm run mutants                        all of them, each judged against its own requirement
 *   npm run mutants -- next.* error.loop-continues
 *   npm run mutants -- --blast-radius      each judged against the whole core profile, quickly
 */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import picomatch from 'picomatch';
import { mutants } from '../../reference-runtime/mutants/index.ts';
import type { Mutant } from '../../reference-runtime/mutants/mutant.ts';
import { parseRun } from '../../reports/json.ts';
import { buildMutant, home } from './build.ts';

const run = promisify(execFile);
const SIDE_BY_SIDE = 2;

interface Judged {
  readonly mutant: Mutant;
  readonly killed: boolean;
  /** The other requirements that deviated. */
  readonly others: readonly string[];
  readonly note: string;
}

async function judge(mutant: Mutant, whole: boolean): Promise<Judged> {
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-mutant-'));
  // For the test that runs it as another user.
  await chmod(folder, 0o755);
  try {
    const bootstrap = await buildMutant(mutant, folder);
    const report = join(folder, 'run.json');
    const selection = whole ? ['--quick'] : ['--only', mutant.requirement];
    const words = [...selection, '--probe', '--report', `json=${report}`, '--', bootstrap];
    // A deviation is the expected result, so the exit code says nothing here.
    await run(process.execPath, [join(home, 'dist', 'main.js'), ...words]).catch(() => {});
    const result = parseRun(await readFile(report, 'utf8'));
    const own = result.deviations.filter((deviation) => deviation.requirement === mutant.requirement);
    const fitting = own.filter((deviation) => deviation.message.includes(mutant.message ?? ''));
    const others = new Set(
      result.deviations.map((deviation) => deviation.requirement).filter((id) => id !== mutant.requirement),
    );
    const verdict = result.requirements.find((one) => one.id === mutant.requirement);
    return {
      mutant,
      killed: fitting.length > 0,
      others: [...others],
      note:
        fitting[0]?.message ??
        own[0]?.message ??
        `${verdict?.verdict}: ${verdict?.reason ?? result.reason ?? ''}`,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const words = process.argv.slice(2);
const whole = words.includes('--blast-radius');
const patterns = words.filter((word) => !word.startsWith('--'));
const chosen = mutants.filter(
  ({ requirement }) => patterns.length === 0 || picomatch.isMatch(requirement, patterns),
);
if (chosen.length === 0) throw new Error(`no mutant matches ${patterns.join(' ')}`);

const waiting = [...chosen];
const judged: Judged[] = [];
await Promise.all(
  Array.from({ length: SIDE_BY_SIDE }, async () => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const result = await judge(mutant, whole);
      judged.push(result);
      const also = result.others.length === 0 ? '' : `  (also: ${result.others.join(', ')})`;
      process.stdout.write(
        `${result.killed ? 'killed  ' : 'SURVIVED'}  ${mutant.requirement}  ${result.note}${also}\n`,
      );
    }
  }),
);
const survived = judged.filter((result) => !result.killed).length;
process.stdout.write(
  `${judged.length - survived} of ${judged.length} mutants killed by the requirement they break\n`,
);
process.exitCode = survived === 0 ? 0 : 1;
