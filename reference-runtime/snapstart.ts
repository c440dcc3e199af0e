/**
 * SnapStart: Lambda takes a snapshot of the process after its init, and later environments continue from it.
 *
 * The process waits in `restore/next` while the snapshot is taken, and the call returns in every environment that is restored,
 * perhaps days later. Hooks let a function release before it what does not survive, and renew it after.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-custom.html
 */
import { toErrorDocument, type ErrorDocument } from './errors.ts';
import type { FailureGuard } from './failure-guard.ts';
import type { RuntimeApiClient } from './runtime-api-client.ts';

/** Code of the function that runs at a snapshot; a promise of it is awaited. */
export type Hook = () => unknown;

/** Whether Lambda takes a snapshot of this process. Only then does `restore/next` exist. */
export function isSnapStart(env: NodeJS.ProcessEnv): boolean {
  return env['AWS_LAMBDA_INITIALIZATION_TYPE'] === 'snap-start';
}

/** The hooks that a function has registered. */
export class SnapshotHooks {
  readonly #beforeSnapshot: Hook[] = [];
  readonly #afterRestore: Hook[] = [];

  /** Offers the registration to the code of the function, beside what the global `awslambda` has already. */
  static offeredTo(scope: object): SnapshotHooks {
    const hooks = new SnapshotHooks();
    const registerBeforeSnapshot = (hook: Hook): void => void hooks.#beforeSnapshot.push(hook);
    const registerAfterRestore = (hook: Hook): void => void hooks.#afterRestore.push(hook);
    const awslambda: object = Object(Reflect.get(scope, 'awslambda'));
    Object.assign(scope, { awslambda: { ...awslambda, registerBeforeSnapshot, registerAfterRestore } });
    return hooks;
  }

  /** One after the other, in the reverse order of their registration: what was built first is taken down last. */
  async beforeSnapshot(): Promise<void> {
    for (const hook of this.#beforeSnapshot.toReversed()) await hook();
  }

  /** One after the other, in the order of their registration. */
  async afterRestore(): Promise<void> {
    for (const hook of this.#afterRestore) await hook();
  }
}

/** What passing a snapshot depends on. */
export interface Snapshot {
  readonly api: Pick<RuntimeApiClient, 'reportInitError' | 'waitForRestore' | 'reportRestoreError'>;
  readonly hooks: SnapshotHooks;
  readonly guard: FailureGuard;
  readonly stop: AbortSignal;
}

/** Runs the hooks around `restore/next`. What one of them throws is reported, and thrown again: the process must end. */
export async function passSnapshot({ api, hooks, guard, stop }: Snapshot): Promise<void> {
  await runOrReport(
    () => hooks.beforeSnapshot(),
    (error) => api.reportInitError(error, 'Runtime.BeforeSnapshotError'),
  );
  await api.waitForRestore(stop);
  await runOrReport(
    () => hooks.afterRestore(),
    (error) => api.reportRestoreError(error),
  );

  async function runOrReport(
    run: () => Promise<void>,
    report: (error: ErrorDocument) => Promise<void>,
  ): Promise<void> {
    try {
      await guard.run(run);
    } catch (thrown) {
      await report(toErrorDocument(thrown));
      throw thrown;
    }
  }
}
