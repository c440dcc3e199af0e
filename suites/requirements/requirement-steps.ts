/**
 * The steps of a runtime that several requirements look at. Deviations from requirements with the same missing or wrong step
 * have one cause: the code that takes the step. An entry `id` stands for all codes of the requirement, `id/code` for one.
 */
import type { CodeOf, RequirementId } from './index.ts';

/** A requirement, or one of its codes. */
type Member = { [Id in RequirementId]: Id | `${Id}/${CodeOf<Id>}` }[RequirementId];

/** A step that is missing or wrong, and the requirements that show it. */
interface StepRow {
  readonly sentence: string;
  readonly shownBy: readonly Member[];
}

export const steps = {
  'next-status': {
    sentence: 'The runtime does not check the status of the reply to `next`.',
    shownBy: [
      'next.500-is-fatal',
      'next.403-no-hot-loop',
      'next.refusal-body-is-no-event',
      'next.other-2xx-is-no-event',
      'next.4xx-no-hot-loop',
    ],
  },
  'whole-reply': {
    sentence: 'The runtime takes a broken reply to `next` for an event.',
    shownBy: ['http.truncated-event-dropped', 'http.drop-while-polling/drop-taken-as-event'],
  },
  'api-reachable': {
    sentence: 'The runtime does not end, or retries without a pause, when the Runtime API cannot be reached.',
    shownBy: ['init.api-unreachable', 'shutdown.exits-when-api-gone'],
  },
  'post-status': {
    sentence: 'The runtime does not check the status of the reply to a result or an error report.',
    shownBy: [
      'response.500-is-fatal',
      'error.500-is-fatal',
      'response.refusal-logged',
      'init.exits-when-report-refused',
    ],
  },
  'refused-result': {
    sentence: 'The runtime does not settle after its result or error report is refused.',
    shownBy: ['response.400-bounded', 'response.403-bounded', 'error.refusal-bounded'],
  },
  '413-reply': {
    sentence: 'The runtime does not go on after a 413 on its result.',
    shownBy: ['response.413-survived', 'response.403-after-413-tolerated'],
  },
  'reply-of-any-form': {
    sentence: 'The runtime accepts only one form of the reply to its posts.',
    shownBy: [
      'response.200-204-accepted',
      'response.reply-body-ignored',
      'init.exits-after-report/unusual-reply-holds',
    ],
  },
  'reply-awaited': {
    sentence: 'The runtime does not wait for the reply to its posts.',
    shownBy: ['response.reply-awaited-before-next', 'http.slow-202'],
  },
  'one-outcome': {
    sentence: 'The runtime posts two outcomes for an invocation.',
    shownBy: [
      'response.exactly-one-outcome/second-outcome',
      'error.not-after-response',
      'loop.order/two-outcomes',
    ],
  },
  outcome: {
    sentence: 'The runtime asks for the next invocation without an outcome for the current one.',
    shownBy: [
      'response.exactly-one-outcome/no-outcome',
      'next.not-before-outcome',
      'loop.order/polls-before-outcome',
      'loop.serial',
    ],
  },
  'init-report': {
    sentence: 'The runtime does not report a failed init at `init/error`.',
    shownBy: [
      'init.reports-failure',
      'init.no-next-after-failure',
      'init.unknown-handler',
      'init.malformed-handler',
      'init.broken-function-file/not-reported',
    ],
  },
  'function-found': {
    sentence: 'The runtime does not find the function by every form of the handler name.',
    shownBy: ['init.function-by-name', 'init.handler-in-folder', 'init.handler-name-forms'],
  },
  'error-report': {
    sentence: 'The runtime does not report the failure of a handler at `/error`.',
    shownBy: [
      'error.posted-to-invocation',
      'error.uncaught-failure-reported/not-reported',
      'error.exit-is-no-success',
      'error.never-settling-handler',
      'response.unserializable-is-an-error/not-reported',
    ],
  },
  'bad-event': {
    sentence: 'The runtime does not report an event that it cannot parse, or ends at it.',
    shownBy: [
      'next.malformed-event-is-reported',
      'next.bad-event-keeps-loop',
      'next.empty-event-survived',
      'next.blank-event-gets-outcome',
      'next.non-utf8-event',
    ],
  },
  'loop-after-error': {
    sentence: 'The runtime does not go on after the failure of a handler.',
    shownBy: [
      'error.loop-continues',
      'error.same-process-after',
      'response.unserializable-is-an-error/does-not-go-on',
    ],
  },
  'text-in-header': {
    sentence: 'The runtime puts text of the function into a header as it is.',
    shownBy: [
      'error.text-legal-everywhere/illegal-http',
      'error.odd-type-names/illegal-http',
      'init.error-odd-type-names',
    ],
  },
  'text-in-json': {
    sentence: 'The runtime builds JSON from text of the function without escaping it.',
    shownBy: [
      'error.text-legal-everywhere/invalid-json',
      'error.odd-type-names/invalid-json',
      'error.text-round-trips',
    ],
  },
  'error-document': {
    sentence: 'The error document of the runtime lacks a member, or has it in another form.',
    shownBy: [
      'error.json-shape',
      'init.error-shape',
      'error.empty-message-kept',
      'error.non-error-values/malformed-report',
    ],
  },
  'error-text': {
    sentence: 'The runtime does not keep the class or the message of the failure.',
    shownBy: [
      'error.mirrors-failure',
      'init.error-mirrors-failure',
      'error.panic-message-kept',
      'error.non-error-values/value-lost',
    ],
  },
  'error-type-header': {
    sentence:
      'The runtime does not send `Lambda-Runtime-Function-Error-Type`, or not as category and reason.',
    shownBy: ['error.type-header-sent', 'error.type-header-form', 'init.error-type-header'],
  },
  'error-bounds': {
    sentence: 'The runtime does not bound what it says about a failure.',
    shownBy: ['error.size-bounded', 'error.unserializable-fields'],
  },
  'event-bytes': {
    sentence: 'The runtime does not give the event to the function as it came.',
    shownBy: ['next.event-unchanged', 'next.deep-nesting', 'next.any-json-value'],
  },
  'event-whole': {
    sentence: 'The runtime does not read an event to its end.',
    shownBy: [
      'http.chunked-events',
      'http.chunk-extensions-ignored',
      'http.slow-split-bodies',
      'http.maximum-event',
      'http.reply-split-anywhere',
    ],
  },
  'result-whole': {
    sentence: 'The runtime does not deliver a large result.',
    shownBy: [
      'response.maximum-size',
      'response.every-size-arrives',
      'response.framing/shorter-than-announced',
    ],
  },
  'result-encoding': {
    sentence: 'The runtime alters the result of the function.',
    shownBy: [
      'response.body-is-the-result',
      'response.utf8-fidelity',
      'response.binary-untouched/bytes-altered',
      'response.valid-json',
      'response.string-encoded-once',
      'response.no-invalid-json-as-success',
    ],
  },
  'result-label': {
    sentence: 'The runtime does not label its results as what they are.',
    shownBy: ['response.json-content-type', 'response.binary-untouched/wrong-content-type'],
  },
  'request-id-kept': {
    sentence: 'The runtime alters the request id.',
    shownBy: ['response.id-unmodified', 'response.id-escaped-in-path'],
  },
  'header-parsing': {
    sentence: 'The runtime does not read the headers of `next` as HTTP defines them.',
    shownBy: [
      'http.header-names-any-case',
      'http.header-values-trimmed',
      'http.repeated-headers',
      'http.reason-phrase-free',
    ],
  },
  'optional-headers': {
    sentence: 'The runtime needs a header of the event that may be absent or empty.',
    shownBy: [
      'context.any-subset-of-headers',
      'context.arn-missing',
      'context.empty-header-is-missing/not-served',
      'trace.header-optional',
      'deadline.missing-or-garbled',
    ],
  },
  'caller-context': {
    sentence: 'The runtime parses the client context or the identity more strictly than callers write it.',
    shownBy: [
      'context.client-context',
      'context.client-context-any-json',
      'context.malformed-identity-json',
      'context.cognito-identity',
    ],
  },
  'header-text': {
    sentence: 'The runtime does not bear long or non-ASCII text in the headers of the event.',
    shownBy: [
      'context.utf8-header-bytes',
      'context.large-headers',
      'context.larger-headers',
      'context.values-kept-whole',
    ],
  },
  'trace-variable': {
    sentence: 'The runtime does not keep `_X_AMZN_TRACE_ID` as the event says.',
    shownBy: [
      'trace.variable-set',
      'trace.variable-updated',
      'trace.cleared-when-absent',
      'trace.copied-verbatim',
      'trace.unset-not-empty',
      'trace.inherited-by-children',
    ],
  },
  deadline: {
    sentence: 'The runtime does not reckon the remaining time from the deadline of the event.',
    shownBy: [
      'deadline.epoch-milliseconds',
      'deadline.remaining-shrinks',
      'deadline.past/wrong-remaining-time',
      'deadline.wall-clock-after-freeze',
      'deadline.time-zone-independent',
    ],
  },
  'needed-variable': {
    sentence: 'The runtime does not start without a variable that may be absent.',
    shownBy: [
      'init.optional-variables-missing',
      'init.always-set-variables-missing',
      'context.log-names-missing',
      'environment.credentials-optional',
    ],
  },
  'api-address': {
    sentence: 'The runtime does not use the address in AWS_LAMBDA_RUNTIME_API as it stands.',
    shownBy: [
      'init.settings-from-environment',
      'environment.api-address-honoured',
      'environment.ipv6-address',
    ],
  },
  reconnects: {
    sentence: 'The runtime does not go on after its connection is lost.',
    shownBy: [
      'http.close-handled',
      'http.stale-connection-replaced',
      'http.drop-while-posting',
      'http.drop-while-polling/does-not-resume',
    ],
  },
  'output-flushed': {
    sentence: 'The runtime does not flush the output of the function.',
    shownBy: [
      'logging.output-passes-through',
      'logging.flushed-before-next',
      'logging.unfinished-line-flushed',
      'logging.flushed-before-exit',
    ],
  },
  'background-work': {
    sentence: 'The runtime suspends background work of the function while it talks to the Runtime API.',
    shownBy: ['loop.background-runs-while-polling', 'loop.background-runs-while-posting'],
  },
  'sigterm-obeyed': {
    sentence: 'The runtime does not end on SIGTERM.',
    shownBy: ['shutdown.exits-on-sigterm', 'shutdown.sigterm-as-pid-1', 'shutdown.nothing-new-after-sigterm'],
  },
} as const satisfies Readonly<Record<string, StepRow>>;
