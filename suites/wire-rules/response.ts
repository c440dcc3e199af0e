import type { ObservedBody } from '../../harness/trace/entry.ts';
import { headerValue, headerValues } from '../../harness/base/headers.ts';
import { isResponsePost } from '../../harness/trace/calls.ts';
import { isRefused, type Exchange, type TraceView } from '../../harness/trace/view.ts';
import { contentType, isJson, parseJson, showBody } from './body.ts';
import { framingRule } from './framing.ts';
import { misdirectedResults } from './misdirected.ts';
import { isComplete, missingOutcome, secondOutcome } from './outcome.ts';
import { rule, ruleOfForm, type Seen } from './rule.ts';

const MODE = 'lambda-runtime-function-response-mode';
const RESPONSE = /^\/2018-06-01\/runtime\/invocation\/[^/?]+\/response$/;

/** Invariants of results. */
export const responseRules = [
  /** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-response */
  rule('response.posted-to-invocation', (view) => {
    const delivered = new Set(view.invocations.map(({ delivery }) => delivery.requestId));
    const expected = 'POST /2018-06-01/runtime/invocation/{id}/response';
    return [
      ...view.exchanges.flatMap((post): Seen<'response.posted-to-invocation'>[] => {
        const { request, reply, index: at } = post;
        if (!isResponsePost(request) || !RESPONSE.test(request.target)) return [];
        if (!isRefused(post)) return ['holds'];
        // Other rules judge a wrong id and a second post; a 400 for the right id is about the request itself.
        if (post.body === undefined || reply?.status !== 400 || !delivered.has(request.requestId ?? ''))
          return [];
        if (reply.body.bytes.includes('InvalidRequestID')) return [];
        const actual = `${request.method} ${request.target} was answered with 400: ${showBody(reply.body.bytes)}`;
        return [{ code: 'refused', expected: `${expected}, and a 202`, actual, at }];
      }),
      ...misdirectedResults(view, 'response').map(
        ({ exchange, wrongMethod, actual }): Seen<'response.posted-to-invocation'> => ({
          code: wrongMethod ? 'wrong-method' : 'wrong-path',
          expected,
          actual,
          at: exchange.index,
        }),
      ),
    ];
  }),

  rule('response.exactly-one-outcome', (view) =>
    view.invocations.flatMap((invocation): Seen<'response.exactly-one-outcome'>[] => {
      const { delivery, posts, faultInjected } = invocation;
      const expected = 'one response or one error for the invocation';
      const twice = secondOutcome(invocation);
      if (twice !== undefined) {
        return [
          {
            code: 'second-outcome',
            expected,
            actual: `POST …/${twice.first.request.endpoint} (${twice.first.reply?.status}), then POST …/${twice.second.request.endpoint}, for ${delivery.requestId}`,
            at: twice.second.index,
          },
        ];
      }
      const missing = missingOutcome(invocation, view);
      if (missing === undefined)
        return delivery.settleable &&
          !faultInjected &&
          isComplete(invocation, view) &&
          posts.some((post) => !isRefused(post))
          ? ['holds']
          : [];
      return [
        {
          code: 'no-outcome',
          expected,
          actual: `none for ${delivery.requestId}: ${missing.reason}`,
          at: missing.at,
          // A test that provokes the end of the process reports it.
          ...(missing.ended === true ? { consequence: true } : {}),
        },
      ];
    }),
  ),

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-response */
  ruleOfForm('response.valid-json', (view) =>
    bufferedResponses(view).flatMap((post): Seen<'response.valid-json'>[] => {
      const body = post.body?.body;
      // An empty body is a legal result; a body with another label than JSON is raw.
      if (body === undefined || body.cut || body.length === 0) return [];
      const parsed = parseJson(body.bytes);
      if (parsed.ok && !mayAskForBytes(view, post)) return ['holds'];
      if (!eventIsJson(view, post)) return [];
      if (parsed.ok) return ['holds'];
      if (!/[/+]json$/.test(contentType(post.request.headers) ?? '')) return [];
      return [
        {
          code: 'invalid-json',
          expected: 'a JSON text in UTF-8',
          actual: `${parsed.problem}: ${showBody(body.bytes)}`,
          at: post.index,
          // A test that asks for values that JSON lacks tells it itself.
          consequence: true,
        },
      ];
    }),
  ),

  ruleOfForm('response.json-content-type', (view) => {
    const others = resultsOfOtherTypes(view);
    return bufferedResponses(view).flatMap((post): Seen<'response.json-content-type'>[] => {
      if (others.has(post)) return [];
      const body = post.body?.body;
      if (body === undefined || body.cut || body.length === 0) return [];
      if (!isJson(body.bytes)) return [];
      const type = contentType(post.request.headers);
      if (type === 'application/json') return ['holds'];
      // A raw text, which says so, may look like a number or `null`; like an object only where the function had such a text.
      if (type === 'text/plain' && (!isContainer(body.bytes) || eventHasText(view, post, body.bytes)))
        return [];
      return [
        {
          code: 'wrong-content-type',
          expected: 'Content-Type: application/json',
          actual: headerValue(post.request.headers, 'content-type') ?? 'no Content-Type',
          at: post.index,
        },
      ];
    });
  }),

  ruleOfForm('response.no-mode-header-when-buffered', ({ exchanges }) =>
    exchanges.flatMap((post): Seen<'response.no-mode-header-when-buffered'>[] => {
      if (!isResponsePost(post.request) || post.body === undefined) return [];
      const mode = headerValue(post.request.headers, MODE);
      if (mode === undefined) return ['holds'];
      // Chunked coding with the one valid value is a streamed response.
      if (mode === 'streaming' && post.body.framing.kind === 'chunked') return [];
      return [
        {
          code: 'mode-header-sent',
          expected: 'no Lambda-Runtime-Function-Response-Mode',
          actual: `Lambda-Runtime-Function-Response-Mode: ${mode}`,
          at: post.index,
        },
      ];
    }),
  ),

  framingRule,
];

