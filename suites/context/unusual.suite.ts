/** Legal but rare invocation headers: with non-ASCII bytes, very long, or missing. */
import { isDeepStrictEqual } from 'node:util';
import type { InvokeOptions } from '../../harness/runtime-api/invocations/invocation-builder.ts';
import type { NoOutcome, Outcome } from '../../harness/trace/outcome.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { everyHeader, ordinaryEvent } from '../support/controls.ts';
import { covers, test, type TestContext } from '../support/test.ts';

const EVENT = { order: 7 };

test(
  'survives UTF-8 bytes in the raw client-context header',
  covers('context.utf8-header-bytes').against(everyHeader),
  async (t) => {
    const clientContext = '{"custom":{"text":"zażółć 日本語 😀"},"env":{"ünïcode":"é"}}';
    await survives(t, 'context.utf8-header-bytes', await t.warm(), {
      options: { clientContext },
      what: 'with UTF-8 in its client context',
    });
  },
);

test(
  'tolerates a missing function-ARN header',
  covers('context.arn-missing').against(ordinaryEvent),
  async (t) => {
    await survives(t, 'context.arn-missing', await t.warm(), {
      options: { invokedFunctionArn: null },
      what: 'without a function ARN',
    });
  },
);

/** Delivers an unusual invocation and a normal one, and expects an outcome for each. */
async function survives(
  t: TestContext,
  id: 'context.utf8-header-bytes' | 'context.arn-missing',
  sandbox: Sandbox,
  { options, what }: { readonly options: InvokeOptions; readonly what: string },
): Promise<void> {
  const outcome = await sandbox.deliver(EVENT, { ...options, settleable: false }).outcome();
  const settled = t.verify(id, outcome.kind !== 'none', {
    code: 'no-outcome',
    expected: `an outcome for an invocation ${what}`,
    actual: outcome.describe(),
  });
  if (!settled) return;

  const next = await sandbox.deliver(EVENT).outcome();
  t.verify(id, next.kind !== 'none', {
    code: 'next-not-served',
    expected: 'an outcome of the next event as well',
    actual: next.describe(),
  });
}

/** The first is about the maximum that Lambda lets a caller send; HTTP libraries have limits from 8 KiB on. */
const LENGTHS = [3500, 8000, 16_000, 32_000, 64_000];

test('accepts large context headers', covers('context.large-headers').against(everyHeader), async (t) => {
  const sandbox = await t.warm();
  let accepted = 0;

  for (const length of LENGTHS) {
    const clientContext = JSON.stringify({ custom: { text: 'x'.repeat(length - 25) } });
    const outcome = await sandbox.deliver(EVENT, { clientContext, settleable: false }).outcome();

    const served = t.verify('context.large-headers', isEcho(outcome), {
      code: 'not-served',
      expected: `the event returned, with a client context of ${length} bytes`,
      actual: `${outcome.describe()}; the largest that was served: ${accepted} bytes`,
    });
    if (!served) return;
    accepted = length;
  }
});

function isEcho(outcome: Outcome | NoOutcome): boolean {
  return outcome.kind === 'response' && isDeepStrictEqual(outcome.json, EVENT);
}
