/** A `next` that gets an answer without an invocation. */
import { isPoll } from '../../harness/trace/calls.ts';
import type { Fault } from '../../harness/runtime-api/invocations/faults.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { RawHeaders } from '../../harness/base/headers.ts';
import { pollsSince } from '../support/requests.ts';

/** A busy loop polls thousands of times. */
export const MOST_POLLS = 10;

/** How long polls are counted. */
export const COUNTING_MS = { quick: 2000, normal: 5000, slow: 5000 };

export type Refusal = Extract<Fault, { fault: 'status' }>;

/** A refusal as the Runtime API sends it. */
export function apiRefusal(status: number): Refusal {
  return {
    fault: 'status',
    status,
    headers: [['Content-Type', 'application/json']],
    body: '{"errorMessage":"The request was refused","errorType":"Refused"}\n',
  };
}

/** A refusal that looks like an invocation except for its status. */
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
    body: '{"message":"no event"}',
  };
}

/** Answers the blocked poll and all later ones; returns the index of the first entry after that. */
export function refuseForEver(sandbox: Sandbox, refusal: Refusal): number {
  const from = sandbox.trace.length;
  sandbox.runtimeApi.faults.arm('next', [refusal], { times: Infinity });
  sandbox.runtimeApi.refuseBlockedPolls(refusal);
  return from;
}

/** Waits until the time is over, the runtime exits, or it polls too often. */
export async function fewPolls(sandbox: Sandbox, from: number, limitMs: number): Promise<void> {
  const tooMany = (): boolean => pollsSince(sandbox, from).length > MOST_POLLS;
  const seen = await sandbox.trace.waitForOptional((entry) => isPoll(entry) && tooMany(), {
    awaited: 'too many polls',
    from,
    limitMs,
  });
  // On a busy machine a busy loop polls more slowly, but unlike a waiting one it is never idle.
  if (seen === undefined) await sandbox.process.waitUntilIdle(limitMs);
}
