import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { FailureGuard } from './failure-guard.ts';
import { isSnapStart, passSnapshot, SnapshotHooks, type Hook } from './snapstart.ts';

interface Scope {
  readonly awslambda: Record<'registerBeforeSnapshot' | 'registerAfterRestore', (hook: Hook) => void>;
}

/** Passes a snapshot with these hooks; returns the steps in their order. */
async function stepsWith(register: (awslambda: Scope['awslambda'], step: (text: string) => Hook) => void) {
  const steps: string[] = [];
  const scope: Partial<Scope> = {};
  const hooks = SnapshotHooks.offeredTo(scope);
  if (scope.awslambda === undefined) throw new Error('no registration');
  register(scope.awslambda, (text) => () => void steps.push(text));
  const thrown = await passSnapshot({
    hooks,
    guard: new FailureGuard(new EventEmitter(), () => {}),
    stop: new AbortController().signal,
    api: {
      waitForRestore: async () => void steps.push('restore/next'),
      reportInitError: async ({ errorMessage }, type) =>
        void steps.push(`init/error ${type}: ${errorMessage}`),
      reportRestoreError: async ({ errorMessage }) => void steps.push(`restore/error ${errorMessage}`),
    },
  }).then(
    () => undefined,
    (reason: unknown) => String(reason),
  );
  return { steps, thrown };
}

/** A hook that fails after a while. */
const failing: Hook = async () => {
  await new Promise(setImmediate);
  throw new Error('lost');
};

describe('a snapshot', () => {
  test('is between the hooks: those before it in reverse order of registration', async () => {
    expect(
      await stepsWith(({ registerBeforeSnapshot, registerAfterRestore }, step) => {
        registerAfterRestore(step('after 1'));
        registerAfterRestore(step('after 2'));
        registerBeforeSnapshot(step('before 1'));
        registerBeforeSnapshot(step('before 2'));
      }),
    ).toEqual({ thrown: undefined, steps: ['before 2', 'before 1', 'restore/next', 'after 1', 'after 2'] });
  });

  test('is not taken when a hook before it fails', async () => {
    expect(await stepsWith(({ registerBeforeSnapshot }) => registerBeforeSnapshot(failing))).toEqual({
      thrown: 'Error: lost',
      steps: ['init/error Runtime.BeforeSnapshotError: lost'],
    });
  });

  test('is of no use when a hook after it fails', async () => {
    expect(await stepsWith(({ registerAfterRestore }) => registerAfterRestore(failing))).toEqual({
      thrown: 'Error: lost',
      steps: ['restore/next', 'restore/error lost'],
    });
  });
});

test('hooks are registered beside what the global offers already', () => {
  const scope = { awslambda: { streamifyResponse: 1 } };
  SnapshotHooks.offeredTo(scope);

  expect(Object.keys(scope.awslambda)).toEqual([
    'streamifyResponse',
    'registerBeforeSnapshot',
    'registerAfterRestore',
  ]);
});

test('only the exact type of initialization is SnapStart', () => {
  const types = ['snap-start', 'SNAP-START', 'on-demand', '', undefined];

  expect(types.map((type) => isSnapStart({ AWS_LAMBDA_INITIALIZATION_TYPE: type }))).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
