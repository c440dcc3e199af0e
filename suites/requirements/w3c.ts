import type { Requirement } from '../../harness/run/requirement.ts';

/** The W3C trace context, which comes as a member of the client context. Profile `w3c-trace-context`. */
export const w3c = {
  'w3c.fields-exposed': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'w3c-trace-context',
    needs: 'probe:context',
    tier: 3,
    provokedBy: 'unseen',
    costs: 'diagnosis',
    text: 'The runtime exposes `traceparent`, `tracestate` and `baggage` of the member `w3c` of the client context to the handler.',
    observe:
      'Deliver a client context with all three and run `context`. The service does not send them yet (November 2026).',
    deviations: {
      'not-exposed': 'The runtime does not show the handler a field of the W3C trace context.',
    },
    cause:
      'The member stays inside the client context, where no tracing library looks. Copy the three fields to a place of their own on the context.',
    source: [
      'https://github.com/aws/aws-lambda-go/blob/4111853/test/dockerized/suites/w3c.json',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/1114b37/src/context/context-builder.ts',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/releases/tag/4.2.0',
    ],
  },
  'w3c.removed-from-client-context': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'w3c-trace-context',
    needs: 'probe:context',
    tier: 3,
    provokedBy: 'unseen',
    costs: 'nothing',
    text: 'The runtime removes `w3c` from the client context that the handler sees and leaves the members beside it as they were.',
    observe: 'Deliver `w3c` beside `custom` and run `context`; the client context shows `custom` alone.',
    deviations: {
      'not-removed': 'The client context that the handler sees still has the member `w3c`.',
      'other-member-changed': 'The client context that the handler sees lacks what came beside `w3c`.',
    },
    cause:
      'The fields are copied and the member stays, or the client context is rebuilt and loses the others. Remove that one member after the copy.',
    source: [
      'https://github.com/aws/aws-lambda-go/blob/4111853/test/dockerized/suites/w3c.json',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/1114b37/src/context/context-builder.ts',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/releases/tag/4.2.0',
    ],
  },
  'w3c.only-known-fields': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'w3c-trace-context',
    needs: 'probe:context',
    tier: 3,
    provokedBy: 'caller',
    costs: 'nothing',
    text: 'The runtime exposes no other member of `w3c` than the three known ones.',
    observe:
      'Deliver `w3c` with further members; the handler sees `traceparent`, `tracestate` and `baggage` only.',
    deviations: {
      'unknown-field': 'The runtime shows the handler a field of `w3c` that is not one of the three.',
    },
    cause: 'The whole object is handed on. Copy the known names, so that a caller cannot plant others.',
    source: [
      'https://github.com/aws/aws-lambda-go/blob/4111853/test/dockerized/suites/w3c.json',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/1114b37/src/context/context-builder.ts',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/releases/tag/4.2.0',
    ],
  },
  'w3c.only-strings': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'w3c-trace-context',
    needs: 'probe:context',
    tier: 3,
    provokedBy: 'caller',
    costs: 'invocation',
    text: 'The runtime drops a field of `w3c` whose value is not a string.',
    observe:
      'Deliver a number, null and an object in place of the three fields; the handler sees none of them and the invocation is served.',
    deviations: {
      shown: 'The runtime shows a field of `w3c` whose value is not a string.',
      'not-served': 'An invocation whose `w3c` has a field that is not a string is not served.',
    },
    cause:
      'A typed decoder fails on the number, or the value reaches a library that expects text. Check the type of each field.',
    source: [
      'https://github.com/aws/aws-lambda-go/blob/4111853/test/dockerized/suites/w3c.json',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/1114b37/src/context/context-builder.ts',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/releases/tag/4.2.0',
    ],
  },
  'w3c.not-an-object': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'w3c-trace-context',
    needs: 'probe:context',
    tier: 3,
    provokedBy: 'caller',
    costs: 'invocation',
    text: 'The runtime treats a `w3c` that is a string, a number or an array as empty, and removes it.',
    observe: 'Deliver each; the handler sees no field and no `w3c` in the client context.',
    deviations: {
      shown: 'The runtime shows a field or the member itself where `w3c` is not an object.',
      'not-served': 'An invocation whose `w3c` is not an object is not served.',
    },
    cause:
      'The member is indexed without a look at its type, and the invocation fails. Test for an object first.',
    source: [
      'https://github.com/aws/aws-lambda-go/blob/4111853/test/dockerized/suites/w3c.json',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/1114b37/src/context/context-builder.ts',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/releases/tag/4.2.0',
    ],
  },
  'w3c.absent-is-empty': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'w3c-trace-context',
    needs: 'probe:context',
    tier: 3,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime exposes an empty set of W3C fields, not an error, without the header or without the member `w3c`.',
    observe:
      'Deliver no client context, then one without `w3c`; the invocation is served and no field is shown.',
    deviations: {
      shown: 'The runtime shows a field of the W3C trace context although none came.',
      'not-served': 'An invocation without a W3C trace context is not served.',
    },
    cause:
      'The code assumes a client context. Start from an empty set and fill it only where the member is there.',
    source: [
      'https://github.com/aws/aws-lambda-go/blob/4111853/test/dockerized/suites/w3c.json',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/1114b37/src/context/context-builder.ts',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/releases/tag/4.2.0',
    ],
  },
  'w3c.partial': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'w3c-trace-context',
    needs: 'probe:context',
    tier: 3,
    provokedBy: 'caller',
    costs: 'diagnosis',
    text: 'The runtime exposes `baggage` alone when only that came.',
    observe: 'Deliver `w3c` with `baggage` only.',
    deviations: {
      'not-exposed': 'The runtime does not show `baggage` where it came alone.',
    },
    cause: 'The fields are exposed only when `traceparent` is present. Treat each of the three by itself.',
    source: [
      'https://github.com/aws/aws-lambda-go/blob/4111853/test/dockerized/suites/w3c.json',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/1114b37/src/context/context-builder.ts',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/releases/tag/4.2.0',
    ],
  },
  'w3c.per-invocation': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'w3c-trace-context',
    needs: 'probe:context',
    tier: 3,
    provokedBy: 'caller',
    costs: 'result',
    text: 'The runtime carries no W3C field over to a later invocation, nor to a parallel one.',
    observe:
      'Deliver the fields, then an event without them, and in concurrent mode two events with different ones; each sees its own.',
    deviations: {
      'earlier-value': 'An invocation shows a W3C field of an earlier one.',
    },
    cause:
      'The fields are kept in a global or in a context that is used again. Build them again with the context of each invocation.',
    source: [
      'https://github.com/aws/aws-lambda-go/blob/4111853/test/dockerized/suites/w3c.json',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/1114b37/src/context/context-builder.ts',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/releases/tag/4.2.0',
    ],
  },
} as const satisfies Record<string, Requirement>;
