import { expect, test } from 'vitest';
import { lambdaEnvironment } from './environment.ts';
import { languageOfMachine } from './locale.ts';

const options = {
  runtimeApi: '127.0.0.1:9001',
  metadataToken: 'token',
  handler: 'index.handler',
  taskRoot: '/task',
  functionVersion: '7',
  deployment: {
    functionName: 'f',
    region: 'eu-west-1',
    accountId: '210987654321',
    memoryMb: 512,
    logStream: '2026/01/01/[7]0',
    credentials: { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' },
  },
};

test('holds the documented variables of an OS-only runtime and PATH, and nothing of ours', () => {
  expect(lambdaEnvironment(options)).toEqual({
    _HANDLER: 'index.handler',
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
    AWS_LAMBDA_METADATA_API: '127.0.0.1:9001',
    AWS_LAMBDA_METADATA_TOKEN: 'token',
    LAMBDA_TASK_ROOT: '/task',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_LAMBDA_FUNCTION_NAME: 'f',
    AWS_LAMBDA_FUNCTION_VERSION: '7',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/f',
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/01/[7]0',
    AWS_LAMBDA_LOG_FORMAT: 'Text',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_ACCESS_KEY: 'ASIAEXAMPLE',
    AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'session',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    LD_LIBRARY_PATH: '/task:/task/lib:/opt/lib',
    LANG: languageOfMachine(),
    TZ: ':UTC',
    PATH: process.env['PATH'],
  });
});

test('lets the function replace a variable, and leaves out omitted names', () => {
  const environment = lambdaEnvironment({
    ...options,
    extra: { TZ: 'Europe/Rome', TABLE: 't', STAGE: 's' },
    omit: ['AWS_SESSION_TOKEN', 'STAGE'],
  });

  expect(environment).toMatchObject({ TZ: 'Europe/Rome', TABLE: 't' });
  expect(environment).not.toHaveProperty('AWS_SESSION_TOKEN');
  expect(environment).not.toHaveProperty('STAGE');
});
