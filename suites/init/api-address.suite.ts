import { describeExit, isZeroExit } from '../../harness/trace/runtime-exit.ts';
import type { RuntimeExit } from '../../harness/trace/entry.ts';
import { describeStart, watchStart } from '../support/start.ts';
import { covers, test } from '../support/test.ts';

/** What is no address. None has a name in it that somebody would have to look up. */
const unusable = [
  { value: undefined, what: 'not set' },
  { value: '', what: 'empty' },
  { value: '127.0.0.1:port', what: "'127.0.0.1:port'" },
];

test(
  'fails with a message and a non-zero code when AWS_LAMBDA_RUNTIME_API is missing, empty or malformed',
  { ...covers('init.api-variable-missing'), concurrency: 'unbounded' },
  async (scene) => {
    for (const { value, what } of unusable.slice(0, scene.pace === 'quick' ? 1 : 3)) {
      const sandbox = await scene.start({ environment: { AWS_LAMBDA_RUNTIME_API: value } });
      // A default address and a few tries are no failure of their own.
      const exit = await sandbox.trace.waitForExit(scene.limits.startMs);
      // Whoever tries for ever keeps a processor busy.
      await sandbox.process.terminate('it has been waited for long enough');

      const deviation = deviationOf(exit, sandbox.process.output());
      const failed = scene.verify('init.api-variable-missing', deviation === undefined, {
        deviation: deviation ?? '',
        expected: `a message and a non-zero exit code with AWS_LAMBDA_RUNTIME_API ${what}`,
        actual: exit === undefined ? 'it was still running' : `it ${describeExit(exit)}`,
        sandbox,
      });
      if (!failed) return;
    }
  },
);

function deviationOf(exit: RuntimeExit | undefined, output: string): string | undefined {
  if (exit === undefined) return 'The runtime goes on without a usable AWS_LAMBDA_RUNTIME_API.';
  if (isZeroExit(exit)) return 'The runtime reports success without a usable AWS_LAMBDA_RUNTIME_API.';
  if (exit.kind === 'signalled') return 'The runtime crashes without a usable AWS_LAMBDA_RUNTIME_API.';
  if (output.trim() === '') return 'The runtime ends without a word about AWS_LAMBDA_RUNTIME_API.';
  return undefined;
}

test('works with an IPv6 literal as host', covers('environment.ipv6-address'), async (scene) => {
  const watched = await watchStart(scene, { host: '::1' }).catch((reason: unknown) => {
    if (reason instanceof Error && 'code' in reason && /EADDRNOTAVAIL|EAFNOSUPPORT/.test(String(reason.code)))
      return scene.notTestable('This machine has no IPv6 loopback.');
    throw reason;
  });

  scene.verify('environment.ipv6-address', watched.start.kind === 'served', {
    deviation: 'The runtime does not work with an IPv6 address.',
    expected: `a poll at ${watched.sandbox.runtimeApi.address}, and an outcome`,
    actual: `the runtime ${describeStart(watched.start)}`,
  });
});
