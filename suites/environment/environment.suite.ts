import { clip } from '../../harness/base/clip.ts';
import { constantFrom, oneof, sample, string, stringMatching, tuple, type Arbitrary } from 'fast-check';
import { describeStart, watchStart } from '../support/start.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';
import { readableCharacter } from '../support/text-arbitraries.ts';

/**
 * AWS_EXECUTION_ENV is missing: the start script of AWS's own images sets it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
const reserved = [
  '_HANDLER',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
] as const;

test(
  'overwrites no reserved variable except the trace id and AWS_EXECUTION_ENV',
  covers('environment.reserved-not-overwritten').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();

    const { object: seen = {} } = await sandbox.invoke({ probe: 'env', names: reserved });

    for (const name of reserved) {
      const given = sandbox.environment[name] ?? null;
      t.verify('environment.reserved-not-overwritten', (seen[name] ?? null) === given, {
        code: 'variable-changed',
        expected: described(name, given),
        actual: described(name, seen[name]),
      });
    }
  },
);

const SHELL_CHARACTERS = ['a', '0', ' ', '=', '"', "'", '$', '\\', '%', '&', ';', '|', '#', '*', '{', '}'];

const anyVariable: Arbitrary<readonly [name: string, value: string]> = tuple(
  stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,20}$/),
  oneof(
    string({ unit: readableCharacter, maxLength: 60 }),
    string({ unit: constantFrom(...SHELL_CHARACTERS), maxLength: 40 }),
  ),
);

/** Values that start scripts and string splitting are known to corrupt. */
const boundaries: readonly (readonly [name: string, value: string])[] = [
  ['EMPTY', ''],
  ['EQUALS', 'a=b==c='],
  ['TEXT', 'zażółć 日本語 😀'],
  ['BLANKS', '  in front and behind  '],
  ['QUOTES', `it's "quoted" $HOME \\n %PATH% \`id\``],
  ['LONG', 'x'.repeat(3000)],
];

const VARIABLES = 20;

test(
  'lets the handler see all variables it was started with, unchanged',
  covers('environment.passed-through').against(ordinaryEvent),
  async (t) => {
    const generated = sample(anyVariable, { seed: t.seed, numRuns: VARIABLES - boundaries.length });
    const variables = Object.fromEntries(
      // The prefix avoids collisions with variables that a program reads.
      [...boundaries, ...generated].map(([name, value], index) => [`SETTING_${index}_${name}`, value]),
    );
    const sandbox = await t.fresh({ environment: variables });

    const { object: seen = {} } = await sandbox.invoke({ probe: 'env', names: Object.keys(variables) });

    for (const [name, value] of Object.entries(variables)) {
      t.verify('environment.passed-through', seen[name] === value, {
        code: 'variable-altered',
        expected: `${name}=${clip(value, 200)}`,
        actual: described(name, seen[name]),
      });
    }
  },
);

test(
  'takes host and port from AWS_LAMBDA_RUNTIME_API, for any port and host name',
  covers('environment.api-address-honoured').against(ordinaryEvent),
  async (t) => {
    const started = await Promise.all(
      // All other tests use 127.0.0.1.
      ['localhost', '127.0.0.2'].map(async (host) => {
        try {
          return { host, ...(await watchStart(t, { host })) };
        } catch (reason) {
          // Some systems do not have all of 127.0.0.0/8 on the loopback interface.
          if (reason instanceof Error && 'code' in reason && reason.code === 'EADDRNOTAVAIL')
            return undefined;
          throw reason;
        }
      }),
    );

    for (const watched of started) {
      if (watched === undefined) continue;
      const { host, sandbox, start } = watched;
      t.verify('environment.api-address-honoured', start.kind === 'served', {
        code: 'address-not-used',
        expected: `a poll at ${host}:${sandbox.runtimeApi.port}, and an outcome`,
        actual: `the runtime ${describeStart(start)}`,
        sandbox,
      });
    }
  },
);

function described(name: string, value: unknown): string {
  if (typeof value !== 'string') return `no ${name}`;
  // The harness sets placeholder credentials, but `--env` may have set real ones.
  return /KEY|TOKEN/.test(name) ? `a ${name} of ${value.length} characters` : `${name}=${clip(value, 200)}`;
}
