import { stringMatching, oneof } from 'fast-check';
import type { Judgement } from '../../harness/test/property.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { isSameText } from '../support/text-equality.ts';
import { covers, forAll, test } from '../support/test.ts';
import { anyText, hostileExamples, readableExamples, readableText } from '../support/text-arbitraries.ts';

test('reports the text of the failure without additions', covers('error.mirrors-failure'), async (scene) => {
  await forAll(
    scene,
    'error.mirrors-failure',
    stringMatching(/^[!-~]([ -~]{0,60}[!-~])?$/),
    { examples: ['m', 'ProbeOops: m', '{"errorMessage":"m"}'] },
    async (sandbox, message) => {
      const outcome = await sandbox.invoke(throwing(message));

      if (outcome.object?.['errorMessage'] === message) return undefined;
      return {
        deviation: 'The `errorMessage` of a report is not the text of the failure.',
        expected: JSON.stringify(message),
        actual: JSON.stringify(outcome.object?.['errorMessage']) ?? outcome.describe(),
      };
    },
  );
});

test(
  'delivers the characters of an error message intact',
  covers('error.text-round-trips'),
  async (scene) => {
    await forAll(
      scene,
      'error.text-round-trips',
      readableText,
      { examples: readableExamples },
      async (sandbox, message) => {
        const outcome = await sandbox.deliver(throwing(message)).outcome();

        if (isSameText(message, outcome.kind === 'none' ? undefined : outcome.object?.['errorMessage'])) {
          return undefined;
        }
        return {
          deviation: 'The characters of an error message do not arrive intact.',
          expected: JSON.stringify(message),
          actual: outcome.describe(),
        };
      },
    );
  },
);

test(
  'produces valid JSON and legal header values from any error text',
  covers('error.text-legal-everywhere'),
  async (scene) => {
    await forAll(
      scene,
      'error.text-legal-everywhere',
      oneof(anyText, readableText),
      { examples: [...hostileExamples, ...readableExamples, 'long '.repeat(20_000)] },
      (sandbox, message) => illegality(sandbox, throwing(message), 'text', message),
    );
  },
);

test('sends a legal request for error types of any name', covers('error.odd-type-names'), async (scene) => {
  await forAll(
    scene,
    'error.odd-type-names',
    anyText.filter((type) => type !== ''),
    {
      examples: ['Ошибка', 'Line\nFeed', 'Return\r\nX: y', 'T'.repeat(10_240), ...hostileExamples],
      weight: 0.5,
    },
    (sandbox, type) => illegality(sandbox, throwing('odd', type), 'type', type),
  );
});

/** What is wrong with the report of a failure in which this text plays a part, if anything is. */
async function illegality(
  sandbox: Sandbox,
  event: unknown,
  part: 'text' | 'type',
  value: string,
): Promise<Judgement> {
  const from = sandbox.trace.length;
  const outcome = await sandbox.deliver(event).outcome();

  const expected = `a report of ${JSON.stringify(value.slice(0, 200))} in legal HTTP and JSON`;
  // The parser of the server looks at headers strictly: raw CR, LF, DEL and their kin are problems to it.
  const problem = sandbox.trace.entries.slice(from).find((entry) => entry.kind === 'protocol-problem');
  if (problem !== undefined) {
    const actual = `${problem.problem}: ${JSON.stringify(problem.sample.toString('latin1'))}`;
    return { deviation: `The ${part} of an error makes the report illegal HTTP.`, expected, actual };
  }
  if (outcome.kind === 'none') {
    const deviation = `The ${part} of an error keeps it from being reported.`;
    return { deviation, expected, actual: outcome.reason };
  }
  if (outcome.kind === 'error' && outcome.length > 0 && outcome.json === undefined) {
    const deviation = `The ${part} of an error makes the body of the report invalid JSON.`;
    return { deviation, expected, actual: outcome.describe() };
  }
  return undefined;
}

function throwing(message: string, type = 'ProbeOops'): unknown {
  return { probe: 'throw', type, message };
}
