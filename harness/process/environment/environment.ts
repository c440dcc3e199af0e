import type { Deployment } from '../../base/deployment.ts';
import { languageOfMachine } from './locale.ts';

/** The variable parts of a bootstrap's environment. */
export interface EnvironmentOptions {
  /** `host:port` of the Runtime API. */
  readonly runtimeApi: string;
  /** Opens the metadata of the execution environment, on the same port. */
  readonly metadataToken: string;
  readonly handler: string;
  /** The folder of the function's code. */
  readonly taskRoot: string;
  readonly deployment: Deployment;
  readonly functionVersion: string;
  /** Variables of the function's configuration or of a profile; they replace the defaults. */
  readonly extra?: Readonly<Record<string, string>>;
  /** Names to leave out, also where `variables` sets them: Lambda does not always define every variable. */
  readonly omit?: readonly string[];
}

/**
 * The whole environment of a bootstrap: what Lambda documents for an OS-only runtime, and the harness's PATH, so that
 * interpreters are found. Nothing else is inherited.
 *
 * `_X_AMZN_TRACE_ID` and `AWS_EXECUTION_ENV` are absent on purpose: Lambda does not define them for OS-only runtimes.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function lambdaEnvironment(options: EnvironmentOptions): Record<string, string> {
  const { taskRoot, deployment } = options;
  const { functionName, region, credentials } = deployment;
  const environment: Record<string, string> = {
    _HANDLER: options.handler,
    AWS_LAMBDA_RUNTIME_API: options.runtimeApi,
    AWS_LAMBDA_METADATA_API: options.runtimeApi,
    AWS_LAMBDA_METADATA_TOKEN: options.metadataToken,
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: options.functionVersion,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(deployment.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: deployment.logStream,
    AWS_LAMBDA_LOG_FORMAT: 'Text',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_ACCESS_KEY: credentials.accessKeyId,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    // Loopback, where nothing answers; a server might listen on Lambda's link-local address.
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    // The system folders of Amazon Linux that Lambda also lists are left out: on another system they hold the wrong libraries.
    LD_LIBRARY_PATH: `${taskRoot}:${taskRoot}/lib:/opt/lib`,
    LANG: languageOfMachine(),
    TZ: ':UTC',
    ...(process.env['PATH'] === undefined ? {} : { PATH: process.env['PATH'] }),
    ...options.extra,
  };

  for (const name of options.omit ?? []) delete environment[name];
  return environment;
}
