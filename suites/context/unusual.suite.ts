/** Legal but rare invocation headers: with non-ASCII bytes, very long, or missing. */
import type { InvokeOptions } from '../../harness/runtime-api/invocations/invocation-builder.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { clientContextWith, CLIENT_CONTEXT } from '../support/caller-headers.ts';
import { chargeWrongResult, isReturned } from '../support/returned.ts';
import { shownBy } from '../support/shown-context.ts';
import { everyHeader, ordinaryEvent } from '../support/controls.ts';
import { covers, test, type TestContext } from '../support/test.ts';

const EVENT = { order: 7 };

test(
  'survives UTF-8 bytes in the raw client-context header',
  covers('context.utf8-header-bytes').against(everyHeader),
  async (t) => {
    const clientContext = JSON.stringify({
      ...CLIENT_CONTEXT,
      custom: { text: 'zażółć 日本語 😀' },
      env: { ...CLIENT_CONTEXT.env, ünïcode: 'é' },
    });
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

/** Usual; it shows whether the handler sees the client context at all. */
const SMALL = 500;

/** About the maximum that Lambda lets a caller send. */
const LARGE = 3500;

/** HTTP libraries have limits from 8 KiB on. */
const LARGER = [8000, 16_000, 32_000, 64_000];

test(
  'accepts a client context of the largest size that a caller may send',
  covers('context.large-headers').against(everyHeader),
  async (t) => {
    await acceptsLengths(t, 'context.large-headers', [LARGE]);
  },
);

test(
  'accepts headers that are larger than any that are documented',
  covers('context.larger-headers').against(everyHeader),
  async (t) => {
    await acceptsLengths(t, 'context.larger-headers', LARGER);
  },
);

async function acceptsLengths(
  t: TestContext,
  id: 'context.large-headers' | 'context.larger-headers',
  lengths: readonly number[],
): Promise<void> {
  const sandbox = await t.warm();
  const shows = t.smoke.grade === 'probe' && t.smoke.actions.includes('context');
  let accepted = 0;
  let exposed = false;

  for (const length of [SMALL, ...lengths]) {
    const text = 'x'.repeat(length - clientContextWith({ text: '' }).length);
    const options = { clientContext: clientContextWith({ text }), settleable: false };
    const outcome = await sandbox.deliver(EVENT, options).outcome();
    chargeWrongResult(t, sandbox, outcome, EVENT);

    const served = t.verify(id, isReturned(outcome, EVENT), {
      code: 'not-served',
      expected: `the event returned, with a client context of ${length} bytes`,
      actual: `${outcome.describe()}${accepted === 0 ? '' : `; the largest that was served: ${accepted} bytes`}`,
    });
    if (!served) return;
    accepted = length;
    if (!shows) continue;

    const context = await sandbox.deliver({ probe: 'context' }, options).outcome();
    const shown = shownBy(context)?.['clientContext'];
    // A runtime that shows no client context at all is judged elsewhere.
    exposed ||= shown !== undefined;
    if (!exposed) continue;
    const json = JSON.stringify(shown) ?? 'none';
    t.verify(id, json.includes(text), {
      code: 'value-incomplete',
      expected: `a client context with a text of ${text.length} characters`,
      actual: `${json.length} characters: ${json.slice(0, 200)}`,
    });
  }
}
