import {
  hasKnownPath,
  hasWrongMethod,
  isErrorPost,
  isResponsePost,
  purposeOf,
} from '../../harness/trace/calls.ts';
import type { Exchange, TraceView } from '../../harness/trace/view.ts';

/** A request that is meant to settle an invocation and cannot. */
export interface MisdirectedResult {
  readonly exchange: Exchange;
  /** Whether only the method is wrong. */
  readonly wrongMethod: boolean;
  /** Evidence: the request and its reply. */
  readonly actual: string;
}

const DOCUMENTED = /^\/2018-06-01\/runtime\/invocation\/[^/?]+\/(?:response|error)$/;

/**
 * The requests for this purpose with a wrong method, a wrong path or a query, while an invocation has no result. Undocumented
 * calls below `invocation/` count as responses. Only a completely delivered event has a result; other rules judge the
 * reaction to faults.
 */
export function misdirectedResults(
  { exchanges, invocations }: TraceView,
  purpose: 'response' | 'error',
): MisdirectedResult[] {
  return exchanges.flatMap((exchange): MisdirectedResult[] => {
    const { index, request, reply } = exchange;
    if (meantAs(exchange) !== purpose) return [];
    const invocation = invocations.findLast((candidate) => candidate.index < index);
    if (invocation === undefined || invocation.faultInjected || !invocation.delivery.settleable) return [];
    if (invocation.posts.some((post) => post.index < index)) return [];
    return [
      {
        exchange,
        wrongMethod: hasWrongMethod(request),
        actual: `${request.method} ${request.target}${reply === undefined ? '' : ` (${reply.status})`}`,
      },
    ];
  });
}

function meantAs({ request }: Exchange): 'response' | 'error' | undefined {
  const { method, target } = request;
  if ((isResponsePost(request) || isErrorPost(request)) && DOCUMENTED.test(target)) return undefined;
  const purpose = purposeOf(request);
  if (purpose === 'response' || purpose === 'error') return purpose;
  return !hasKnownPath(request) && method !== 'GET' && target.includes('/invocation/')
    ? 'response'
    : undefined;
}
