/** The W3C trace context as a member of the client context. */
import type { Outcome } from '../../harness/trace/outcome.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { CLIENT_CONTEXT } from '../support/caller-headers.ts';
import { ordinaryContext } from '../support/controls.ts';
import { isSameJson } from '../support/json-equality.ts';
import { isNothing, isObject, show, shownBy, type Shown } from '../support/shown-context.ts';
import { covers, test, type RequirementId, type TestContext } from '../support/test.ts';

const FIELDS = {
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'congo=t61rcWkgMzE,rojo=00f067aa0ba902b7',
  baggage: 'userId=alice,serverNode=DF%2028',
};
const NOT_EXPOSED = 'The runtime exposes no field of the W3C trace context.';

function clientContext(w3c: unknown): string {
  return JSON.stringify({ ...CLIENT_CONTEXT, w3c });
}

/** Shows the context of an invocation with this `w3c` in its client context. */
function showWith(t: TestContext, sandbox: Sandbox, w3c: unknown): Promise<Shown> {
  return show(t, sandbox.invoke({ probe: 'context' }, { clientContext: clientContext(w3c) }));
}

/** The W3C fields that the handler sees. */
function fieldsIn({ w3c }: Shown): Shown {
  return isObject(w3c) ? w3c : {};
}

/** Ends the test where the runtime exposes no field, so that nothing can be said about which ones. */
function needFields(t: TestContext, shown: Shown): void {
  if (isNothing(shown['w3c'])) t.inconclusive(NOT_EXPOSED);
}

test(
  'exposes the three fields of `w3c`, and nothing else of it, and removes it from the client context',
  covers('w3c.fields-exposed', 'w3c.removed-from-client-context', 'w3c.only-known-fields').against(
    ordinaryContext,
  ),
  async (t) => {
    const sandbox = await t.warm();
    const plain = await show(
      t,
      sandbox.invoke({ probe: 'context' }, { clientContext: JSON.stringify(CLIENT_CONTEXT) }),
    );
    const shown = await showWith(t, sandbox, { ...FIELDS, planted: 'by-the-caller' });

    const fields = fieldsIn(shown);
    for (const [name, value] of Object.entries(FIELDS)) {
      t.verify('w3c.fields-exposed', fields[name] === value, {
        code: 'not-exposed',
        expected: `w3c.${name}: ${value}`,
        actual: name in fields ? `w3c.${name}: ${JSON.stringify(fields[name])}` : `it shows no ${name}`,
      });
    }
    const other = Object.keys(fields).filter((name) => !Object.hasOwn(FIELDS, name));
    if (isNothing(shown['w3c'])) t.leaveUnjudged(['w3c.only-known-fields'], 'inconclusive', NOT_EXPOSED);
    else {
      t.verify('w3c.only-known-fields', other.length === 0, {
        code: 'unknown-field',
        expected: `only ${Object.keys(FIELDS).join(', ')}`,
        actual: `also ${other.join(', ')}`,
      });
    }
    judgeClientContext(t, plain['clientContext'], shown['clientContext']);
  },
);

/** Compares the client context beside `w3c` with that of an invocation without it: how it is shown is up to the language. */
function judgeClientContext(t: TestContext, plain: unknown, shown: unknown): void {
  const text = JSON.stringify(shown) ?? 'it shows no `clientContext`';
  const removed = !text.includes(FIELDS.traceparent);
  t.verify('w3c.removed-from-client-context', removed, {
    code: 'not-removed',
    expected: 'a client context without `w3c`',
    actual: text,
  });
  if (!removed) return;
  t.verify('w3c.removed-from-client-context', isSameJson(plain, shown), {
    code: 'other-member-changed',
    expected: `as without \`w3c\`: ${JSON.stringify(plain)}`,
    actual: text,
  });
}

const ODD_FIELDS = [
  { traceparent: 7, tracestate: null, baggage: { user: 1 } },
  { traceparent: [FIELDS.traceparent], tracestate: true, baggage: 1.5 },
];

