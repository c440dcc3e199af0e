import { headerValue } from '../../harness/base/headers.ts';
import type { ProtocolProblem } from '../../harness/trace/entry.ts';
import { isTimeout, type Exchange, type TraceView } from '../../harness/trace/view.ts';
import type { WireFinding } from '../../harness/test/wire-rule.ts';
import type { CodeOf } from '../requirements/index.ts';
import { rule } from './rule.ts';

/** Parser problems with the length or the chunks of a body. */
const ofBodies: ReadonlySet<ProtocolProblem> = new Set([
  'length-and-chunked',
  'conflicting-lengths',
  'bad-content-length',
  'unknown-transfer-coding',
  'bad-chunk-size',
  'bad-chunk-end',
  'bad-trailer',
]);
/** Parser problems that bytes after a too short Content-Length cause. */
const ofSurplus: ReadonlySet<ProtocolProblem> = new Set(['not-http', 'bad-request-line']);

type Finding = WireFinding<CodeOf<'response.framing'>>;

const expected = 'a Content-Length that counts bytes, or chunked coding with its end';

/**
 * The body of a request ends where it says it does.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-6
 */
export const framingRule = rule('response.framing', (view) => {
  const faulty = new Set(
    view.exchanges.filter((exchange) => exchange.hasInjectedFault).map(({ request }) => request.connection),
  );
  const posts = view.exchanges.filter(({ request }) => !faulty.has(request.connection));
  const whole = posts.filter(({ body }) => body !== undefined && body.framing.kind !== 'none');
  return [
    ...whole.map(() => 'holds' as const),
    ...malformed(view, posts).filter(({ connection }) => !faulty.has(connection)),
    ...posts.flatMap((post) => tooShort(view, post)),
  ];
});

function malformed(
  { entries }: TraceView,
  posts: readonly Exchange[],
): (Finding & { readonly connection: number })[] {
  return entries.flatMap((entry, index) => {
    if (entry.kind !== 'protocol-problem') return [];
    const { connection, problem } = entry;
    const behindBody = posts.some(
      ({ request, body, bodyIndex }) =>
        request.connection === connection &&
        bodyIndex !== undefined &&
        bodyIndex < index &&
        body?.framing.kind === 'content-length',
    );
    if (!ofBodies.has(problem) && !(behindBody && ofSurplus.has(problem))) return [];
    return [
      {
        code: ofSurplus.has(problem) ? 'longer-than-announced' : 'malformed',
        expected,
        actual: `${problem}: ${JSON.stringify(entry.sample.toString('utf8').slice(0, 60))}`,
        at: index,
        connection,
      },
    ];
  });
}

/** A body shorter than its Content-Length while the runtime continues or waits: the length was counted wrongly. */
function tooShort({ entries }: TraceView, { index, request, body, reply }: Exchange): Finding[] {
  if (body !== undefined || headerValue(request.headers, 'content-length') === undefined) return [];
  // A client may stop its upload when it is refused before its end (RFC 9112, 9.5).
  if (reply !== undefined && reply.status >= 400) return [];
  const rest = entries.slice(index);
  // An upload that ends with its process or with the sandbox is unfinished for another reason.
  const end = rest.findIndex(
    ({ kind }) => kind === 'signal-sent' || kind === 'runtime-exited' || kind === 'frozen',
  );
  const lived = end === -1 ? rest : rest.slice(0, end);
  const brokenOff = lived.findIndex(
    (entry) => entry.kind === 'request-aborted' && entry.exchange === request.exchange,
  );
  const goesOn = brokenOff !== -1 && lived.slice(brokenOff).some(({ kind }) => kind === 'request');
  const waits = lived.some(isTimeout);
  if (!goesOn && !waits) return [];
  return [
    {
      code: 'shorter-than-announced',
      expected,
      actual: `Content-Length: ${headerValue(request.headers, 'content-length')}, and fewer bytes`,
      at: index,
    },
  ];
}
