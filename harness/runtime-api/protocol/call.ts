import type { Answer } from './answers.ts';
import type { Exchange } from '../wire/connection.ts';
import type { Fault } from '../invocations/faults.ts';
import type { Call } from './model.ts';
import { valuesOf } from '../wire/request-parser.ts';

/** The request as the state machine sees it; undefined for the routes that have no state. */
export function callOf(exchange: {
  readonly route: Pick<Exchange['route'], 'endpoint' | 'requestId'>;
  readonly head: Pick<Exchange['head'], 'headers'>;
}): Call | undefined {
  const { endpoint, requestId = '' } = exchange.route;
  switch (endpoint) {
    case 'next':
    case 'init-error':
    case 'restore-next':
    case 'restore-error':
      return { endpoint };
    case 'response':
      return {
        endpoint,
        requestId,
        mode: valuesOf(exchange.head.headers, 'lambda-runtime-function-response-mode')[0],
      };
    case 'error':
      return { endpoint, requestId };
    case 'extension-register':
    case 'extension-next':
    case 'ping':
    case 'logs':
    case 'telemetry':
    case 'credentials':
    case 'other':
      return undefined;
  }
}

/** Whether the endpoint answers the method of the request. */
export function isKnownMethod(exchange: Exchange): boolean {
  return exchange.route.method === exchange.head.method;
}

/** Whether the request is met without asking the state machine. */
export function replacesAnswer(faults: readonly Fault[]): boolean {
  return faults.some((fault) => ['status', 'drop-before-reply', 'drop-at-head'].includes(fault.fault));
}

/** The answer that a fault puts in the place of the right one. */
export function injectedAnswer(fault: Extract<Fault, { fault: 'status' }>): Answer {
  return {
    status: fault.status,
    headers: fault.headers ?? [['Content-Type', 'application/json']],
    body: Buffer.from(fault.body ?? `{"errorMessage":"injected","errorType":"Injected${fault.status}"}\n`),
  };
}

/** Faults that keep a correct runtime from settling the invocation as usual. */
const spoiling: ReadonlySet<Fault['fault']> = new Set([
  'status',
  'truncate',
  'body',
  'drop-before-reply',
  'drop-at-head',
]);

/** Whether faults of a delivery keep a correct runtime from settling the invocation as usual. */
export function spoils(faults: readonly Fault[]): boolean {
  return faults.some((fault) => spoiling.has(fault.fault));
}
