/** Cold start, overhead of an invocation and memory of a runtime, in the sandbox of the tests. */
import { resolve } from 'node:path';
import { seededRandom } from '../../harness/base/random.ts';
import { limitsFor } from '../../harness/sandbox/limits.ts';
import { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { isPoll } from '../../harness/trace/calls.ts';
import type { Run } from '../../harness/run/run.ts';
import { home } from '../support/places.ts';
import { median } from '../support/numbers.ts';
import type { Timings } from './board.ts';
import type { Example } from './examples.ts';

const STARTS = 5;
/** Enough for a compiler at run time to have seen the loop. */
const WARM_UP = 300;
const EVENTS = 500;
const MEBIBYTE = 1024 * 1024;

/** @throws when the runtime does not start, or stops in between. */
export async function measure(example: Example, run: Run): Promise<Timings> {
  const starts: number[] = [];
  for (let n = 0; n < STARTS; n += 1) {
    await using sandbox = await open(example, run);
    const { entries } = sandbox.trace;
    const started = entries.find(({ kind }) => kind === 'runtime-started')?.at ?? Number.NaN;
    starts.push((entries.find(isPoll)?.at ?? Number.NaN) - started);
  }
  await using sandbox = await open(example, run);
  const echoes = await invoke(sandbox, WARM_UP);
  const began = performance.now();
  await invoke(sandbox, EVENTS);
  const invocationUs = (1000 * (performance.now() - began)) / EVENTS;
  const sample = await sandbox.process.sample();
  return {
    coldStartMs: Math.round(median(starts.toSorted((a, b) => a - b))),
    invocationUs: echoes ? Math.round(invocationUs) : null,
    memoryMiB: sample === undefined ? null : Math.round(sample.rssBytes / MEBIBYTE),
  };
}

/** Whether every event came back. */
async function invoke(sandbox: Sandbox, times: number): Promise<boolean> {
  let all = true;
  for (let n = 0; n < times; n += 1) {
    const { json } = await sandbox.invoke({ n });
    if (JSON.stringify(json) !== `{"n":${n}}`) all = false;
  }
  return all;
}

async function open({ folder, bootstrap, arguments: words }: Example, { target }: Run): Promise<Sandbox> {
  const command = resolve(folder, bootstrap);
  const sandbox = await Sandbox.open({
    target: {
      command: [command, ...target.command.slice(1)],
      handler: target.handler ?? '',
      // The run names it relative to the folder of the bootstrap, and not if it is that of the bundled functions.
      taskRoot:
        target.taskRoot === null || target.taskRoot === undefined
          ? resolve(home, 'suites/probe')
          : resolve(command, '..', target.taskRoot),
      environment: variablesIn(words),
    },
    limits: limitsFor(1000, 1),
    random: seededRandom(1),
    processTag: `scoreboard-${process.pid}`,
  });
  await sandbox.ready();
  return sandbox;
}

/** The variables that `--env NAME=value` sets. */
function variablesIn(words: readonly string[]): Record<string, string> {
  const pairs = words.flatMap((word, n) =>
    word.startsWith('--env=') ? [word.slice('--env='.length)] : words[n - 1] === '--env' ? [word] : [],
  );
  return Object.fromEntries(
    pairs.map((pair): [string, string] => {
      const [name = '', ...value] = pair.split('=');
      return [name, value.join('=')];
    }),
  );
}
