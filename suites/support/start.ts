/** What becomes of a start: the tests of the init phase give the runtime a reason to fail and look. */
import { endsStart } from '../../harness/trace/view.ts';
import { isDeepStrictEqual } from 'node:util';
import { describeExit } from '../../harness/trace/runtime-exit.ts';
import type { Sandbox, SandboxOptions } from '../../harness/sandbox/sandbox.ts';
import type { Entry, EntryOf, RuntimeExit } from '../../harness/trace/entry.ts';
import type { Outcome } from '../../harness/trace/outcome.ts';
import type { TestContext } from './test.ts';

/** What a test may vary about a start. */
export type ObservedStartOptions = Pick<
  SandboxOptions,
  'environment' | 'handler' | 'taskRoot' | 'workingDirectory' | 'arguments' | 'host' | 'prepare' | 'user'
>;

export type ObservedStart =
  /** The runtime reported a failed init. */
  | { readonly kind: 'reported'; readonly report: string; readonly exit: RuntimeExit | undefined }
  /** It ended without a word, before it asked for work. */
  | { readonly kind: 'exited'; readonly exit: RuntimeExit }
  /** It asked for work and served it, as if nothing were wrong. */
  | { readonly kind: 'served'; readonly outcome: Outcome }
  /** It asked for work and only then failed. */
  | { readonly kind: 'failed-late'; readonly what: string }
  /** It neither asked for work nor ended. */
  | { readonly kind: 'silent'; readonly waitedMs: number };

interface WatchedStart {
  readonly sandbox: Sandbox;
  readonly start: ObservedStart;
}

/** An event that no function knows; an echo gives it back. */
const EVENT = { lambdaspec: 'start' };

/** Starts the runtime and waits until it is clear what became of it. */
export async function watchStart(t: TestContext, options: ObservedStartOptions): Promise<WatchedStart> {
  const sandbox = await t.start(options);
  return { sandbox, start: await startOf(t, sandbox) };
}

/** Starts the runtime once more in a sandbox in which it has ended, as Lambda does, and waits like `watchStart`. */
export async function watchRestart(t: TestContext, sandbox: Sandbox): Promise<ObservedStart> {
  const from = sandbox.trace.length;
  sandbox.start();
  return startOf(t, sandbox, from);
}

/** What becomes of the start that begins at the entry `from` of the trace. */
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
  if (first.kind === 'runtime-exited') return { kind: 'exited', exit: first.exit };
  if (first.endpoint === 'init-error') return reported(sandbox, first);

  // Whether a correct runtime could serve this event is what the test is about to say.
  const outcome = await sandbox.deliver(EVENT, { settleable: false }).outcome();
  if (outcome.kind === 'none') return { kind: 'failed-late', what: `for the first event ${outcome.reason}` };
  const served =
    outcome.kind === 'response' && (t.smoke.grade === 'opaque' || isDeepStrictEqual(outcome.json, EVENT));
  return served ? { kind: 'served', outcome } : { kind: 'failed-late', what: outcome.describe() };
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

/** For the reader of a deviation: what the runtime did, as the rest of a sentence that begins with its name. */
export function describeStart(start: ObservedStart): string {
  switch (start.kind) {
    case 'reported':
      return `reported a failed init: ${start.report === '' ? 'without a body' : start.report.slice(0, 300)}`;
    case 'exited':
      return `${describeExit(start.exit)} without a report`;
    case 'served':
      return `asked for an invocation and served it: ${start.outcome.describe()}`;
    case 'failed-late':
      return `asked for an invocation and failed only then: ${start.what}`;
    case 'silent':
      return `neither asked for an invocation nor reported anything within ${Math.round(start.waitedMs)} ms`;
  }
}

/** Why a test of handler names judges nothing: every one of them was served. */
export const HANDLER_NAME_IGNORED =
  'The runtime does not honour `_HANDLER`: it starts and serves an event whatever the name.';
