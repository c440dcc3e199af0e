/**
 * Concurrent mode: on Lambda Managed Instances an execution environment serves several invocations at once. Each worker is a
 * loop of its own, with its own connection, in the one event loop of the process.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-execution-environment.html
 */
import { errorText, toErrorDocument } from './errors.ts';
import { serve, type Runtime } from './loop.ts';
import type { Log } from './output.ts';
import { RuntimeApiFailure } from './runtime-api-client.ts';

/** More workers than that cost connections and serve nothing: the handlers share one thread. */
const MOST_WORKERS = 1000;

/**
 * How many invocations Lambda may send at once; `undefined` in standard mode, where the variable is absent. A value that is
 * not a positive number counts as one.
 */
export function maxConcurrencyOf(env: NodeJS.ProcessEnv, log: Log): number | undefined {
  const text = env['AWS_LAMBDA_MAX_CONCURRENCY'];
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text) && Number(text) > 0) return Math.min(Number(text), MOST_WORKERS);
  log(
    `AWS_LAMBDA_MAX_CONCURRENCY is '${text}', which is not a positive number; serving one invocation at a time`,
  );
  return 1;
}

/**
 * Serves with this many workers. One that fails ends alone, and the others continue.
 *
 * @param apiOf makes the client of a worker.
 * @throws {RuntimeApiFailure} when none is left.
 */
export async function serveInParallel(
  runtime: Omit<Runtime, 'api'>,
  workers: number,
  apiOf: () => Runtime['api'],
): Promise<void> {
  logPool(workers, runtime);
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      try {
        await serve({ ...runtime, api: apiOf() });
      } catch (failure) {
        if (!runtime.stop.aborted)
          runtime.log(`worker ${worker} of ${workers} ends: ${errorText(toErrorDocument(failure))}`);
      }
    }),
  );
  if (!runtime.stop.aborted) throw new RuntimeApiFailure('no worker is left');
}

/** A record as AWS's clients write it at the start: it shows a wrong limit. */
function logPool(workers: number, { env }: Pick<Runtime, 'env'>): void {
  const maxConcurrency = Number(env['AWS_LAMBDA_MAX_CONCURRENCY']);
  console.debug({ event: 'runtime_worker_pool_initializing', workers, maxConcurrency });
}
