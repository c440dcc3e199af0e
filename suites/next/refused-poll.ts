/** A `next` that is answered without an invocation. */
import { isPoll } from '../../harness/trace/view.ts';
import type { Fault } from '../../harness/runtime-api/invocations/faults.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { RawHeaders } from '../../harness/base/headers.ts';
import { pollsSince } from '../support/requests.ts';

/** A spinning loop makes thousands. */
export const MOST_POLLS = 10;

/** For how long polls are counted. */
export const COUNTING_MS = { quick: 2000, normal: 5000, slow: 5000 };

export type Refusal = Extract<Fault, { fault: 'status' }>;

/** A refusal that looks like an invocation in everything but its status. */
export function disguised(status: number, requestId: string, further: RawHeaders = []): Refusal {
  return {
    fault: 'status',
    status,
    headers: [
      ['Content-Type', 'application/json'],
      ['Lambda-Runtime-Aws-Request-Id', requestId],
      ['Lambda-Runtime-Deadline-Ms', String(Date.now() + 60_000)],
      ['Lambda-Runtime-Invoked-Function-Arn', 'arn:aws:lambda:eu-central-1:123456789012:function:refused'],
      [
        'Lambda-Runtime-Trace-Id',
        'Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0',
      ],
      ...further,
    ],
    body: '{"lambdaspec":"no event"}',
  };
}

/** Answers the blocked poll and all later ones; returns where in the trace that began. */
export function refuseForEver(sandbox: Sandbox, refusal: Refusal): number {
  const from = sandbox.trace.length;
  sandbox.runtimeApi.faults.arm('next', [refusal], { times: Infinity });
  sandbox.runtimeApi.refuseBlockedPolls(refusal);
  return from;
}

/** Lets time pass while the runtime polls no more than it may; its end ends the wait. */
export async function fewPolls(sandbox: Sandbox, from: number, limitMs: number): Promise<void> {
  const tooMany = (): boolean => pollsSince(sandbox, from).length > MOST_POLLS;
  const seen = await sandbox.trace.waitForOptional((entry) => isPoll(entry) && tooMany(), {
    awaited: 'more polls than there should be',
    from,
    limitMs,
  });
  // On a busy machine a loop that spins takes its time for so many; but unlike one that waits, it never rests.
  if (seen === undefined) await sandbox.process.waitUntilIdle(limitMs);
}
