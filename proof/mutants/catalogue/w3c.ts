import type { Mutant, SourceChange } from './mutant.ts';

/** Defects of the W3C trace context. */
export const w3cMutants: readonly Mutant[] = [
  {
    requirement: 'w3c.fields-exposed',
    defect: 'Leaves the trace state out.',
    changes: [inW3c("'tracestate', ", '')],
    code: 'not-exposed',
    says: 'w3c.tracestate',
  },
  {
    requirement: 'w3c.removed-from-client-context',
    defect: 'Leaves the trace context in the client context as well.',
    changes: [inW3c('clientContext: rest,', 'clientContext,')],
    code: 'not-removed',
  },
  {
    requirement: 'w3c.removed-from-client-context',
    variant: 'rebuilt',
    defect: 'Builds a client context with the custom member only.',
    changes: [inW3c('clientContext: rest,', 'clientContext: { custom: rest.custom },')],
    code: 'other-member-changed',
  },
  {
    requirement: 'w3c.only-known-fields',
    defect: 'Takes every field of the trace context.',
    changes: [inW3c('FIELDS.map(', 'Object.keys(sent).map(')],
    code: 'unknown-field',
    says: 'planted',
  },
  {
    requirement: 'w3c.only-strings',
    defect: 'Takes fields of any type.',
    changes: [inW3c("typeof value === 'string'", 'value !== undefined')],
    code: 'shown',
  },
  {
    requirement: 'w3c.only-strings',
    variant: 'fails',
    defect: 'Fails at a field that is not text.',
    changes: [inW3c("typeof value === 'string'", "value !== undefined && value.trim() !== ''")],
    code: 'not-served',
  },
  {
    requirement: 'w3c.not-an-object',
    defect: 'Leaves a trace context that is not an object in the client context.',
    changes: [inW3c('clientContext: rest,', 'clientContext: isObject(w3c) ? rest : clientContext,')],
    code: 'shown',
  },
  {
    requirement: 'w3c.not-an-object',
    variant: 'fails',
    defect: 'Fails at a trace context that is not an object.',
    changes: [
      inW3c('isObject(w3c) ? w3c : {}', "isObject(w3c) ? w3c : (() => { throw new TypeError('w3c'); })()"),
    ],
    code: 'not-served',
  },
  {
    requirement: 'w3c.absent-is-empty',
    defect: 'Fails at a client context without a trace context.',
    changes: [
      {
        file: 'context.js',
        find: 'w3c: () => traceContext,',
        replace:
          "w3c: () => { if (invocation.clientContext?.includes('w3c') === false) throw new TypeError('no w3c'); return traceContext; },",
      },
    ],
    code: 'not-served',
  },
  {
    requirement: 'w3c.absent-is-empty',
    variant: 'made-up',
    defect: 'Makes up a trace parent where none came.',
    changes: [
      {
        file: 'context.js',
        find: 'w3c: () => traceContext,',
        replace: "w3c: () => ({ traceparent: '00-0-0-00', ...traceContext }),",
      },
    ],
    code: 'shown',
  },
  {
    requirement: 'w3c.partial',
    defect: 'Exposes the fields only with a trace parent.',
    changes: [
      {
        file: 'context.js',
        find: 'w3c: () => traceContext,',
        replace: 'w3c: () => (traceContext.traceparent === undefined ? {} : traceContext),',
      },
    ],
    code: 'not-exposed',
  },
  {
    requirement: 'w3c.per-invocation',
    defect: 'Keeps the fields of earlier invocations.',
    changes: [
      {
        file: 'context.js',
        find: 'w3c: () => traceContext,',
        replace: 'w3c: () => (globalThis.traces = { ...globalThis.traces, ...traceContext }),',
      },
    ],
    code: 'earlier-value',
  },
];

function inW3c(find: string, replace: string): SourceChange {
  return { file: 'w3c.js', find, replace };
}
