/** The W3C trace context, which a caller sends as the member `w3c` of the client context. */

const FIELDS = ['traceparent', 'tracestate', 'baggage'] as const;

/** The fields that came; each of them is optional. */
export type TraceContext = Readonly<Partial<Record<(typeof FIELDS)[number], string>>>;

/**
 * Separates the trace context from the client context, which the handler then sees without the member `w3c`. Only known
 * fields with text are taken: the caller chooses what is sent, and a tracing library expects text.
 *
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/1114b37/src/context/context-builder.ts
 */
export function separateTraceContext(clientContext: unknown): {
  readonly clientContext: unknown;
  readonly traceContext: TraceContext;
} {
  if (!isObject(clientContext) || !Object.hasOwn(clientContext, 'w3c'))
    return { clientContext, traceContext: {} };
  const { w3c, ...rest } = clientContext;
  const sent = isObject(w3c) ? w3c : {};
  const known = FIELDS.map((name) => [name, Object.hasOwn(sent, name) ? sent[name] : undefined]);
  return {
    clientContext: rest,
    traceContext: Object.freeze(Object.fromEntries(known.filter(([, value]) => typeof value === 'string'))),
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
