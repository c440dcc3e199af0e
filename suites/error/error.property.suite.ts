import { stringMatching, oneof } from 'fast-check';
import type { Judgement } from '../../harness/test/property.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { brokenByResults, wrongReport } from '../support/returned.ts';
import { isSameText } from '../support/text-equality.ts';
import { ordinaryFailure } from '../support/controls.ts';
import { covers, itself, forAll, test, type CodeOf } from '../support/test.ts';
import { anyText, hostileExamples, readableExamples, readableText } from '../support/text-arbitraries.ts';

/** What a runtime violates that fails an ordinary error as well. */
const failure = { requirement: 'error.posted-to-invocation', code: 'not-at-error-path' } as const;

test(
  'reports the text of the failure without additions',
  { ...covers('error.mirrors-failure').against(ordinaryFailure), exercises: ['next.request-id-used'] },
  async (t) => {
    await forAll(
      t,
      'error.mirrors-failure',
      stringMatching(/^[!-~]([ -~]{0,60}[!-~])?$/),
      {
        control: itself,
        examples: ['m', 'ProbeOops: m', '{"errorMessage":"m"}'],
        also: [...brokenByResults],
      },
      async (sandbox, message) => {
        const outcome = await sandbox.invoke(throwing(message));

        if (outcome.object?.['errorMessage'] === message) return undefined;
        return {
          beside: wrongReport(sandbox, outcome, message),
          code: 'wrong-message',
          expected: JSON.stringify(message),
          actual: JSON.stringify(outcome.object?.['errorMessage']) ?? outcome.describe(),
        };
      },
    );
  },
);

test(
  'delivers the characters of an error message intact',
  covers('error.text-round-trips').against(ordinaryFailure),
  async (t) => {
    await forAll(
      t,
      'error.text-round-trips',
      readableText,
      {
        control: { value: 'plain', requirement: 'error.mirrors-failure', code: 'wrong-message' },
        examples: readableExamples,
        also: [...brokenByResults],
      },
      async (sandbox, message) => {
        const outcome = await sandbox.deliver(throwing(message)).outcome();

        if (isSameText(message, outcome.kind === 'none' ? undefined : outcome.object?.['errorMessage'])) {
          return undefined;
        }
        return {
          beside: wrongReport(sandbox, outcome, message),
          code: 'text-altered',
          expected: JSON.stringify(message),
          actual: outcome.describe(),
        };
      },
    );
  },
);

test(
  'produces valid JSON and legal header values from any error text',
  covers('error.text-legal-everywhere').against(ordinaryFailure),
  async (t) => {
    await forAll(
      t,
      'error.text-legal-everywhere',
      oneof(anyText, readableText),
      {
        control: { value: 'plain', ...failure },
        examples: [...hostileExamples, ...readableExamples, 'long '.repeat(20_000)],
      },
      (sandbox, message) => illegality(sandbox, throwing(message), message),
    );
  },
);

test(
  'sends a legal request for error types of any name',
  covers('error.odd-type-names').against(ordinaryFailure),
  async (t) => {
    await forAll(
      t,
      'error.odd-type-names',
      anyText.filter((type) => type !== ''),
      {
        control: { value: 'ProbeOops', ...failure },
        examples: ['Ошибка', 'Line\nFeed', 'Return\r\nX: y', 'T'.repeat(10_240), ...hostileExamples],
        weight: 0.5,
      },
      (sandbox, type) => illegality(sandbox, throwing('odd', type), type),
    );
  },
);

/** Checks the error report of a failure that contains this value. */
async function illegality(
  sandbox: Sandbox,
  event: unknown,
  value: string,
): Promise<Judgement<CodeOf<'error.text-legal-everywhere' | 'error.odd-type-names'>>> {
  const from = sandbox.trace.length;
  // A runtime that ends at the text is told once, here, and not for its missing outcome.
  const outcome = await sandbox.deliver(event, { settleable: false }).outcome();

  const expected = `a report of ${JSON.stringify(value.slice(0, 200))} in legal HTTP and JSON`;
  // The parser of the server is strict: raw CR, LF, DEL and other control characters in a header are problems.
  const problem = sandbox.trace.entries.slice(from).find((entry) => entry.kind === 'protocol-problem');
  if (problem !== undefined) {
    const actual = `${problem.problem}: ${JSON.stringify(problem.sample.toString('latin1'))}`;
    return { code: 'illegal-http', expected, actual };
  }
  if (outcome.kind !== 'error') {
    return { code: 'not-reported', expected, actual: outcome.describe() };
  }
  if (outcome.length > 0 && outcome.json === undefined) {
    return { code: 'invalid-json', expected, actual: outcome.describe() };
  }
  return undefined;
}

function throwing(message: string, type = 'ProbeOops'): unknown {
  return { probe: 'throw', type, message };
}
