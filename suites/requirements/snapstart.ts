import type { Requirement } from '../../harness/run/requirement.ts';

/** Snapshot and restore: `GET /runtime/restore/next` and its hooks. Profile `snapstart`. */
export const snapstart = {
  'snapstart.restore-next-before-next': {
    level: 'MUST',
    basis: 'documented',
    profile: 'snapstart',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'hang',
    text: 'The runtime calls `GET /2018-06-01/runtime/restore/next` after init and before the first `next` under SnapStart, where it offers hooks.',
    observe:
      'Start with AWS_LAMBDA_INITIALIZATION_TYPE=snap-start and look at the order of requests. A container image that allows snapshots by its label need not call it, so a runtime that polls at once deviates only if the probe function declares a hook.',
    deviations: {
      'polls-without-restore':
        'The runtime has hooks, but polls under SnapStart without a call to restore/next.',
      'polls-while-waiting': 'The runtime polls while its call to restore/next is unanswered.',
      'called-before-init': 'The runtime calls restore/next although the function is not loaded.',
      'wrong-call': 'The runtime calls restore/next with another method or path.',
      'does-not-start': 'The runtime ends or hangs under SnapStart, although it starts without it.',
      'does-not-go-on': 'The runtime serves no event after restore/next has returned.',
    },
    cause:
      'The runtime does not know SnapStart and polls at once, so the snapshot is taken without its hooks. With AWS_LAMBDA_INITIALIZATION_TYPE equal to `snap-start`, call `GET /2018-06-01/runtime/restore/next` after init and wait for the 200.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-custom.html'],
  },
  'snapstart.only-under-snapstart': {
    level: 'MUST',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime calls restore/next only when the initialization type is `snap-start`.',
    observe:
      'Start with on-demand, provisioned-concurrency, lambda-managed-instances and without the variable.',
    deviations: {
      'called-without-snapstart': 'The runtime calls restore/next although SnapStart is off.',
    },
    cause:
      'The call is unconditional, or depends only on the variable being set. Compare its value with `snap-start` exactly; otherwise the endpoint does not exist and answers 404.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-custom.html'],
  },
  'snapstart.before-hooks-first': {
    level: 'MUST',
    basis: 'documented',
    profile: 'snapstart',
    needs: 'probe:PROBE_BEFORE_SNAPSHOT=throw',
    tier: 3,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime runs the before-snapshot hooks before it calls restore/next.',
    observe:
      'With `PROBE_BEFORE_SNAPSHOT=throw` no restore/next is sent before the failure shows; with `trace` the hook has run once.',
    deviations: {
      'restore-before-hook': 'The runtime calls restore/next while a hook before the snapshot still runs.',
      'not-run-once': 'The runtime does not run a hook before the snapshot, or runs it twice.',
    },
    cause:
      'The hooks are started beside the call to restore/next, or after it has returned, when the snapshot is already taken. Wait for all hooks, check their results, and then make the call.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-custom.html',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
      'https://github.com/aws/aws-lambda-java-libs/blob/c4dcbab/aws-lambda-java-runtime-interface-client/src/main/java/com/amazonaws/services/lambda/runtime/api/client/AWSLambda.java',
      'https://github.com/aws/aws-lambda-dotnet/blob/8314921/Libraries/src/Amazon.Lambda.RuntimeSupport/Bootstrap/LambdaBootstrap.cs',
    ],
  },
  'snapstart.restore-next-untimed': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'snapstart',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime puts no timeout on restore/next.',
    observe: 'Hold the reply for 65 s with `--slow`, 4 s without, and stop the process in the second half.',
    deviations: {
      'call-abandoned': 'The runtime gives up a call to restore/next that is answered late.',
      'late-reply-lost': 'The runtime does not poll after a late answer to restore/next.',
    },
    cause:
      'The call goes through a client with a default timeout, although a snapshot may be kept for days before it is restored. Use the request settings of `next`, without any limit.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-custom.html'],
  },
  'snapstart.after-hooks-before-next': {
    level: 'MUST',
    basis: 'documented',
    profile: 'snapstart',
    needs: 'probe:PROBE_AFTER_RESTORE=throw',
    tier: 3,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime runs the after-restore hooks after the 200 and before `next`, and no handler earlier.',
    observe:
      'With `PROBE_AFTER_RESTORE=throw` no `next` is sent before the failure shows; with `trace` the hook has run once when the first handler runs.',
    deviations: {
      'polls-before-hook': 'The runtime polls while a hook after the restore still runs.',
      'not-run-once':
        'The runtime does not run a hook after the restore before its first event, or runs it twice.',
    },
    cause:
      'The hooks are started without being awaited, or run with the first event. Wait for all of them between the 200 of restore/next and the first `next`.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-custom.html'],
  },
  'snapstart.before-hook-failure-reported': {
    level: 'MUST',
    basis: 'documented',
    profile: 'snapstart',
    needs: 'probe:PROBE_BEFORE_SNAPSHOT=throw',
    tier: 3,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime reports a failing before-snapshot hook through init/error with header and body, exits non-zero and sends no restore/next.',
    observe: 'Set `PROBE_BEFORE_SNAPSHOT=throw`; the header has the form Category.Reason.',
    deviations: {
      'not-reported': 'The runtime does not report a hook before the snapshot that fails.',
      'wrong-endpoint': 'The runtime reports a failed hook before the snapshot elsewhere than at init/error.',
      'no-type-header': 'The report of a failed hook before the snapshot has no error type header.',
      'malformed-type-header':
        'The error type header of a failed hook before the snapshot is not of the form category.reason.',
      'malformed-body': 'The report of a failed hook before the snapshot has no error document.',
      'goes-on': 'The runtime calls restore/next or polls although a hook before the snapshot failed.',
      'does-not-exit': 'The runtime does not exit after the report of a failed hook before the snapshot.',
      'exits-with-0': 'The runtime exits with 0 after a failed hook before the snapshot.',
    },
    cause:
      'The failing hook is logged and ignored, or ends the process silently. Post it to init/error as `Runtime.BeforeSnapshotError` and exit non-zero, so that publishing the version fails visibly.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-custom.html'],
  },
  'snapstart.after-hook-failure-reported': {
    level: 'MUST',
    basis: 'documented',
    profile: 'snapstart',
    needs: 'probe:PROBE_AFTER_RESTORE=throw',
    tier: 3,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime reports a failing after-restore hook with POST `/2018-06-01/runtime/restore/error`, with header and body, exits and sends no `next`.',
    observe: 'Set `PROBE_AFTER_RESTORE=throw`.',
    deviations: {
      'not-reported': 'The runtime does not report a hook after the restore that fails.',
      'wrong-endpoint':
        'The runtime reports a failed hook after the restore elsewhere than at restore/error.',
      'no-type-header': 'The report of a failed hook after the restore has no error type header.',
      'malformed-type-header':
        'The error type header of a failed hook after the restore is not of the form category.reason.',
      'malformed-body': 'The report of a failed hook after the restore has no error document.',
      'goes-on': 'The runtime polls although a hook after the restore failed.',
      'does-not-exit': 'The runtime does not exit after the report of a failed hook after the restore.',
    },
    cause:
      'The failure goes to init/error, to the first invocation, or nowhere. Post it to `/2018-06-01/runtime/restore/error` as `Runtime.AfterRestoreError` and exit without a poll.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-custom.html'],
  },
  'snapstart.refused-restore-fatal': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'snapstart',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'hang',
    text: 'The runtime treats any answer to restore/next except 200 as fatal.',
    observe: 'Answer 403, 404 and 500; no `next` follows, and the process ends.',
    deviations: {
      'polls-after-refusal': 'The runtime polls after restore/next was refused.',
      'does-not-end': 'The runtime neither polls nor ends after restore/next was refused.',
    },
    cause:
      'The status is not checked, or a 404 is read as "no SnapStart after all". Accept 200 only; log anything else and exit non-zero.',
    source: [
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
      'https://github.com/aws/aws-lambda-java-libs/blob/c4dcbab/aws-lambda-java-runtime-interface-client/src/main/java/com/amazonaws/services/lambda/runtime/api/client/AWSLambda.java',
    ],
  },
  'snapstart.connections-renewed': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'snapstart',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime does not rely on connections opened before the snapshot.',
    observe:
      'Stop the process in restore/next, reset all sockets as the answer goes out, continue, and deliver an invocation.',
    deviations: {
      'relies-on-old-connections': 'The runtime serves no event after a restore that ends its connections.',
    },
    cause:
      'Connections from before the snapshot stay in the pool, and an idle check by a monotonic clock does not notice the gap. Throw the pool away after the 200, or make a new HTTP client.',
    source: [
      'https://github.com/aws/aws-lambda-rust-runtime/pull/1150',
      'https://github.com/aws/aws-lambda-web-adapter/pull/569',
    ],
  },
  'snapstart.randomness-renewed': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'snapstart',
    needs: 'probe:state',
    tier: 3,
    provokedBy: 'service',
    costs: 'result',
    text: 'The runtime draws fresh randomness and unique ids after a restore.',
    observe: 'Visible only where one snapshot is really restored twice.',
    excluded: 'Only two restores of one snapshot show it; a stopped and resumed process is restored once.',
    cause:
      'A generator seeded during init, or an id made there, is part of the snapshot and the same in every restored sandbox. Seed again from the operating system, and create new ids, after restore/next has returned.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/snapstart-uniqueness.html'],
  },
  'snapstart.hooks-in-time': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'snapstart',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'function',
    costs: 'invocation',
    text: 'The runtime finishes its after-restore work within the 10 s restore budget.',
    observe: 'Time from the 200 to the first `next`.',
    deviations: {
      'over-budget': 'The first poll after a restore comes after the restore budget.',
    },
    cause:
      'Work that belongs before the snapshot, such as loading code or warming caches, runs after it. Move it before restore/next, and renew only what must be fresh.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'snapstart.restore-body-ignored': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'snapstart',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime ignores the body of the restore/next reply.',
    observe: 'Answer with text, and with the JSON of an event.',
    deviations: {
      'body-breaks-restore': 'The runtime serves no event after a reply to restore/next with a body.',
    },
    cause:
      'The reply is parsed as JSON or as an event, but on the emulator it is empty. Check only the status.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapi/rendering/rendering.go',
    ],
  },
  'snapstart.with-concurrency': {
    level: 'MAY',
    basis: 'observed',
    profile: 'snapstart',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime combines SnapStart and concurrent mode: it restores once and then starts N workers.',
    observe: 'Set both variables; a runtime that then polls at once does not combine them.',
    deviations: {
      'polls-before-restore': 'The runtime polls in concurrent mode while restore/next is unanswered.',
      'restores-again': 'The runtime calls restore/next more than once in concurrent mode.',
      'not-served': 'The runtime serves no event in concurrent mode after a restore.',
    },
    cause:
      'Each worker calls restore/next, but only the first call is accepted, or the workers start before the restore. Call it once in the main thread, and start the N loops after it.',
    source: ['https://github.com/aws/aws-lambda-rust-runtime/pull/1150'],
  },
} as const satisfies Record<string, Requirement>;
