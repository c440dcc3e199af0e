/** Observes starts: the tests of the init phase make the runtime fail. */
import { endsStart, isInitErrorPost, misdirected } from '../../harness/trace/calls.ts';
import { describeExit } from '../../harness/trace/runtime-exit.ts';
import type { Sandbox, SandboxOptions } from '../../harness/sandbox/sandbox.ts';
import type { Entry, EntryOf, RuntimeExit } from '../../harness/trace/entry.ts';
import type { Outcome } from '../../harness/trace/outcome.ts';
import { isEcho } from './returned.ts';
import type { TestContext } from './test.ts';

/** The start options that a test may set. */
export type ObservedStartOptions = Pick<
  SandboxOptions,
  'environment' | 'handler' | 'taskRoot' | 'workingDirectory' | 'arguments' | 'host' | 'prepare' | 'user'
>;

export type ObservedStart =
  /** The runtime reported a failed init. */
  | { readonly kind: 'reported'; readonly report: string; readonly exit: RuntimeExit | undefined }
  /** It exited before a poll, without a report that reached the service; `attempt` is one with a wrong method or path. */
  | { readonly kind: 'exited'; readonly exit: RuntimeExit; readonly attempt?: string }
  /** It polled and served an event. */
  | { readonly kind: 'served'; readonly outcome: Outcome }
  /** It polled, and then failed. */
  | { readonly kind: 'failed-late'; readonly what: string }
  /** It neither polled nor exited. */
  | { readonly kind: 'silent'; readonly waitedMs: number };

interface WatchedStart {
  readonly sandbox: Sandbox;
  readonly start: ObservedStart;
}

/** An event without a probe action, which an echo returns. */
const EVENT = { event: 'start' };

/** Starts the runtime and waits for the result of the start. */
export async function watchStart(t: TestContext, options: ObservedStartOptions): Promise<WatchedStart> {
  const sandbox = await (Object.keys(options).length === 0 ? t.startUnused() : t.start(options));
  return { sandbox, start: await startOf(t, sandbox) };
}

/** Restarts an exited runtime in its sandbox, as Lambda does, and waits like `watchStart`. */
export async function watchRestart(t: TestContext, sandbox: Sandbox): Promise<ObservedStart> {
  const from = sandbox.trace.length;
  sandbox.start();
  return startOf(t, sandbox, from);
}

/** The result of the start that begins at the entry `from` of the trace. */
export async function startOf(t: TestContext, sandbox: Sandbox, from = 0): Promise<ObservedStart> {
  const limitMs = t.limits.startMs;
  const first = await sandbox.trace.waitForOptional(endsStart, {
    awaited: 'a poll, an init error or an end',
    from,
    limitMs,
    endsWithRuntime: false,
  });
  if (first === undefined) {
    sandbox.trace.recordTimeout({ awaited: 'a poll, an init error or an end', limitMs });
    return { kind: 'silent', waitedMs: limitMs };
  }
  if (first.kind === 'runtime-exited') {
    const attempt = attemptIn(sandbox.trace.entries.slice(from));
    return { kind: 'exited', exit: first.exit, ...(attempt === undefined ? {} : { attempt }) };
  }
  if (isInitErrorPost(first)) return reported(sandbox, first);

  // The test decides whether a correct runtime could serve this event.
  const outcome = await sandbox.deliver(EVENT, { settleable: false }).outcome();
  if (outcome.kind === 'none') return { kind: 'failed-late', what: `for the first event ${outcome.reason}` };
  return outcome.kind === 'response' && isEcho(t, outcome, EVENT)
    ? { kind: 'served', outcome }
    : { kind: 'failed-late', what: outcome.describe() };
}

/** A report of a failed init with a wrong method or path, as text. */
function attemptIn(entries: readonly Entry[]): string | undefined {
  const attempt = entries.find(
    (entry): entry is EntryOf<'request'> => entry.kind === 'request' && misdirected(entry) === 'init-error',
  );
  return attempt && `${attempt.method} ${attempt.target}`;
}

async function reported(sandbox: Sandbox, request: EntryOf<'request'>): Promise<ObservedStart> {
  const whole = (entry: Entry): entry is EntryOf<'request-body'> =>
    entry.kind === 'request-body' && entry.exchange === request.exchange;
  const { exitMs } = sandbox.limits;
  const entry = await sandbox.trace.waitForOptional(whole, {
    awaited: 'the body of the init error',
    limitMs: exitMs,
  });
  const exit = await sandbox.trace.waitForExit(sandbox.limits.exitMs);
  return { kind: 'reported', report: entry?.body.bytes.toString('utf8') ?? '', exit };
}

/** Evidence: what the runtime did, as a clause with the runtime as its subject. */
export function describeStart(start: ObservedStart): string {
  switch (start.kind) {
    case 'reported':
      return `reported a failed init: ${start.report === '' ? 'without a body' : start.report.slice(0, 300)}`;
    case 'exited':
      return start.attempt === undefined
        ? `${describeExit(start.exit)} without a report`
        : `sent ${start.attempt} and ${describeExit(start.exit)}`;
    case 'served':
      return `asked for an invocation and served it: ${start.outcome.describe()}`;
    case 'failed-late':
      return `asked for an invocation and failed only then: ${start.what}`;
    case 'silent':
      return `neither asked for an invocation nor reported anything within ${Math.round(start.waitedMs)} ms`;
  }
}

/** The reason when a test of handler names judges nothing: every name was served. */
export const HANDLER_NAME_IGNORED =
  'The runtime does not honour `_HANDLER`: it starts and serves an event with any name.';
