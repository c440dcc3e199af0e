/** The places where AWS's SDK of a language looks for the trace of an invocation. */
import type { Smoke } from '../../harness/sandbox/limits.ts';

/** The variable of the process. */
export const VARIABLE = '_X_AMZN_TRACE_ID';

/**
 * The system property of a JVM, which cannot change its own environment.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export const PROPERTY = 'com.amazonaws.xray.traceHeader';

/** JVM languages, as probe functions name them. */
const onJvm: ReadonlySet<string> = new Set(['java', 'kotlin', 'scala', 'groovy', 'clojure']);

/** Whether the function reports a JVM language. */
export function isOnJvm({ language }: Smoke): boolean {
  return onJvm.has(language ?? '');
}
