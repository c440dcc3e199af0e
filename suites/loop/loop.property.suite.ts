import { array, constantFrom, integer, record } from 'fast-check';
import { ordinaryEvent } from '../support/controls.ts';
import type { NoOutcome, Outcome } from '../../harness/trace/outcome.ts';
import { brokenByResults, isReturned, wrongReport, wrongResult } from '../support/returned.ts';
import { covers, forAll, test } from '../support/test.ts';

type Kind = 'small' | 'large' | 'failing' | 'empty';

interface Step {
  readonly kind: Kind;
  readonly size: number;
}

const steps = array(
  record<Step>({
    kind: constantFrom('small', 'large', 'failing', 'empty'),
    size: integer({ min: 1000, max: 20_000 }),
  }),
  { minLength: 2, maxLength: 12 },
);

const SMALL: Step[] = [{ kind: 'small', size: 0 }];

/** Sequences that expose reused buffers and variables: short after long, success after failure. */
const transitions: Step[][] = [
  [
    { kind: 'large', size: 20_000 },
    { kind: 'small', size: 0 },
    { kind: 'empty', size: 0 },
  ],
  [
    { kind: 'failing', size: 0 },
    { kind: 'small', size: 0 },
    { kind: 'failing', size: 0 },
    { kind: 'large', size: 2000 },
  ],
];

test(
  'lets nothing of an earlier invocation show in a later result',
  { ...covers('loop.no-residue').against(ordinaryEvent), exercises: [...brokenByResults] },
  async (t) => {
    const throws = t.smoke.grade === 'probe' && t.smoke.actions.includes('throw');
    let count = 0;

    await forAll(
      t,
      'loop.no-residue',
      steps,
      {
        control: {
          value: SMALL,
          requirement: 'next.event-unchanged',
          code: 'event-altered',
        },
        examples: transitions,
        weight: 0.4,
        also: [...brokenByResults],
      },
      async (sandbox, session) => {
        const sent = session.map((step) => {
          count += 1;
          const marker = `marker-${count}-`;
          const event = eventOf(step, marker);
          const fails = throws && step.kind === 'failing';
          return { marker, event, fails, delivery: sandbox.deliver(event) };
        });
        for (const { marker, event, fails, delivery } of sent) {
          const others = sent.map((one) => one.marker).filter((other) => other !== marker);
          const outcome = await delivery.outcome();
          const residue = residueIn(outcome, event, fails, others);
          if (residue !== undefined) {
            return {
              beside: fails ? wrongReport(sandbox, outcome, marker) : wrongResult(sandbox, outcome, event),
              code: 'earlier-value',
              expected: fails ? `an error that contains ${marker} only` : 'the event of this invocation',
              actual: residue,
            };
          }
        }
        return undefined;
      },
    );
  },
);

function eventOf({ kind, size }: Step, marker: string): unknown {
  switch (kind) {
    case 'small':
      return { marker };
    case 'large':
      return { marker, padding: marker.repeat(Math.ceil(size / marker.length)) };
    case 'failing':
      return { probe: 'throw', type: 'Oops', message: marker };
    case 'empty':
      return {};
  }
}

/** Content of a result that does not come from this invocation; undefined if there is none. */
function residueIn(
  outcome: Outcome | NoOutcome,
  event: unknown,
  fails: boolean,
  others: readonly string[],
): string | undefined {
  if (outcome.kind === 'none') return outcome.reason;
  const foreign = others.find(
    (marker) => outcome.text.includes(marker) || outcome.headers.some(([, value]) => value.includes(marker)),
  );
  if (foreign !== undefined) return `${foreign} in ${outcome.describe()}`;
  if (fails) return outcome.kind === 'error' ? undefined : `no error: ${outcome.describe()}`;
  const errorType = outcome.header('Lambda-Runtime-Function-Error-Type');
  if (errorType !== undefined) return `the error type ${errorType} of another invocation`;
  return isReturned(outcome, event) ? undefined : outcome.describe();
}
