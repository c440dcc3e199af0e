import type { HistoryProof } from './rows.ts';

/** The rows, by client. */
export const historyProofs: readonly HistoryProof[] = [
  row('go', 'BUG-035', 'v1.19.0', 'v1.20.0', 'context.request-id', 'wrong-value'),
  row('go', 'BUG-034', 'v1.53.0', 'v1.55.1', 'context.client-context-any-json', 'not-served'),
  row('rust', 'BUG-026', '0.3.0', '0.4.1', 'context.arn-missing', 'no-outcome'),
  row('rust', 'BUG-026', '0.3.0', '0.4.1', 'trace.header-optional', 'not-served'),
  row('rust', 'BUG-045', '0.3.0', '0.4.1', 'trace.variable-set', 'wrong-value'),
  row('rust', 'BUG-022', '0.4.1', '0.6.0', 'next.user-agent', 'no-user-agent'),
  row('rust', 'BUG-031', '0.4.1', '0.10.0', 'context.cognito-identity', 'wrong-value'),
  row('rust', 'BUG-046', '0.6.0', '0.10.0', 'trace.unset-not-empty', 'not-unset'),
  row('rust', 'BUG-086', '0.6.0', '0.10.0', 'error.uncaught-failure-reported', 'not-reported'),
  row('rust', 'BUG-087', '0.6.0', '0.10.0', 'next.bad-event-keeps-loop', 'next-not-served'),
  row('rust', 'BUG-087', '0.6.0', '0.10.0', 'next.malformed-event-is-reported', 'not-reported'),
  row('rust', 'BUG-047', '0.11.0', '0.12.0', 'trace.variable-set', 'wrong-value'),
  row('rust', 'BUG-075', '0.13.0', '1.5.0', 'error.panic-message-kept', 'message-lost'),
  row('rust', 'BUG-118', '0.13.0', '1.5.0', 'invocation-id.echoed', 'not-echoed'),
  row('java', 'BUG-072', '2.5.1', '2.6.0', 'error.type-header-form', 'malformed-type-header'),
  row('python', 'BUG-118', '2.2.1', '4.2.2', 'invocation-id.echoed', 'not-echoed'),
];

/** A change to find among more releases than are judged for it: the client used the proxy of the environment. */
export const bisectionProof = {
  versions: 'go:github.com/aws/aws-lambda-go >=1.46 <=1.55.1',
  requirement: 'http.proxy-ignored',
} as const;

function row(
  client: HistoryProof['client'],
  bug: HistoryProof['bug'],
  faulty: string,
  fixed: string,
  requirement: HistoryProof['requirement'],
  code: string,
): HistoryProof {
  return { client, bug, faulty, fixed, requirement, code };
}
