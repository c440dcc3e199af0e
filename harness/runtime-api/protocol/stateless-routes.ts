import { randomUUID } from 'node:crypto';
import type { Endpoint } from '../../trace/entry.ts';
import { failure, json, notFound, text, type Answer } from './answers.ts';

/** The answer of a route without state (spec.md A.0); undefined if the request blocks. */
export function statelessAnswer(endpoint: Endpoint): Answer | undefined {
  switch (endpoint) {
    case 'ping':
      return text(200, 'pong');
    case 'extension-register':
      return {
        ...json(200, { functionName: 'function', functionVersion: '$LATEST', handler: '' }),
        headers: [
          ['Content-Type', 'application/json'],
          ['Lambda-Extension-Identifier', randomUUID()],
        ],
      };
    case 'extension-next':
      // Blocks until the shutdown phase, which ends with the sandbox.
      return undefined;
    case 'logs':
      return failure(202, 'Logs.NotSupported', 'Logs API is not supported');
    case 'telemetry':
      return failure(202, 'Telemetry.NotSupported', 'Telemetry API is not supported');
    case 'next':
    case 'response':
    case 'error':
    case 'init-error':
    case 'restore-next':
    case 'restore-error':
    case 'credentials':
    case 'other':
      return notFound();
  }
}
