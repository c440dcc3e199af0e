/** The context a handler gets beside its event: facts of the invocation and of the function. */
import type { Invocation } from './invocation.ts';
import type { Log } from './output.ts';
import { separateTraceContext, type TraceContext } from './w3c.ts';

/** The second argument of a handler. What the service did not send is `undefined`. */
export interface Context {
  readonly awsRequestId: string;
  readonly invokedFunctionArn: string | undefined;
  /** Unix milliseconds, as the service gave them. */
  readonly deadlineMs: number | undefined;
  readonly traceId: string | undefined;
  /** JSON from the caller, by convention with `client`, `env` and `custom`; without the trace context. */
  readonly clientContext: unknown;
  /** The W3C trace context of the caller: a method, as in AWS's clients. */
  readonly w3c: () => TraceContext;
  /** `cognitoIdentityId` and `cognitoIdentityPoolId`. */
  readonly identity: unknown;
  readonly tenantId: string | undefined;
  readonly functionName: string | undefined;
  readonly functionVersion: string | undefined;
  readonly memoryLimitInMB: string | undefined;
  readonly logGroupName: string | undefined;
  readonly logStreamName: string | undefined;
  /** The time left now, never below zero. */
  readonly getRemainingTimeInMillis: () => number;
}

/**
 * Without a readable deadline the handler gets the longest timeout that Lambda allows. `Infinity` would be more
 * accurate, but it becomes `null` in JSON and zero in a timer.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const LONGEST_TIMEOUT_MS = 900_000;

/**
 * Builds the context of one invocation.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function contextFor(invocation: Invocation, env: NodeJS.ProcessEnv, log: Log): Context {
  const endsAtMs = invocation.deadlineMs ?? invocation.receivedAtMs + LONGEST_TIMEOUT_MS;
  const { clientContext, traceContext } = separateTraceContext(
    parseHeader('client context', invocation.clientContext, log),
  );
  return {
    awsRequestId: invocation.requestId,
    invokedFunctionArn: invocation.invokedFunctionArn,
    deadlineMs: invocation.deadlineMs,
    traceId: invocation.traceId,
    clientContext,
    w3c: () => traceContext,
    identity: parseHeader('Cognito identity', invocation.cognitoIdentity, log),
    tenantId: invocation.tenantId,
    functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'],
    memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'],
    // Reads the wall clock on every call: a monotonic clock stops while the process is frozen.
    getRemainingTimeInMillis: () => Math.max(0, endsAtMs - Date.now()),
  };
}

/**
 * Exports the trace id to the environment, where X-Ray clients and child processes read it. Without a trace id the
 * variable is deleted: the value of an earlier invocation would be wrong.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-build
 */
export function exportTraceId({ traceId }: Invocation, env: NodeJS.ProcessEnv): void {
  // Several invocations at once share the environment: there the trace is only in the context.
  if (env['AWS_LAMBDA_MAX_CONCURRENCY'] !== undefined) return;
  if (traceId === undefined) delete env['_X_AMZN_TRACE_ID'];
  else env['_X_AMZN_TRACE_ID'] = traceId;
}

function parseHeader(what: string, json: string | undefined, log: Log): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    log(`ignoring a ${what} that is not valid JSON`);
    return undefined;
  }
}
