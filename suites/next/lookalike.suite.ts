/** Text that looks like another type: it stays text on every way through a runtime. */
import { charge, isReturned, wrongResult } from '../support/returned.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test, type TestContext } from '../support/test.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';

/** Texts that parsers of YAML, forms, shells, SQL and dates are known to convert, decode or expand. */
const TEXTS: readonly string[] = [
  ['null', 'true', 'false', 'True', 'yes', 'no', 'on', 'off', 'None', 'nil', 'undefined', '~'],
  ['0', '1', '-0', '007', '1e5', '1E400', '0x10', '0b1', '0o7', '1_000', '1,5', '1.0', '1.10', '.5', '+1'],
  ['NaN', 'Infinity', '-Infinity', '9007199254740993', '123456789012345678901234567890'],
  ['2026-01-01', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000+02:00', '20260101', '12:30', 'P1D'],
  ['/Date(1234567890000)/', 'aGVsbG8=', '550e8400-e29b-41d4-a716-446655440000'],
  ['https://example.com/a%20b?c=d&e=%C3%BC#f', 'a+b%2Bc', '&amp;&lt;', String.raw`\u0041\n\\`],
  ['${HOME}', '$(id)', '`id`', '{{x}}', '%s %d', '=1+1', '#comment', '@file', '*', '<script>'],
  ['{"a":1}', '[1]', '"quoted"', "'single'", '  padded  ', '', ' ', 'a\tb', 'line\n'],
].flat();

/** Those that are also returned alone, since a text without a container often goes another way. */
const ALONE = ['null', '1e5', '0x10', 'true', '2026-01-01T00:00:00Z', '{"a":1}', '007', '', 'line\n'];

test(
  'leaves text as it is that looks like a number, a date or another type',
  {
    ...covers('next.event-unchanged', 'response.body-is-the-result').against(ordinaryEvent),
    exercises: ['next.request-id-used'],
  },
  async (t) => {
    const sandbox = await t.warm();
    const ways: Readonly<Record<string, unknown>> = {
      'as a value': Object.fromEntries(TEXTS.map((text, index) => [`t${index}`, text])),
      'in an array': [...TEXTS],
      'as a key': Object.fromEntries(TEXTS.map((text) => [text, 'here'])),
    };

    for (const [way, event] of Object.entries(ways)) await judge(t, sandbox, way, event);
    for (const text of ALONE) await judge(t, sandbox, 'alone', text);
    if (t.smoke.grade !== 'probe' || !t.smoke.actions.includes('text')) return;
    for (const text of ALONE) await judgeResult(t, sandbox, text);
  },
);

/** Delivers an event and looks which of its texts came back as something else. */
async function judge(t: TestContext, sandbox: Sandbox, way: string, event: unknown): Promise<void> {
  const outcome = await sandbox.deliver(event).outcome();
  if (outcome.kind === 'none') return t.inconclusive(`The event had no outcome: ${outcome.reason}.`);
  const wrong = wrongResult(sandbox, outcome, event);
  if (wrong?.requirement === 'next.request-id-used') {
    charge(t, sandbox, wrong);
    return;
  }
  if (isReturned(outcome, event)) return t.holds('next.event-unchanged');
  // The result came, so a busy machine is no excuse.
  t.verifyAbsence('next.event-unchanged', false, {
    code: 'text-converted',
    expected: `text that looks like another type, ${way}, as it was sent`,
    actual: differences(event, outcome.json).join('; ') || outcome.describe(),
    sandbox,
  });
}

/** The same for a result that the function makes of such a text. */
async function judgeResult(t: TestContext, sandbox: Sandbox, text: string): Promise<void> {
  const outcome = await sandbox.deliver({ probe: 'text', value: text }).outcome();
  if (outcome.kind === 'none') return t.inconclusive(`The event had no outcome: ${outcome.reason}.`);
  if (isReturned(outcome, text)) return t.holds('response.body-is-the-result');
  t.verifyAbsence('response.body-is-the-result', false, {
    code: 'text-converted',
    expected: `the text ${JSON.stringify(text)}`,
    actual: outcome.describe(),
    sandbox,
  });
}

/** The first members that came back as something else. */
function differences(sent: unknown, came: unknown): string[] {
  if (typeof sent !== 'object' || sent === null) return [`${shown(sent)} came back as ${shown(came)}`];
  return Object.entries(sent)
    .filter(([key, value]) => Reflect.get(Object(came), key) !== value)
    .slice(0, 5)
    .map(([key, value]) =>
      value === 'here'
        ? `the key ${shown(key)} is lost`
        : `${shown(value)} came back as ${shown(Reflect.get(Object(came), key))}`,
    );
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
