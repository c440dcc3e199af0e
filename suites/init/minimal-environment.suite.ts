/** Starts in a minimal environment: one start for all variants, and one for each only if that fails. */
import { sample, subarray } from 'fast-check';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeStart, watchStart, type ObservedStartOptions } from '../support/start.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { leaveWithoutLoading } from './linked.ts';
import { covers, test, type TestContext } from '../support/test.ts';
import { makeTaskRoot } from '../support/task-root.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const optional = [
  // The names of log group and log stream have a requirement of their own.
  'AWS_LAMBDA_LOG_FORMAT',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_ACCESS_KEY_ID',
  'AWS_LAMBDA_METADATA_API',
  'AWS_LAMBDA_METADATA_TOKEN',
];

const judged = [
  'init.optional-variables-missing',
  'context.log-names-missing',
  'init.always-set-variables-missing',
  'environment.credentials-optional',
  'environment.exec-wrapper-harmless',
  'environment.task-root-not-cwd',
] as const;

/** A harmless variant of the start environment, and the requirement that a runtime violates if it fails there. */
interface StartVariant {
  readonly id: (typeof judged)[number];
  readonly what: string;
  readonly options: ObservedStartOptions;
}

/** The folder is the working directory and holds the wrapper. */
function variantsIn(folder: string): StartVariant[] {
  return [
    {
      id: 'init.optional-variables-missing',
      what: `without ${optional.join(', ')}`,
      options: { environment: without(optional) },
    },
    {
      id: 'context.log-names-missing',
      what: 'without the names of log group and log stream',
      options: { environment: without(['AWS_LAMBDA_LOG_GROUP_NAME', 'AWS_LAMBDA_LOG_STREAM_NAME']) },
    },
    {
      id: 'init.always-set-variables-missing',
      what: 'without the name, the version and the memory size of the function',
      options: {
        environment: without([
          'AWS_LAMBDA_FUNCTION_NAME',
          'AWS_LAMBDA_FUNCTION_VERSION',
          'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
        ]),
      },
    },
    {
      id: 'environment.credentials-optional',
      what: 'without credentials',
      options: {
        environment: without([
          'AWS_ACCESS_KEY',
          'AWS_ACCESS_KEY_ID',
          'AWS_SECRET_ACCESS_KEY',
          'AWS_SESSION_TOKEN',
        ]),
      },
    },
    {
      id: 'environment.exec-wrapper-harmless',
      what: 'with AWS_LAMBDA_EXEC_WRAPPER set to a script that executes its arguments',
      options: { environment: { AWS_LAMBDA_EXEC_WRAPPER: join(folder, 'wrapper') } },
    },
    {
      id: 'environment.task-root-not-cwd',
      what: 'in a working directory that is not LAMBDA_TASK_ROOT',
      options: { workingDirectory: folder },
    },
  ];
}

test(
  'starts without optional variables, without credentials, and in any working directory',
  covers(...judged).against(ordinaryEvent),
  async (t) => {
    await using folder = await makeTaskRoot((path) =>
      writeFile(join(path, 'wrapper'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 }),
    );
    const variants = await applicable(t, variantsIn(folder.path));

    const together = await watchStart(t, {
      workingDirectory: folder.path,
      environment: Object.assign({}, ...variants.map(({ options }) => options.environment)),
    });
    const tried =
      together.start.kind === 'served'
        ? variants.map((variant) => ({ variant, ...together }))
        : await Promise.all(
            variants.map(async (variant) => ({ variant, ...(await watchStart(t, variant.options)) })),
          );

    for (const { variant, sandbox, start } of tried) {
      t.verify(variant.id, start.kind === 'served', {
        code: 'does-not-start',
        expected: `a poll and an outcome, ${variant.what}`,
        actual: `the runtime ${describeStart(start)}`,
        sandbox,
      });
    }
    if (together.start.kind === 'served') await judgeSubsets(t);
  },
);

/** `_HANDLER` does not name the file of a compiled function, which is found beside the bootstrap. */
async function applicable(
  t: TestContext,
  variants: readonly StartVariant[],
): Promise<readonly StartVariant[]> {
  const [module] = t.target.handler.split('.', 1);
  const files = await readdir(t.target.taskRoot);
  if (files.some((name) => name.startsWith(`${module}.`))) return variants;
  const reason = 'The task root holds no file that `_HANDLER` names.';
  leaveWithoutLoading(t, ['environment.task-root-not-cwd'], reason);
  return variants.filter(({ id }) => id !== 'environment.task-root-not-cwd');
}

/** Also without subsets of the optional variables: a runtime may infer one from another. */
async function judgeSubsets(t: TestContext): Promise<void> {
  const numRuns = { quick: 0, normal: 2, slow: 12 }[t.pace];
  for (const names of sample(subarray(optional, { minLength: 1 }), { seed: t.seed, numRuns })) {
    const { start } = await watchStart(t, { environment: without(names) });
    t.verify('init.optional-variables-missing', start.kind === 'served', {
      code: 'does-not-start',
      expected: `a poll and an outcome, without ${names.join(', ')}`,
      actual: `the runtime ${describeStart(start)}`,
    });
  }
}

function without(names: readonly string[]): Record<string, undefined> {
  return Object.fromEntries(names.map((name) => [name, undefined]));
}
