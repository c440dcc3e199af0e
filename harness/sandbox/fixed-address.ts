/** Tries a bootstrap that calls nothing at the address of its sandbox where a built-in address would lead it. */
import { fixedPort } from '../runtime-api/wire/fixed-port.ts';
import { smokeTest, type SmokeFailure, type SmokeOptions } from './smoke-test.ts';
import { smokeTestInTmp, type SmokeInTmp } from './tmp-choice.ts';

/** The result of the smoke test, and where the sandboxes have to be for it. */
export interface SmokeSomewhere extends SmokeInTmp {
  /** Holds the fixed port, if the runtime calls there. */
  readonly reserved?: Disposable;
}

const IN_USE =
  `The address 127.0.0.1:${fixedPort.port} is in use, so a runtime with this address built in could not be tried there. ` +
  'Lambda names the address in AWS_LAMBDA_RUNTIME_API.';

/** Makes the smoke test, and again at the fixed port if the runtime sent nothing. */
export async function smokeTestSomewhere(options: SmokeOptions): Promise<SmokeSomewhere> {
  const inTmp = await smokeTestInTmp(options);
  if (inTmp.result.kind === 'ready' || options.signal.aborted || process.platform !== 'linux') return inTmp;
  if (!mayCallElsewhere(inTmp.result.failure)) return inTmp;
  const reserved = await fixedPort.reserve();
  if (reserved === undefined) return { ...inTmp, warnings: [...inTmp.warnings, IN_USE] };
  const result = await smokeTest({ ...options, sharedTmp: inTmp.sharedTmp, atFixedPort: true });
  if (result.kind === 'ready' || !isSilent(result.failure)) return { ...inTmp, result, reserved };
  reserved[Symbol.dispose]();
  return inTmp;
}

function mayCallElsewhere(failure: SmokeFailure): boolean {
  const failedToStart = failure.observed.entries.some(
    (entry) => entry.kind === 'runtime-exited' && entry.exit.kind === 'failed-to-start',
  );
  return !failedToStart && isSilent(failure);
}

/** Whether the runtime sent nothing. */
function isSilent({ observed }: SmokeFailure): boolean {
  return !observed.entries.some(({ kind }) => kind === 'request' || kind === 'connection-opened');
}
