import type { Deployment } from '../base/deployment.ts';
import { lambdaEnvironment } from '../process/environment/environment.ts';
import { METADATA_TOKEN } from '../runtime-api/protocol/stateless-routes.ts';
import { LOG_SOCKET_VARIABLE, type LogSocket } from '../process/environment/log-socket.ts';
import type { SandboxOptions } from './sandbox.ts';

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

/** The environment of the bootstrap of a sandbox. */
export function sandboxEnvironment(
  {
    target,
    handler,
    taskRoot,
    maxConcurrency,
    environment = {},
  }: Pick<SandboxOptions, 'target' | 'handler' | 'taskRoot' | 'maxConcurrency' | 'environment'>,
  runtimeApi: string,
  deployment: Deployment,
  logSocket: LogSocket | undefined,
): Record<string, string> {
  const variables = Object.entries(environment);
  return lambdaEnvironment({
    runtimeApi,
    metadataToken: METADATA_TOKEN,
    handler: handler ?? target.handler,
    taskRoot: taskRoot ?? target.taskRoot,
    deployment,
    functionVersion: '$LATEST',
    extra: {
      ...(maxConcurrency === undefined ? {} : onManagedInstances(maxConcurrency, logSocket)),
      ...target.environment,
      ...Object.fromEntries(
        variables.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      ),
    },
    omit: variables.flatMap(([name, value]) => (value === undefined ? [name] : [])),
  });
}
