/** The environment of the bootstrap of a sandbox, in each mode. */
import type { Deployment } from '../base/deployment.ts';
import { lambdaEnvironment } from '../process/environment/environment.ts';
import { METADATA_TOKEN } from '../runtime-api/protocol/stateless-routes.ts';
import { LOG_SOCKET_VARIABLE, type LogSocket } from '../process/environment/log-socket.ts';
import type { RuntimeApiServer } from '../runtime-api/server.ts';
import type { SandboxOptions } from './sandbox.ts';

/** What a snapshot must not contain, since it is the same in every restored environment. */
const NOT_IN_SNAPSHOT = [
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
];

type Api = Pick<RuntimeApiServer, 'address' | 'credentials'>;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
function onManagedInstances(
  maxConcurrency: number,
  logSocket: LogSocket | undefined,
): Record<string, string> {
  return {
    ...(logSocket === undefined ? {} : { [LOG_SOCKET_VARIABLE]: logSocket.path }),
    AWS_LAMBDA_MAX_CONCURRENCY: String(maxConcurrency),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'lambda-managed-instances',
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
  };
}

/** @see https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapidcore/env/environment.go */
function underSnapStart({ address, credentials }: Api): Record<string, string> {
  return { AWS_LAMBDA_INITIALIZATION_TYPE: 'snap-start', ...credentials.variablesAt(address) };
}

/** The environment of the bootstrap of a sandbox. */
export function sandboxEnvironment(
  {
    target,
    handler,
    taskRoot,
    maxConcurrency,
    snapStart = false,
    environment = {},
  }: Pick<SandboxOptions, 'target' | 'handler' | 'taskRoot' | 'maxConcurrency' | 'snapStart' | 'environment'>,
  api: Api,
  deployment: Deployment,
  logSocket: LogSocket | undefined,
): Record<string, string> {
  const variables = Object.entries(environment);
  return lambdaEnvironment({
    runtimeApi: api.address,
    metadataToken: METADATA_TOKEN,
    handler: handler ?? target.handler,
    taskRoot: taskRoot ?? target.taskRoot,
    deployment,
    // Only a published version has a snapshot.
    functionVersion: snapStart ? '1' : '$LATEST',
    extra: {
      ...(maxConcurrency === undefined ? {} : onManagedInstances(maxConcurrency, logSocket)),
      ...(snapStart ? underSnapStart(api) : {}),
      ...target.environment,
      ...Object.fromEntries(
        variables.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      ),
    },
    omit: [
      ...(snapStart ? NOT_IN_SNAPSHOT : []),
      ...variables.flatMap(([name, value]) => (value === undefined ? [name] : [])),
    ],
  });
}
