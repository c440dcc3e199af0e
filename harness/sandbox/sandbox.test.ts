import { expect, onTestFinished, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { limitsFor } from './limits.ts';
import { Sandbox } from './sandbox.ts';

/** A bootstrap that sends a line to the log socket if there is one, one to stdout, and ends. */
const BOOTSTRAP = `
const path = process.env._LAMBDA_TELEMETRY_LOG_FD_PROVIDER_SOCKET;
process.stdout.write('by stdout\\n');
if (path !== undefined) require('node:net').connect(path).end('by the socket\\n');
`;

/** What it wrote, in order of arrival, with the number of the connection to the log socket. */
async function outputOf(
  options: Partial<Parameters<typeof Sandbox.open>[0]>,
): Promise<readonly (readonly [string, number | undefined])[]> {
  const sandbox = await Sandbox.open({
    target: {
      command: [process.execPath, '-e', BOOTSTRAP],
      handler: 'none.none',
      taskRoot: import.meta.dirname,
      environment: {},
    },
    limits: limitsFor(1000, 1),
    random: seededRandom(1),
    processTag: `test-${String(process.pid)}`,
    ...options,
  });
  onTestFinished(() => sandbox[Symbol.asyncDispose]());
  await sandbox.trace.waitForExit(sandbox.limits.exitMs);
  return sandbox.trace.entries.flatMap((entry) =>
    entry.kind === 'output' ? [[entry.bytes.toString('utf8'), entry.logConnection] as const] : [],
  );
}

test('offers the log socket on Managed Instances, and has its lines in the trace before the exit', async () => {
  const output = await outputOf({ maxConcurrency: 2 });

  expect(output).toHaveLength(2);
  expect(output).toContainEqual(['by stdout\n', undefined]);
  expect(output).toContainEqual(['by the socket\n', 1]);
});

test.runIf(process.getuid?.() === 0)('offers it to another user as well', async () => {
  expect(await outputOf({ maxConcurrency: 2, user: 65_534 })).toContainEqual(['by the socket\n', 1]);
});

test('offers no log socket elsewhere', async () => {
  expect(await outputOf({})).toEqual([['by stdout\n', undefined]]);
});
