// The innocent `handler-in-child`: this process makes the calls, a child runs the function. A child that dies during an
// invocation is replaced, and the invocation is reported as failed.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { errorText, toErrorDocument } from '../dist/reference-runtime/errors.js';
import { log, surviveClosedOutput } from '../dist/reference-runtime/output.js';
import { RuntimeApiClient } from '../dist/reference-runtime/runtime-api-client.js';
import { abortOnSigterm, giveUp } from '../dist/reference-runtime/shutdown.js';

/** Resolves to the next message of the child, or to an error document when it ends. */
async function answerOf(child) {
  const controller = new AbortController();
  const { signal } = controller;
  const ended = once(child, 'exit', { signal }).then(([code, name]) => ({ ended: name ?? `code ${code}` }));
  const answered = once(child, 'message', { signal }).then(([message]) => message);
  const answer = await Promise.race([answered, ended]);
  controller.abort();
  await Promise.allSettled([answered, ended]);
  if (answer.ended === undefined) return answer;
  const error = {
    errorType: 'Runtime.ExitError',
    errorMessage: `the process of the function ended with ${answer.ended}`,
    stackTrace: [],
  };
  log(errorText(error));
  return { error };
}

async function startChild() {
  const child = fork(new URL('./child.js', import.meta.url), { serialization: 'advanced' });
  child.on('error', () => {});
  return { child, ...(await answerOf(child)) };
}

async function main() {
  const stop = abortOnSigterm();
  surviveClosedOutput();
  const api = new RuntimeApiClient(process.env.AWS_LAMBDA_RUNTIME_API, log);
  let { child, error: initError } = await startChild();
  process.once('SIGTERM', () => child.kill('SIGTERM'));
  if (initError !== undefined) {
    await api.reportInitError(initError);
    return giveUp();
  }
  try {
    while (!stop.aborted) {
      const invocation = await api.next(stop);
      const { requestId } = invocation;
      if (child.connected) child.send(invocation, () => {});
      const { result, error } = await answerOf(child);
      if (result === undefined) await api.reportError({ requestId }, error);
      else await api.respond({ requestId }, { ...result, body: Buffer.from(result.body) });
      if (child.connected) continue;
      ({ child, error: initError } = await startChild());
      if (initError !== undefined)
        throw new Error(`the function cannot be loaded again: ${errorText(initError)}`);
    }
  } catch (failure) {
    if (!stop.aborted) throw failure;
  }
  // The child has its own time to end; without it this process would be the only one to wait.
  if (child.connected) child.disconnect();
}

main().catch(async (failure) => {
  log(`giving up: ${errorText(toErrorDocument(failure))}`);
  await giveUp();
});