function bufferedResponses({ exchanges }: TraceView): Exchange[] {
  return exchanges.filter(
    ({ request }) => isResponsePost(request) && headerValue(request.headers, MODE) === undefined,
  );
}

/** Whether the function had its result from the event as a text: as the whole event, or as a member of it. */
function eventHasText(view: TraceView, post: Exchange, text: Buffer): boolean {
  const event = eventOf(view, post);
  const parsed = event === undefined ? undefined : parseJson(event.bytes);
  if (parsed?.ok !== true) return false;
  const { value } = parsed;
  const members: unknown[] = typeof value === 'object' && value !== null ? Object.values(value) : [value];
  return members.includes(text.toString('utf8'));
}

const eventsOfViews = new WeakMap<TraceView, ReadonlyMap<Exchange, ObservedBody | undefined>>();

/** The event that a result belongs to. */
function eventOf(view: TraceView, post: Exchange): ObservedBody | undefined {
  const events = eventsOfViews.get(view) ?? eventsByPost(view);
  eventsOfViews.set(view, events);
  return events.get(post);
}

function eventsByPost({
  exchanges,
  invocations,
}: TraceView): ReadonlyMap<Exchange, ObservedBody | undefined> {
  const replies = new Map(exchanges.map(({ request, reply }) => [request.exchange, reply?.body]));
  return new Map(
    // The first invocation of a result counts.
    invocations
      .toReversed()
      .flatMap(({ delivery, posts }) =>
        posts.map((post): [Exchange, ObservedBody | undefined] => [post, replies.get(delivery.exchange)]),
      ),
  );
}

/** Whether it may be an event that asks for bytes; most are told without being parsed. */
function mayAskForBytes(view: TraceView, post: Exchange): boolean {
  return eventOf(view, post)?.bytes.includes('"binary"') ?? true;
}

/** Whether the event of a result asked for JSON: an echo of bytes may return an event that the harness made invalid. */
function eventIsJson(view: TraceView, post: Exchange): boolean {
  const event = eventOf(view, post);
  if (event === undefined) return false;
  if (event.cut) return true;
  const parsed = parseJson(event.bytes);
  return parsed.ok && !asksForBytes(parsed.value);
}

/** A function that was asked for bytes returns no JSON; `response.binary-untouched` judges their label. */
function asksForBytes(event: unknown): boolean {
  return typeof event === 'object' && event !== null && Reflect.get(event, 'probe') === 'binary';
}

function isContainer(json: Buffer): boolean {
  const parsed = parseJson(json);
  return parsed.ok && typeof parsed.value === 'object' && parsed.value !== null;
}

/** Results of events that were not plain JSON: a function that receives bytes may return them. */
function resultsOfOtherTypes({ exchanges, invocations }: TraceView): ReadonlySet<Exchange> {
  const replies = new Map(exchanges.map(({ request, reply }) => [request.exchange, reply]));
  return new Set(
    invocations.flatMap(({ delivery, posts }) => {
      const types = headerValues(replies.get(delivery.exchange)?.headers ?? [], 'content-type');
      return types.length === 1 && types[0] === 'application/json' ? [] : posts;
    }),
  );
}
