/**
 * The loop of the runtime: poll, run the handler, post the outcome, repeat.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-build
 */
import { contextFor, exportTraceId } from './context.ts';
import { errorText, toErrorDocument, type ErrorDocument } from './errors.ts';
import type { FailureGuard } from './failure-guard.ts';
import type { Handler } from './handler.ts';
import { decodeEvent, type Invocation } from './invocation.ts';
import { loggingAs } from './logger.ts';
import { flushOutput, type Log } from './output.ts';
import { encodeResult, type EncodedResult } from './result.ts';
import { ResponseStream, withStream } from './response-stream.ts';
import type { RuntimeApiClient } from './runtime-api-client.ts';
import type { Upload } from './upload.ts';

/** The dependencies of the loop. */
export interface Runtime {
  readonly api: Pick<RuntimeApiClient, 'next' | 'respond' | 'reportError' | 'stream' | 'endStream'>;
  readonly handler: Handler;
  readonly guard: FailureGuard;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  /** Fires when the loop must not take another invocation. */
  readonly stop: AbortSignal;
}

type Outcome = (
  | { readonly result: EncodedResult; readonly error?: never }
  | { readonly error: ErrorDocument }
) & {
  /** The response that a streaming handler has begun: then the outcome is its end. */
  readonly upload: Upload | undefined;
};

/** Serves one invocation after another until `stop` fires. Rejects if the Runtime API fails permanently. */
export async function serve(runtime: Runtime): Promise<void> {
  const { api, stop } = runtime;
  while (!stop.aborted) {
    const invocation = await api.next(stop);
    const outcome = await run(invocation, runtime);
    if (outcome.upload !== undefined) await api.endStream(invocation, outcome.upload, outcome.error);
    else if ('result' in outcome) await api.respond(invocation, outcome.result);
    else await api.reportError(invocation, outcome.error);
    await flushOutput();
  }
}

/**
 * Runs the handler for one invocation. Never rejects: a malformed event, a handler that throws and a result without
 * JSON form are outcomes. A refused post is not an outcome, so the caller posts.
 */
async function run(invocation: Invocation, runtime: Runtime): Promise<Outcome> {
  return loggingAs(invocation, () => outcomeOf(invocation, runtime));
}

async function outcomeOf(invocation: Invocation, { api, guard, env, log, ...of }: Runtime): Promise<Outcome> {
  const stream = new ResponseStream((contentType) => api.stream(invocation, contentType));
  const handler = withStream(of.handler, stream);
  exportTraceId(invocation, env);
  try {
    const result = await guard.run(async () =>
      encodeResult(await handler(decodeEvent(invocation), contextFor(invocation, env, log))),
    );
    return { result, upload: stream.upload };
  } catch (thrown) {
    const error = toErrorDocument(thrown);
    log(`${invocation.requestId} ${errorText(error)}`);
    return { error, upload: stream.upload };
  }
}
