/** Plays suites of events: each test in an execution environment of its own, one after the other. */
import { randomUUID } from 'node:crypto';
import { endStrays } from '../../process/strays.ts';
import { seededRandom } from '../../base/random.ts';
import { RawEvent } from '../../runtime-api/invocations/invocation-builder.ts';
import type { EventSuiteResult, EventTestResult } from '../../run/event-suite.ts';
import type { Target } from '../../run/target.ts';
import { INIT_LIMIT_MS, limitsFor } from '../../sandbox/limits.ts';
import { Sandbox } from '../../sandbox/sandbox.ts';
import { isInitErrorPost } from '../../trace/calls.ts';
import { excerpt } from '../../trace/excerpt.ts';
import { outputTail } from '../../trace/output-tail.ts';
import { answerOf, failuresOf, type EventAnswer } from './check-assertions.ts';
import type { EventSuite, EventTest } from './suite-file.ts';

interface PlayOptions {
  readonly target: Target;
  /** Null where the smoke test measured none. */
  readonly coldStartMs: number | null;
  readonly timeoutScale: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** A handler of a suite may work longer than ours. */
const SLOWEST_HANDLER_MS = 30_000;

/** What an interrupted run did not play is left out. */
export async function playSuites(
  suites: readonly EventSuite[],
  options: PlayOptions,
): Promise<EventSuiteResult[]> {
  const results: EventSuiteResult[] = [];
  try {
    for (const { file, tests } of suites) {
      const played: EventTestResult[] = [];
      for (const test of tests) if (!options.signal.aborted) played.push(await play(test, options));
      results.push({ file, tests: played });
    }
  } finally {
    await endStrays();
  }
  return results;
}

async function play(
  test: EventTest,
  { target, coldStartMs, timeoutScale, seed }: PlayOptions,
): Promise<EventTestResult> {
  const began = performance.now();
  const limits = limitsFor(coldStartMs ?? INIT_LIMIT_MS, timeoutScale);
  await using sandbox = await Sandbox.open({
    target,
    limits: { ...limits, outcomeMs: Math.max(limits.outcomeMs, timeoutScale * SLOWEST_HANDLER_MS) },
    random: seededRandom(seed),
    processTag: `${process.pid}-${randomUUID()}`,
    handler: test.handler,
    environment: test.environment,
  });
  const answer = await answerTo(test, sandbox);
  const failures =
    typeof answer === 'string'
      ? [{ assertion: 'result', expected: 'a response or an error', actual: answer }]
      : failuresOf(test.assertions, answer);
  const { entries } = sandbox.trace;
  const failed = failures.length > 0;
  return {
    name: test.name,
    handler: test.handler,
    verdict: failed ? 'failed' : 'passed',
    durationMs: Math.round(performance.now() - began),
    failures,
    trace: failed ? excerpt(entries, entries.length - 1).trace : [],
    output: failed ? outputTail(entries) : '',
  };
}

/** What the runtime posted for the event, or for its init; or why there is nothing. */
async function answerTo(test: EventTest, sandbox: Sandbox): Promise<EventAnswer | string> {
  const { clientContext = null, cognitoIdentity = null, traceId, contentType, event } = test;
  const isJson = contentType === 'application/json';
  const outcome = await sandbox
    .deliver(isJson ? event : new RawEvent(typeof event === 'string' ? event : JSON.stringify(event)), {
      clientContext,
      cognitoIdentity,
      contentType,
      ...(traceId === undefined ? {} : { traceId }),
    })
    .outcome();
  if (outcome.kind !== 'none') return answerOf(outcome.text);
  // Lambda answers the event with the failure of the init.
  const { entries } = sandbox.trace;
  const post = entries.find(isInitErrorPost);
  const body = entries.find((entry) => entry.kind === 'request-body' && entry.exchange === post?.exchange);
  return body?.kind === 'request-body' && post !== undefined
    ? answerOf(body.body.bytes.toString('utf8'))
    : outcome.reason;
}
