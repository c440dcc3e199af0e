import { headerValue, type RawHeaders } from '../../base/headers.ts';
import type { Call } from './model.ts';
import type { Route } from './routes.ts';

/** The request as the state machine sees it; undefined for the routes that have no state. */
export function callOf({ endpoint, requestId = '' }: Route, headers: RawHeaders): Call | undefined {
  const invocationId = (): string | undefined => headerValue(headers, 'Lambda-Runtime-Invocation-Id');
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
        invocationId: invocationId(),
        mode: headerValue(headers, 'Lambda-Runtime-Function-Response-Mode'),
      };
    case 'error':
      return { endpoint, requestId, invocationId: invocationId() };
    case 'extension-register':
    case 'extension-next':
    case 'ping':
    case 'logs':
    case 'telemetry':
    case 'credentials':
    case 'metadata':
    case 'other':
      return undefined;
  }
}
