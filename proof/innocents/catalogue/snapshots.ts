import type { Innocent } from '../innocent.ts';

const PAGE = 'AWS, https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-custom.html';

/** Freedoms under SnapStart. */
export const snapshotInnocents: readonly Innocent[] = [
  {
    name: 'snapstart-without-hooks',
    freedom: 'Offers no hooks, and polls at once under SnapStart.',
    legal: `${PAGE}: an image that allows snapshots by its label need not call restore/next.`,
    profile: 'snapstart',
    changes: [
      { file: 'snapstart.js', find: "=== 'snap-start'", replace: "=== 'never'" },
      {
        file: 'snapstart.js',
        find: 'awslambda: { ...awslambda, registerBeforeSnapshot, registerAfterRestore }',
        replace: 'awslambda',
      },
    ],
  },
  {
    name: 'snapstart-connection-per-request',
    freedom: 'Opens a connection for each request, also for restore/next.',
    legal: 'RFC 9112, section 9: persistence is the choice of the client.',
    profile: 'snapstart',
    changes: [
      {
        file: 'exchange.js',
        find: '{ keepAlive: true, maxSockets: 1 }',
        replace: '{ keepAlive: false, maxSockets: 1 }',
      },
    ],
  },
  {
    name: 'snapstart-own-error-types',
    freedom: 'Names failed hooks in its own way, and exits with 65.',
    legal: `${PAGE}: the types are suggestions, and any non-zero code is right.`,
    profile: 'snapstart',
    changes: [
      { file: 'snapstart.js', find: "'Runtime.BeforeSnapshotError'", replace: "'Hook.Before'" },
      { file: 'runtime-api-client.js', find: "'Runtime.AfterRestoreError'", replace: "'Hook.After'" },
      { file: 'snapstart.js', find: 'throw thrown;', replace: 'process.exit(65);' },
    ],
  },
];