test(
  'drops a field of `w3c` whose value is not a string',
  covers('w3c.only-strings').against(ordinaryContext),
  async (t) => {
    const sandbox = await t.warm();
    needFields(t, await showWith(t, sandbox, FIELDS));

    for (const fields of ODD_FIELDS) await judgeEmpty(t, sandbox, 'w3c.only-strings', clientContext(fields));
  },
);

test(
  'treats a `w3c` that is not an object as empty, and removes it',
  covers('w3c.not-an-object').against(ordinaryContext),
  async (t) => {
    const sandbox = await t.warm();

    for (const w3c of ['text-in-place', 7, ['text-in-place']]) {
      await judgeEmpty(t, sandbox, 'w3c.not-an-object', clientContext(w3c));
    }
  },
);

test(
  'exposes an empty set of W3C fields without the header or without the member',
  covers('w3c.absent-is-empty').against(ordinaryContext),
  async (t) => {
    const sandbox = await t.warm();

    for (const header of [null, '{}', JSON.stringify(CLIENT_CONTEXT)]) {
      await judgeEmpty(t, sandbox, 'w3c.absent-is-empty', header);
    }
  },
);

/** Judges that an invocation with this client context is served, and that its handler sees no W3C field. */
async function judgeEmpty(
  t: TestContext,
  sandbox: Sandbox,
  id: Extract<RequirementId, 'w3c.only-strings' | 'w3c.not-an-object' | 'w3c.absent-is-empty'>,
  header: string | null,
): Promise<void> {
  const what = header === null ? 'no client context' : `the client context ${header}`;
  const outcome = await sandbox.deliver({ probe: 'context' }, { clientContext: header }).outcome();
  const shown = shownBy(outcome);
  const served = t.verify(id, shown !== undefined, {
    code: 'not-served',
    expected: `the context of an invocation with ${what}`,
    actual: outcome.describe(),
  });
  if (!served || shown === undefined) return;
  const left = JSON.stringify(shown['clientContext'] ?? null).includes('text-in-place');
  t.verify(id, Object.keys(fieldsIn(shown)).length === 0 && !left, {
    code: 'shown',
    expected: `no W3C field for ${what}`,
    actual: left ? `clientContext: ${JSON.stringify(shown['clientContext'])}` : JSON.stringify(shown['w3c']),
  });
}

test(
  'exposes `baggage` alone when only that came',
  covers('w3c.partial').against(ordinaryContext),
  async (t) => {
    const sandbox = await t.warm();
    needFields(t, await showWith(t, sandbox, FIELDS));

    const { baggage } = FIELDS;
    const shown = await showWith(t, sandbox, { baggage });

    t.verify('w3c.partial', isSameJson({ baggage }, shown['w3c']), {
      code: 'not-exposed',
      expected: JSON.stringify({ baggage }),
      actual: JSON.stringify(shown['w3c']) ?? 'it shows no `w3c`',
    });
  },
);

test(
  'carries no W3C field over to a later invocation',
  covers('w3c.per-invocation').against(ordinaryContext),
  async (t) => {
    const sandbox = await t.warm();
    needFields(t, await showWith(t, sandbox, FIELDS));

    const later: readonly (string | null)[] = [
      clientContext({ traceparent: FIELDS.traceparent.replace('0af7', 'ffff') }),
      JSON.stringify(CLIENT_CONTEXT),
      null,
    ];
    for (const header of later) {
      const outcome: Outcome = await sandbox.invoke({ probe: 'context' }, { clientContext: header });
      const kept = Object.values(FIELDS).filter((value) => outcome.text.includes(value));
      t.verify('w3c.per-invocation', kept.length === 0, {
        code: 'earlier-value',
        expected: 'no field that only an earlier invocation had',
        actual: kept.join(', '),
      });
    }
  },
);
