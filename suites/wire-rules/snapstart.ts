import { isPoll, isRestoreCall } from '../../harness/trace/calls.ts';
import { livesOf } from './process-lives.ts';
import { rule, type Seen } from './rule.ts';

const TYPE = 'AWS_LAMBDA_INITIALIZATION_TYPE';

/** Invariants of the restore from a snapshot. */
export const snapstartRules = [
  /** @see https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-custom.html */
  rule('snapstart.only-under-snapstart', (view) =>
    livesOf(view)
      .filter(({ whole, started }) => whole && started.environment?.[TYPE] !== 'snap-start')
      .flatMap(({ exchanges }): Seen<'snapstart.only-under-snapstart'>[] => {
        // The endpoint exists only with SnapStart.
        const call = exchanges.find(
          ({ request, reply, hasInjectedFault }) =>
            isRestoreCall(request) && reply?.status === 404 && !hasInjectedFault,
        );
        if (call === undefined) {
          const [first] = exchanges;
          return first !== undefined && isPoll(first.request) ? ['holds'] : [];
        }
        return [
          {
            code: 'called-without-snapstart',
            expected: 'no restore/next with AWS_LAMBDA_INITIALIZATION_TYPE=on-demand',
            actual: `${call.request.method} ${call.request.target} (404)`,
            at: call.index,
          },
        ];
      }),
  ),
];
