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
  readonly functionName: string;
  readonly functionVersion: string;
  readonly memoryMb: number;
  readonly logGroup: string;
  readonly logStream: string;
  /** Variables of the function's configuration or of a profile; they replace the defaults. */
  readonly extra?: Readonly<Record<string, string>>;
  /** Names to leave out, also where `variables` sets them: Lambda does not always define every variable. */
  readonly omit?: readonly string[];
}

/** Placeholders: the function must not call AWS, and a log shows at once that these are not real credentials. */
const FAKE_CREDENTIALS = {
  AWS_ACCESS_KEY: 'LAMBDASPECFAKEACCESSKEY',
  AWS_ACCESS_KEY_ID: 'LAMBDASPECFAKEACCESSKEY',
  AWS_SECRET_ACCESS_KEY: 'lambdaspec-fake-secret-access-key',
  AWS_SESSION_TOKEN: 'lambdaspec-fake-session-token',
};

/**
 * The whole environment of a bootstrap: what Lambda documents for an OS-only runtime, and the harness's PATH, so that
 * interpreters are found. Nothing else is inherited.
 *
 * `_X_AMZN_TRACE_ID` and `AWS_EXECUTION_ENV` are absent on purpose: Lambda does not define them for OS-only runtimes.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function lambdaEnvironment(options: EnvironmentOptions): Record<string, string> {
  const { taskRoot } = options;
  const environment: Record<string, string> = {
    _HANDLER: options.handler,
    AWS_LAMBDA_RUNTIME_API: options.runtimeApi,
    AWS_LAMBDA_METADATA_API: options.runtimeApi,
    AWS_LAMBDA_METADATA_TOKEN: options.metadataToken,
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_LAMBDA_FUNCTION_NAME: options.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: options.functionVersion,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(options.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: options.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: options.logStream,
    AWS_LAMBDA_LOG_FORMAT: 'Text',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    ...FAKE_CREDENTIALS,
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
