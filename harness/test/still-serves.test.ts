import { expect, onTestFinished, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { limitsFor } from '../sandbox/limits.ts';
import { Sandbox } from '../sandbox/sandbox.ts';
import { stillServes } from './still-serves.ts';

/** A runtime whose results are what `RESULT` makes of the event. */
const BOOTSTRAP = `
const base = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/';
(async () => {
  for (;;) {
    const event = await fetch(base + 'next');
    const body = await event.text();
    const url = base + event.headers.get('lambda-runtime-aws-request-id') + '/' + process.env.KIND;
    await (await fetch(url, { method: 'POST', body: eval(process.env.RESULT) })).text();
    if (process.env.ENDS) process.exit(1);
  }
})();
`;

async function serves(
  environment: Readonly<Record<string, string>>,
  grade: 'echo' | 'opaque' = 'echo',
): Promise<boolean> {
  const sandbox = await Sandbox.open({
    target: {
      command: [process.execPath, '-e', BOOTSTRAP],
      handler: 'none.none',
      taskRoot: import.meta.dirname,
      environment: { KIND: 'response', RESULT: 'body', ...environment },
    },
    limits: limitsFor(1000, 1),
    random: seededRandom(1),
    processTag: `still-${String(process.pid)}`,
  });
  onTestFinished(() => sandbox[Symbol.asyncDispose]());
  await sandbox.ready();
  return stillServes(sandbox, { grade });
}

test.each<[boolean, string, Record<string, string>, ('echo' | 'opaque')?]>([
  [true, 'returns the event', {}],
  [false, 'returns something else', { RESULT: "'{}'" }],
  [true, 'returns something else, as its function may', { RESULT: "'{}'" }, 'opaque'],
  [false, 'reports an error', { KIND: 'error' }],
  [false, 'ends', { ENDS: '1' }],
])('%s for a runtime that %s', async (expected, _, environment, grade) => {
  expect(await serves(environment, grade)).toBe(expected);
});
