import { randomUUID } from 'node:crypto';
import { headerValue, type RawHeaders } from '../../base/headers.ts';
import type { Endpoint } from '../../trace/entry.ts';
import type { ContainerCredentials } from './container-credentials.ts';
import { failure, json, notFound, text, type Answer } from './answers.ts';

/** What else an answer depends on. */
interface Circumstances {
  /** The body of the request. */
  readonly content: Buffer;
  /** Whether the environment serves several invocations at once, as on Managed Instances. */
  readonly concurrent: boolean;
  /** What the environment gives under SnapStart instead of variables. */
  readonly credentials: ContainerCredentials | undefined;
}

/** The answer of a route without state (spec.md A.0); undefined if the request blocks. */
export function statelessAnswer(
  endpoint: Endpoint,
  headers: RawHeaders,
  circumstances?: Circumstances,
): Answer | undefined {
  switch (endpoint) {
    case 'ping':
      return text(200, 'pong');
    case 'extension-register':
      return circumstances?.concurrent === true && namesEvents(circumstances.content)
        ? failure(403, 'Extension.InvalidEventType', 'An internal extension gets no events here')
        : registered();
    case 'extension-next':
      // Blocks until the shutdown phase, which ends with the sandbox.
      return undefined;
    case 'logs':
      return failure(202, 'Logs.NotSupported', 'Logs API is not supported');
    case 'telemetry':
      return failure(202, 'Telemetry.NotSupported', 'Telemetry API is not supported');
    case 'metadata':
      return metadataAnswer(headers);
    case 'next':
    case 'response':
    case 'error':
    case 'init-error':
    case 'restore-next':
    case 'restore-error':
    case 'other':
      return notFound();
    case 'credentials':
      return circumstances?.credentials?.answerTo(headers) ?? notFound();
  }
}

/** What the runtime needs to read the metadata of its execution environment; Lambda gives it in AWS_LAMBDA_METADATA_TOKEN. */
export const METADATA_TOKEN = randomUUID();

/**
 * The metadata of the execution environment.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-metadata-endpoint.html
 */
function metadataAnswer(headers: RawHeaders): Answer {
  if (headerValue(headers, 'Authorization') !== `Bearer ${METADATA_TOKEN}`)
    return text(401, 'Unauthorized\n');
  const answer = json(200, { AvailabilityZoneID: 'use1-az1' });
  return { ...answer, headers: [...answer.headers, ['Cache-Control', 'private, max-age=43200, immutable']] };
}

function registered(): Answer {
  return {
    ...json(200, { functionName: 'function', functionVersion: '$LATEST', handler: '' }),
    headers: [
      ['Content-Type', 'application/json'],
      ['Lambda-Extension-Identifier', randomUUID()],
    ],
  };
}

/**
 * Whether a registration asks for events. In concurrent mode an extension in the process of the runtime gets none.
 *
 * @see https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/rapi/handler/agentregister.go
 */
function namesEvents(content: Buffer): boolean {
  try {
    const parsed: unknown = JSON.parse(content.toString());
    const events: unknown =
      typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'events') : undefined;
    return Array.isArray(events) && events.length > 0;
  } catch {
    return false;
  }
}
