import { isEndOfConnection, isPoll, isResultPost, purposeOf } from '../../harness/trace/calls.ts';
import {
  isRefused,
  type DeliveredInvocation,
  type Exchange,
  type TraceView,
} from '../../harness/trace/view.ts';
import { headerValue } from '../../harness/base/headers.ts';
import type { Entry, Endpoint } from '../../harness/trace/entry.ts';
import type { CodeOf } from '../requirements/index.ts';
import { rule, ruleOfForm, type Seen } from './rule.ts';

const NEXT = '/2018-06-01/runtime/invocation/next';

/** Calls that a runtime may make before its first poll. */
const beforeWork: ReadonlySet<Endpoint> = new Set([
  'extension-register',
  'extension-next',
  'ping',
  'logs',
  'telemetry',
  'credentials',
  'restore-next',
  'restore-error',
]);

/** Tolerance: the end of an abandoned poll and its successor on a new connection may be seen in either order. */
const CROSSING_MS = 100;

/** Invariants of polling. */
export const nextRules = [
  /** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next */
  rule('next.polls-documented-path', ({ entries, exchanges }): Seen<'next.polls-documented-path'>[] => {
    const first = exchanges.find(({ request }) => !beforeWork.has(request.endpoint));
    if (first === undefined || purposeOf(first.request) === 'init-error') return [];
    if (!isDocumentedPoll(first.request)) return [notAPoll('wrong-first-request', first)];
    // After a redirect the path is not the runtime's choice.
    const redirected = entries.some(
      (entry) => entry.kind === 'reply' && entry.status >= 300 && entry.status < 400,
    );
    const later = exchanges.find(
      ({ request }) => purposeOf(request) === 'next' && !isDocumentedPoll(request),
    );
    return later === undefined || redirected ? ['holds'] : [notAPoll('wrong-poll', later)];
  }),

  rule('next.one-outstanding', ({ entries, exchanges, concurrent }) => {
    if (concurrent) return [];
    const polls = pollsOf(exchanges);
    return polls.map((poll, position) => {
      const open = polls.find(
        (other, place) =>
          place < position &&
          (other.replyIndex === undefined || other.replyIndex > poll.index) &&
          other.request.connection !== poll.request.connection &&
          !endedBefore(entries, other, poll),
      );
      return open === undefined
        ? 'holds'
        : {
            code: 'two-polls',
            expected: 'one `next` at a time',
            actual: `a poll on connection ${poll.request.connection} while the one on connection ${open.request.connection} was unanswered`,
            at: poll.index,
          };
    });
  }),

  rule('next.not-before-outcome', (view) => {
    const wasLost = lossesIn(view);
    return view.invocations.flatMap((invocation): Seen<'next.not-before-outcome'>[] => {
      const { index, delivery, posts, nextPollIndex, faultInjected } = invocation;
      const post = posts.find((one) => !isRefused(one))?.index;
      const demanded = delivery.settleable || delivery.mayEnd === true;
      if (!demanded || faultInjected || wasLost(invocation)) return [];
      if (nextPollIndex === undefined) return post === undefined ? [] : ['holds'];
      if (post !== undefined && post < nextPollIndex) return ['holds'];
      // The next poll belongs to a restarted process.
      if (view.exitIndex !== undefined && view.exitIndex > index && view.exitIndex < nextPollIndex) return [];
      return [
        {
          code: 'polls-before-outcome',
          expected: 'a response or an error between the event and the next poll',
          actual: `a poll before there was an outcome for ${delivery.requestId}`,
          at: nextPollIndex,
        },
      ];
    });
  }),

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-response */
  rule('next.request-id-used', (view) => {
    const { exchanges, invocations } = view;
    // Between two deliveries there may be results of others: the tests of concurrent mode look for mixed ones.
    if (view.concurrent) return [];
    // Ids of this invocation and earlier ones: a post with another id is wrong.
    const unsettled = new Set<string | undefined>();
    return invocations.flatMap((invocation, position): Seen<'next.request-id-used'>[] => {
      const { index, delivery, posts, faultInjected } = invocation;
      if (posts.length > 0) return ['holds'];
      unsettled.add(delivery.requestId);
      if (!delivery.settleable || faultInjected) return [];
      // Other requirements judge ids that need escaping; Lambda's own ids do not.
      if (!/^[\w.~-]+$/.test(delivery.requestId)) return [];
      const end = invocations[position + 1]?.index ?? Infinity;
      const stray = exchanges.find(
        ({ index: at, request }) =>
          at > index && at < end && isResultPost(request) && !unsettled.has(request.requestId),
      );
      if (stray === undefined) return [];
      return [
        {
          code: 'other-id',
          expected: `a POST to …/invocation/${delivery.requestId}/response or …/error`,
          actual: `${stray.request.method} ${stray.request.target}`,
          at: stray.index,
        },
      ];
    });
  }),

  ruleOfForm('next.user-agent', ({ exchanges }) =>
    exchanges.map(({ request, index }) => {
      const agent = headerValue(request.headers, 'user-agent');
      return agent !== undefined && agent.trim() !== ''
        ? 'holds'
        : {
            code: 'no-user-agent',
            expected: 'a User-Agent that names the runtime and its version',
            actual: `${request.method} ${request.target} with ${agent === undefined ? 'none' : 'an empty one'}`,
            at: index,
          };
    }),
  ),

  ruleOfForm('next.get-has-no-body', ({ exchanges }) =>
    pollsOf(exchanges).map(({ request, body, index }) => {
      const framing = request.headers.filter(
        ([name, value]) =>
          /^transfer-encoding$/i.test(name) || (/^content-length$/i.test(name) && Number(value) !== 0),
      );
      const length = body?.body.length ?? 0;
      return framing.length === 0 && length === 0
        ? 'holds'
        : {
            code: 'poll-with-body',
            expected: 'a GET without Transfer-Encoding and without a Content-Length above zero',
            actual: `${framing.map(([name, value]) => `${name}: ${value}`).join(', ')} and ${length} bytes`,
            at: index,
          };
    }),
  ),
];

