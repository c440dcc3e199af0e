import { describeExit, isZeroExit } from '../../harness/trace/runtime-exit.ts';
import type { RuntimeExit } from '../../harness/trace/entry.ts';
import { describeStart, watchStart } from '../support/start.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test, type CodeOf } from '../support/test.ts';

/** Invalid addresses. None needs a DNS look-up. */
const unusable = [
  { value: undefined, what: 'not set' },
  { value: '', what: 'empty' },
  { value: '127.0.0.1:port', what: "'127.0.0.1:port'" },
];

test(
  'fails with a message and a non-zero code when AWS_LAMBDA_RUNTIME_API is missing, empty or malformed',
  { ...covers('init.api-variable-missing').against(ordinaryEvent), concurrency: 'unbounded' },
  async (t) => {
    for (const { value, what } of unusable.slice(0, t.pace === 'quick' ? 1 : 3)) {
      const sandbox = await t.start({ environment: { AWS_LAMBDA_RUNTIME_API: value } });
      // Falling back to a default address and a few attempts are allowed.
      const exit = await sandbox.trace.waitForExit(t.limits.startMs);
      // A runtime that keeps trying uses CPU time that other tests need.
      await sandbox.process.terminate('the wait for its exit is over');

      const code = deviationOf(exit, sandbox.process.output());
      if (code === undefined) {
        t.holds('init.api-variable-missing');
        continue;
      }
      t.deviates('init.api-variable-missing', {
        code,
        expected: `a message and a non-zero exit code with AWS_LAMBDA_RUNTIME_API ${what}`,
        actual: exit === undefined ? 'it was still running' : `it ${describeExit(exit)}`,
        sandbox,
      });
      return;
    }
  },
);

function deviationOf(
  exit: RuntimeExit | undefined,
  output: string,
): CodeOf<'init.api-variable-missing'> | undefined {
  if (exit === undefined) return 'keeps-running';
  if (isZeroExit(exit)) return 'exits-with-0';
  if (exit.kind === 'signalled') return 'crashes';
  if (output.trim() === '') return 'exits-silently';
  return undefined;
}

test(
  'works with an IPv6 literal as host',
  covers('environment.ipv6-address').against(ordinaryEvent),
  async (t) => {
    const watched = await watchStart(t, { host: '::1' }).catch((reason: unknown) => {
      if (
        reason instanceof Error &&
        'code' in reason &&
        /EADDRNOTAVAIL|EAFNOSUPPORT/.test(String(reason.code))
      )
        return t.notTestable('This machine has no IPv6 loopback.');
      throw reason;
    });

    t.verify('environment.ipv6-address', watched.start.kind === 'served', {
      code: 'address-not-used',
      expected: `a poll at ${watched.sandbox.runtimeApi.address}, and an outcome`,
      actual: `the runtime ${describeStart(watched.start)}`,
    });
  },
);
