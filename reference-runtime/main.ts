/**
 * The reference runtime: loads the function, then serves invocations.
 *
 * Lambda starts it through `bootstrap`. If the function cannot be loaded, it posts one init error and exits; it never
 * polls without a handler.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
 */
import { errorText, toErrorDocument } from './errors.ts';
import { FailureGuard } from './failure-guard.ts';
import { loadHandler, type Handler } from './handler.ts';
import { serve } from './loop.ts';
import { offerLogging } from './logger.ts';
import { surviveClosedOutput } from './output.ts';
import { offerStreaming } from './response-stream.ts';
import { RuntimeApiClient } from './runtime-api-client.ts';
import { abortOnSigterm, giveUp } from './shutdown.ts';
import { isSnapStart, passSnapshot, SnapshotHooks } from './snapstart.ts';
import { maxConcurrencyOf, serveInParallel } from './workers.ts';

const log = offerLogging(console, process.env);

async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const stop = abortOnSigterm();
  surviveClosedOutput();
  const guard = new FailureGuard(process, log);
  const api = new RuntimeApiClient(env['AWS_LAMBDA_RUNTIME_API'], log);

  offerStreaming(globalThis);
  const hooks = SnapshotHooks.offeredTo(globalThis);

  let handler: Handler;
  try {
    handler = await guard.run(() => loadHandler(env));
  } catch (thrown) {
    const error = toErrorDocument(thrown);
    log(`init failed: ${errorText(error)}`);
    await api.reportInitError(error);
    return giveUp();
  }

  try {
    if (isSnapStart(env)) await passSnapshot({ api, hooks, guard, stop });
    const workers = maxConcurrencyOf(env, log);
    if (workers === undefined) await serve({ api, handler, guard, env, log, stop });
    else await serveInParallel({ handler, guard, env, log, stop }, workers, () => api.forWorker());
  } catch (failure) {
    if (stop.aborted) return;
    throw failure;
  }
}

main(process.env).catch(async (failure: unknown) => {
  log(`giving up: ${errorText(toErrorDocument(failure))}`);
  await giveUp();
});