function pollsOf(exchanges: readonly Exchange[]): Exchange[] {
  return exchanges.filter(({ request }) => isPoll(request));
}

function notAPoll(
  code: CodeOf<'next.polls-documented-path'>,
  { request, reply, index }: Exchange,
): Seen<'next.polls-documented-path'> {
  return {
    code,
    expected: `GET ${NEXT}`,
    actual: `${request.method} ${request.target}${reply === undefined ? '' : ` (${reply.status})`}`,
    at: index,
  };
}

function isDocumentedPoll(request: Exchange['request']): boolean {
  return isPoll(request) && request.target === NEXT;
}

/** Whether the connection or the process of a poll had ended when the other one arrived. */
function endedBefore(entries: readonly Entry[], poll: Exchange, later: Exchange): boolean {
  const between = entries.slice(poll.index, later.index);
  const closes = (entry: Entry): boolean => isEndOfConnection(entry, poll.request.connection);
  if (between.some((entry) => closes(entry) || entry.kind === 'runtime-exited')) return true;
  // Our own signal ends all connections, including concurrent ones.
  const signal = entries.findIndex((entry) => entry.kind === 'signal-sent');
  return entries
    .slice(later.index, signal === -1 ? undefined : Math.max(signal, later.index))
    .some((entry) => closes(entry) && entry.at - later.request.at < CROSSING_MS);
}

/** Whether the event of an invocation may have been sent on a connection that the runtime had just abandoned. */
function lossesIn({ entries, exchanges }: TraceView): (invocation: DeliveredInvocation) => boolean {
  const connections = new Map(exchanges.map(({ request }) => [request.exchange, request.connection]));
  const closings = [...entries.entries()].flatMap(([at, entry]) =>
    isEndOfConnection(entry) && entry.by === 'runtime' ? [{ at, entry }] : [],
  );
  return ({ index, delivery: { exchange } }) => {
    const connection = connections.get(exchange);
    return closings.some(
      ({ at, entry }) =>
        at >= index &&
        entry.connection === connection &&
        (entry.how === 'reset' || entry.pending === exchange),
    );
  };
}
