import { methodOf } from '../../trace/calls.ts';
import type { Endpoint } from '../../trace/entry.ts';

const VERSION = '/2018-06-01';

/** The endpoint that a request target names. */
export interface Route {
  readonly endpoint: Endpoint;
  /** The method the endpoint answers; any other gets a 405. Undefined for `other`. */
  readonly method: 'GET' | 'POST' | 'PUT' | undefined;
  /** The id in the path of a result POST, percent-decoded. */
  readonly requestId?: string;
}

const fixedRoutes: ReadonlyMap<string, Route> = new Map(
  Object.entries({
    [`${VERSION}/runtime/invocation/next`]: to('next'),
    [`${VERSION}/runtime/init/error`]: to('init-error'),
    [`${VERSION}/runtime/restore/next`]: to('restore-next'),
    [`${VERSION}/runtime/restore/error`]: to('restore-error'),
    [`${VERSION}/ping`]: to('ping'),
    '/2020-01-01/extension/register': to('extension-register'),
    '/2020-01-01/extension/event/next': to('extension-next'),
    '/2020-08-15/logs': to('logs'),
    '/2022-07-01/telemetry': to('telemetry'),
    '/2021-04-23/credentials': to('credentials'),
    '/2026-01-15/metadata/execution-environment': to('metadata'),
  }),
);

const OUTCOME = new RegExp(`^${VERSION}/runtime/invocation/([^/]*)/(response|error)$`);
const NO_ROUTE: Route = { endpoint: 'other', method: undefined };

function to(endpoint: Exclude<Endpoint, 'other'>): Route {
  return { endpoint, method: methodOf[endpoint] };
}

/**
 * Finds the endpoint that a request target names.
 *
 *@see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export function routeOf(target: string): Route {
  const query = target.indexOf('?');
  const path = query === -1 ? target : target.slice(0, query);
  const fixed = fixedRoutes.get(path);
  if (fixed !== undefined) return fixed;
  const outcome = OUTCOME.exec(path);
  if (outcome === null) return NO_ROUTE;
  const [, id = '', kind] = outcome;
  return {
    endpoint: kind === 'response' ? 'response' : 'error',
    method: methodOf.response,
    requestId: decodePathSegment(id),
  };
}

/** Percent-decodes a path segment; an invalid one stays as it is. */
function decodePathSegment(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
