/** Which /tmp the sandboxes of a run see: their own where the platform can do that and the bootstrap can do without the machine's. */
import { fileHead } from '../base/foreign-file.ts';
import { hasOwnTmp, isWeakened } from '../process/isolation.ts';
import { smokeTest, type SmokeOptions, type SmokeResult } from './smoke-test.ts';

/** The result of the smoke test, and what it showed about /tmp. */
export interface SmokeInTmp {
  readonly result: SmokeResult;
  /** Whether the sandboxes share the /tmp of the machine because the bootstrap needs files there. */
  readonly sharedTmp: boolean;
  readonly warnings: readonly string[];
}

/** The part of a bootstrap in which a path is searched. */
const HEAD_BYTES = 64 * 1024;

const NO_NAMESPACE =
  "All sandboxes share this machine's /tmp, so a runtime that uses a fixed path there may fail as it does not on Lambda. " +
  (process.platform === 'linux'
    ? 'For a /tmp of their own run lambdaspec as root, or allow user namespaces ' +
      '(sysctl kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu; --cap-add SYS_ADMIN in a container).'
    : 'Only Linux offers each a /tmp of its own.');

const MARKS =
  'The processes of a runtime are found by marks that they inherit: one that removes all of them may outlive the run. ' +
  (process.platform === 'linux'
    ? 'With perl, and root or user namespaces, each sandbox has a PID namespace that ends all of them, and with a writable cgroup v2 a control group.'
    : 'Only Linux offers each sandbox a namespace that ends all of them.');

const NEEDS_TMP =
  "The bootstrap starts only with files of this machine's /tmp that its command does not name, so all sandboxes share that " +
  '/tmp. Move the files elsewhere, or name their folder in a variable (--env).';

/** What to tell the user before the run. */
export function tmpWarnings(): readonly string[] {
  return [...(hasOwnTmp() ? [] : [NO_NAMESPACE]), ...(isWeakened() ? [MARKS] : [])];
}

/** Makes the smoke test. A bootstrap that fails it is tried again with the machine's /tmp if that may be the cause. */
export async function smokeTestInTmp(options: SmokeOptions): Promise<SmokeInTmp> {
  const warnings = tmpWarnings();
  const result = await smokeTest(options);
  if (result.kind === 'ready' || !hasOwnTmp() || options.signal.aborted || !mayNeedTmp(options, result))
    return { result, sharedTmp: false, warnings };
  const again = await smokeTest({ ...options, sharedTmp: true });
  return again.kind === 'ready'
    ? { result: again, sharedTmp: true, warnings: [NEEDS_TMP] }
    : { result, sharedTmp: false, warnings };
}

/** Whether the bootstrap or its output names a file below /tmp. */
function mayNeedTmp({ target }: SmokeOptions, result: SmokeResult & { readonly kind: 'failed' }): boolean {
  return (
    result.failure.output.includes('/tmp/') ||
    fileHead(target.command[0], HEAD_BYTES)?.includes('/tmp/') === true
  );
}
