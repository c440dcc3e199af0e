import type { Requirement } from '../../harness/run/requirement.ts';

/** `Lambda-Runtime-Invocation-Id`, which tells two deliveries of one request id apart. Profile `invocation-id`. */
export const invocationId = {
  'invocation-id.echoed': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'invocation-id',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'result',
    text: 'The runtime sends the `Lambda-Runtime-Invocation-Id` it received with an event back, unchanged, on the /response of that invocation.',
    observe:
      'Deliver the header and compare it with the request header of the response POST, buffered and streamed.',
    deviations: {
      'not-echoed': 'The response does not carry the invocation id.',
      'wrong-value': 'The response carries another invocation id than its event.',
    },
    cause:
      'The header is younger (July 2026) than the runtime. Read `Lambda-Runtime-Invocation-Id` from the reply of `next`, keep it with the invocation, and send it unchanged on the response, streamed ones included.',
    source: [
      'https://github.com/aws/aws-lambda-rust-runtime/issues/1155',
      'https://github.com/aws/aws-lambda-rust-runtime/pull/1159',
      'https://github.com/aws/aws-lambda-java-libs/pull/624',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/pull/214',
      'https://github.com/awslabs/aws-lambda-cpp/pull/221',
      'https://github.com/aws/aws-lambda-dotnet/pull/2508',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/running_invoke.go',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/runtime_response_sender.go',
    ],
  },
  'invocation-id.echoed-on-error': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'invocation-id',
    needs: 'probe:throw',
    tier: 3,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime sends the invocation id back on the /error of that invocation as well.',
    observe: 'Deliver the header with an event that fails.',
    deviations: {
      'not-echoed': 'The error report does not carry the invocation id.',
      'wrong-value': 'The error report carries another invocation id than its event.',
    },
    cause:
      'Only the response post sends the header. Add the header where both posts are made, so that reports of panics and undecodable events carry it too.',
    source: [
      'https://github.com/aws/aws-lambda-rust-runtime/issues/1155',
      'https://github.com/aws/aws-lambda-rust-runtime/pull/1159',
      'https://github.com/aws/aws-lambda-java-libs/pull/624',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/pull/214',
      'https://github.com/awslabs/aws-lambda-cpp/pull/221',
      'https://github.com/aws/aws-lambda-dotnet/pull/2508',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/running_invoke.go',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/runtime_response_sender.go',
    ],
  },
  'invocation-id.absent-not-sent': {
    level: 'MUST',
    basis: 'observed',
    profile: 'invocation-id',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime sends no invocation id for an event that came without one.',
    observe:
      'Leave the header out, and deliver it empty, which the emulator never does: the result POST has none, or in the second case an empty one. The emulator takes an empty echo of another id for another invocation and answers 410.',
    deviations: {
      'sent-without-cause': 'A result carries an invocation id although its event had none.',
    },
    cause:
      'A missing value is sent as an empty header or as a word such as "null", or replaced by the request id. Add the header only if this event came with a value that is not empty.',
    source: [
      'https://github.com/aws/aws-lambda-rust-runtime/issues/1155',
      'https://github.com/awslabs/aws-lambda-cpp/pull/221',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/running_invoke.go',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/runtime_response_sender.go',
    ],
  },
  'invocation-id.never-stale': {
    level: 'MUST',
    basis: 'observed',
    profile: 'invocation-id',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime never sends the invocation id of an earlier event.',
    observe:
      'Deliver the header, then an event without it, then the same request id with another value; each result carries the value of its own delivery or none.',
    deviations: {
      stale: 'A result carries the invocation id of an earlier event.',
    },
    cause:
      'The value is kept in the HTTP client or a global and not reset, or looked up by request id, which a retry shares. Keep it only in the invocation created from that reply of `next`.',
    source: [
      'https://github.com/aws/aws-lambda-rust-runtime/issues/1155',
      'https://github.com/aws/aws-lambda-rust-runtime/pull/1159',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/running_invoke.go',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/runtime_response_sender.go',
    ],
  },
  'invocation-id.per-invocation-in-parallel': {
    level: 'MUST',
    basis: 'observed',
    profile: 'invocation-id',
    needs: 'probe:hold',
    tier: 3,
    provokedBy: 'service',
    costs: 'result',
    text: 'The runtime keeps invocation ids apart in concurrent mode.',
    observe:
      'Deliver N events with different values that finish in another order; each result carries its own.',
    deviations: {
      'id-of-another': 'A result carries the invocation id of another event in work.',
    },
    cause:
      'The workers share the field that holds the value, often a member of a common HTTP client. Pass it to the post together with the request id, or give each worker a client of its own.',
    source: [
      'https://github.com/aws/aws-lambda-dotnet/pull/2508',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/pull/214',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/running_invoke.go',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/runtime_response_sender.go',
    ],
  },
  'invocation-id.gone-survived': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'invocation-id',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime survives a 410 on a late result: it posts nothing more for that invocation and takes the next event.',
    observe:
      'Answer 410 with `InvokeTimeout` to a response and to an error; the next event is served by the same process.',
    deviations: {
      'does-not-go-on': 'The runtime does not serve the next event after a 410.',
      'posts-again': 'The runtime posts another outcome for an invocation after a 410.',
    },
    cause:
      'Any status except 202 ends the loop or leads to a post to /error. Treat 410 as the end of that invocation: log it, post nothing more for it, and poll.',
    source: [
      'https://github.com/aws/aws-lambda-dotnet/pull/2508',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda-managed-instances/rapi/rendering/render_error.go',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/running_invoke.go',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/runtime_response_sender.go',
    ],
  },
  'invocation-id.single': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'invocation-id',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'result',
    text: 'The runtime sends the invocation id exactly once with a result.',
    observe: 'Count the header in the raw request of /response and /error.',
    deviations: {
      'sent-twice': 'A result carries the invocation id more than once.',
    },
    cause:
      'The header is added by the client and again by a wrapper, or copied with all headers of the event. Set it once, from the invocation.',
    source: [
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/689d09e/tests/test_runtime_client_headers.py',
    ],
  },
  'invocation-id.retry-not-blind': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'invocation-id',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'result',
    text: 'The runtime does not send the same result again without the invocation id after a 410.',
    observe: 'Answer 410 to a response and look at the POSTs that follow.',
    deviations: {
      'sent-without-id': 'The runtime sends a result again without the invocation id after a 410.',
    },
    cause:
      'A general retry strips unknown headers or falls back to an older form of the request. A 410 is final for that result: log it and take the next event.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/running_invoke.go',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/runtime_response_sender.go',
    ],
  },
} as const satisfies Record<string, Requirement>;
