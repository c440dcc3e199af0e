import type { Requirement } from '../../harness/run/requirement.ts';

/** Snapshot and restore: `GET /runtime/restore/next` and its hooks. Profile `snapstart`. */
export const snapstart = {
  'snapstart.restore-next-before-next': {
    level: 'MUST',
    basis: 'documented',
    profile: 'snapstart',
    needs: 'opaque',
    tier: 3,
    text: 'The runtime calls `GET /2018-06-01/runtime/restore/next` after init and before the first `next`, under SnapStart.',
    observe: 'Start with AWS_LAMBDA_INITIALIZATION_TYPE=snap-start and look at the order of requests.',
    cause:
      'The runtime does not know SnapStart and polls at once, so the snapshot is taken without its hooks. With AWS_LAMBDA_INITIALIZATION_TYPE equal to `snap-start`, call `GET /2018-06-01/runtime/restore/next` after init and wait for the 200.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-custom.html'],
  },
  'snapstart.only-under-snapstart': {
    level: 'MUST',
    basis: 'documented',
    profile: 'snapstart',
    needs: 'opaque',
    tier: 3,
    text: 'The runtime calls restore/next only when the initialization type is `snap-start`.',
    observe:
      'Start with on-demand, provisioned-concurrency, lambda-managed-instances and without the variable.',
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
    text: 'The runtime runs the before-snapshot hooks before it calls restore/next.',
    observe: 'With `PROBE_BEFORE_SNAPSHOT=throw` no restore/next is sent.',
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
    basis: 'documented',
    profile: 'snapstart',
    needs: 'opaque',
    tier: 3,
    text: 'The runtime puts no timeout on restore/next.',
    observe: 'Hold the reply for 65 s and stop the process meanwhile.',
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
    text: 'The runtime runs the after-restore hooks after the 200 and before `next`, and no handler earlier.',
    observe:
      'With `PROBE_AFTER_RESTORE=throw` no `next` is sent; without it the order is restore/next, next.',
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
    text: 'The runtime reports a failing before-snapshot hook through init/error with header and body, exits non-zero and sends no restore/next.',
    observe: 'Set `PROBE_BEFORE_SNAPSHOT=throw`; the header has the form Category.Reason.',
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
    text: 'The runtime reports a failing after-restore hook with POST `/2018-06-01/runtime/restore/error`, with header and body, exits and sends no `next`.',
    observe: 'Set `PROBE_AFTER_RESTORE=throw`.',
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
    text: 'The runtime treats any answer to restore/next except 200 as fatal.',
    observe: 'Answer 403, 404 and 500; no `next` follows.',
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
    text: 'The runtime does not rely on connections opened before the snapshot.',
    observe:
      'Stop the process in restore/next, reset all sockets as the answer goes out, continue, and deliver an invocation.',
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
    text: 'The runtime draws fresh randomness and unique ids after a restore.',
    observe: 'Visible only where one snapshot is really restored twice; otherwise not testable.',
    cause:
      'A generator seeded during init, or an id made there, is part of the snapshot and the same in every restored sandbox. Seed again from the operating system, and create new ids, after restore/next has returned.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-custom.html'],
  },
  'snapstart.hooks-in-time': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'snapstart',
    needs: 'opaque',
    tier: 3,
    text: 'The runtime finishes its after-restore work within the 10 s restore budget.',
    observe: 'Time from the 200 to the first `next`.',
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
    text: 'The runtime ignores the body of the restore/next reply.',
    observe: 'Answer with an empty body, `{}` and text.',
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
    text: 'The runtime combines SnapStart and concurrent mode: it restores once and then starts N workers.',
    observe: 'Set both variables.',
    cause:
      'Each worker calls restore/next, but only the first call is accepted, or the workers start before the restore. Call it once in the main thread, and start the N loops after it.',
    source: ['https://github.com/aws/aws-lambda-rust-runtime/pull/1150'],
  },
} as const satisfies Record<string, Requirement>;
