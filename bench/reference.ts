/**
 * The reference runtime against AWS's client for Node.js, on the same Node, with the same probe function, in the same sandbox:
 * the time of one invocation, which is nothing but overhead, and the cold start.
 */
import { delimiter, dirname, join } from 'node:path';
import { alternate } from './alternate.ts';
import { example, home } from './bootstraps.ts';
import type { Context } from './context.ts';
import type { Comparison } from './results.ts';
import { coldStartOf, openSandbox } from './sandboxed.ts';

/** Invocations before the measured ones, and these. */
const [WARM_UP, EVENTS] = [500, 2_000];

export async function measureReference({ rounds, say, skip }: Context): Promise<Comparison[]> {
  const bootstrap = builtClient((why) => skip('reference', why));
  if (bootstrap === undefined) return [];
  const node = join(dirname(bootstrap), 'build', 'node_modules', 'node', 'bin');
  const at = (file: string) => ({
    bootstrap: file,
    taskRoot: join(home, 'suites', 'probe'),
    handler: 'probe.handler',
    environment: { PATH: `${node}${delimiter}${process.env['PATH'] ?? ''}` },
  });
  const [ours, theirs] = [at(join(home, 'reference-runtime', 'bootstrap')), at(bootstrap)];
  const invocations = await alternate(
    { ours: () => invocationOf(ours), theirs: () => invocationOf(theirs) },
    rounds,
  );
  // A start is short, so that one round has several.
  const starts = await alternate({ ours: () => startOf(ours), theirs: () => startOf(theirs) }, 3 * rounds);
  const row = (label: string, unit: string, figures: typeof starts): Comparison => ({
    label,
    unit,
    more: false,
    ours: { name: 'reference runtime', values: figures.ours },
    theirs: { name: 'aws-lambda-ric', values: figures.theirs },
  });
  say(
    `reference: ${invocations.ours.map(Math.round).join(' ')} against ${invocations.theirs.map(Math.round).join(' ')} µs`,
  );
  return [row('one invocation', 'µs', invocations), row('cold start', 'ms', starts)];
}

type Target = Parameters<typeof openSandbox>[0];

/** The microseconds from an event to its outcome, on average. */
async function invocationOf(target: Target): Promise<number> {
  await using sandbox = await openSandbox(target);
  const invoke = async (times: number): Promise<void> => {
    for (let n = 0; n < times; n += 1) {
      const { json } = await sandbox.invoke({ n });
      if (JSON.stringify(json) !== `{"n":${n}}`) throw new Error(`not the echo of event ${n}`);
    }
  };
  await invoke(WARM_UP);
  const began = performance.now();
  await invoke(EVENTS);
  return (1000 * (performance.now() - began)) / EVENTS;
}

async function startOf(target: Target): Promise<number> {
  await using sandbox = await openSandbox(target);
  return coldStartOf(sandbox);
}

function builtClient(missing: (why: string) => void): string | undefined {
  try {
    return example('node-ric').at(-1);
  } catch {
    missing("AWS's client for Node.js could not be built: see examples/node-ric");
    return undefined;
  }
}
