/** What a handler is told beside its event: facts of this invocation, and facts of the function. */
import type { Invocation } from './invocation.ts';
import type { Log } from './output.ts';

/** The second argument of a handler. What the service did not say is `undefined`. */
export interface Context {
  readonly awsRequestId: string;
  readonly invokedFunctionArn: string | undefined;
  /** Unix milliseconds, as the service gave them. */
  readonly deadlineMs: number | undefined;
  readonly traceId: string | undefined;
  /** Whatever JSON the caller sent, by convention with `client`, `env` and `custom`. */
  readonly clientContext: unknown;
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
 * Without a readable deadline the handler is given the longest time Lambda allows a function. `Infinity` would be
 * truer, but it becomes `null` in JSON and zero in a timer.
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
  return {
    awsRequestId: invocation.requestId,
    invokedFunctionArn: invocation.invokedFunctionArn,
    deadlineMs: invocation.deadlineMs,
    traceId: invocation.traceId,
    clientContext: parseHeader('client context', invocation.clientContext, log),
    identity: parseHeader('Cognito identity', invocation.cognitoIdentity, log),
    tenantId: invocation.tenantId,
    functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'],
    memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'],
    // Asked of the wall clock each time: a monotonic clock does not run while the process is frozen.
    getRemainingTimeInMillis: () => Math.max(0, endsAtMs - Date.now()),
  };
}

/**
 * Makes the trace id the one that X-Ray clients, and child processes, find in the environment. Without a trace the
 * variable goes away: that of an earlier invocation would be wrong.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-build
 */
export function exportTraceId({ traceId }: Invocation, env: NodeJS.ProcessEnv): void {
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
