import { expect, test } from 'vitest';
import { sampleDeviation } from '../../run/testing/sample-run.ts';
import { recordingOf } from './script.ts';

test('the task root stands in no header and no body of the script', () => {
  const target = {
    command: ['/home/me/bootstrap'] as const,
    handler: 'h',
    taskRoot: '/home/me',
    environment: {},
  };
  const recording = recordingOf(
    sampleDeviation('d1', 'error.content-type'),
    {
      command: target.command,
      environment: { LAMBDA_TASK_ROOT: '/home/me', AWS_LAMBDA_RUNTIME_API: '127.0.0.1:1' },
      workingDirectory: '/home/me',
      turns: [
        {
          runtime: 'request',
          request: 1,
          endpoint: '/x',
          method: 'POST',
          path: '/x',
          headers: [['Lambda-Runtime-Function-XRay-Error-Cause', '{"working_directory":"/home/me"}']],
          read: 'whole',
          body: 'in /home/me',
        },
      ],
    },
    { target, bundled: false },
  );

  expect(JSON.stringify(recording)).not.toContain('/home/me');
  expect(recording).toMatchObject({
    turns: [
      {
        headers: [['Lambda-Runtime-Function-XRay-Error-Cause', '{"working_directory":"${taskRoot}"}']],
        body: 'in ${taskRoot}',
      },
    ],
  });
});
