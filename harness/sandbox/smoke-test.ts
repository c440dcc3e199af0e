/**
 * The smoke test: start, poll, one event, `describe`. It finds the grade of the function, measures the cold start,
 * and reports a broken set-up in one sentence instead of two hundred failures.
 */
import { endsStart, isPoll, misdirected } from '../trace/calls.ts';
import { isDeepStrictEqual } from 'node:util';
import { NoOutcome, UnreachedError, type Outcome } from '../trace/outcome.ts';
import type { Random } from '../base/random.ts';
import { Sandbox } from './sandbox.ts';
import { INIT_LIMIT_MS, type Limits, type Smoke } from './limits.ts';
import type { Target } from '../run/target.ts';
import type { Entry, EntryOf } from '../trace/entry.ts';
import type { Trace } from '../trace/trace.ts';
import { clip } from '../base/clip.ts';
import { neededVariables, nameVariables } from './needed-variables.ts';
import { outputTail } from '../trace/output-tail.ts';
import { describeExit } from '../trace/runtime-exit.ts';

/** How long the first event may take; the handler of a probe function answers at once. */
const FIRST_EVENT_LIMIT_MS = 5000;

/** After this many requests for an event with a wrong method or path the wait for a poll ends. */
const REFUSED_POLLS = 5;

/** An event that only an echo function returns. */
const ORDINARY_EVENT = { name: 'first', text: 'zażółć', list: [1, null, true] };

export interface SmokeFailure {
  /** One sentence: why the bootstrap cannot be judged. */
  readonly reason: string;
  /** What to look at or do next. */
  readonly advice: string;
  readonly output: string;
  /** Whether a missing function may be the cause. */
  readonly mayLackFunction: boolean;
  /** What the runtime did until then. */
  readonly observed: Trace;
}

export type SmokeResult =
  | { readonly kind: 'ready'; readonly smoke: Smoke; readonly environment: readonly string[] }
  | { readonly kind: 'failed'; readonly failure: SmokeFailure };

export interface SmokeOptions {
  readonly target: Target;
  readonly random: Random;
  readonly processTag: string;
  readonly timeoutScale: number;
  readonly sharedTmp?: boolean;
  readonly atFixedPort?: boolean;
  readonly crashFolder?: string | undefined;
  /** The command that writes a probe function for this runtime. */
  readonly initCommand?: string | undefined;
  /** Called with each sandbox that it opens. */
  readonly onSandbox?: (sandbox: Sandbox) => void;
  /** Ends the smoke test early; its result then says nothing about the runtime. */
  readonly signal: AbortSignal;
}

export async function smokeTest(options: SmokeOptions): Promise<SmokeResult> {
  const limits: Limits = {
    startMs: INIT_LIMIT_MS * options.timeoutScale,
    outcomeMs: FIRST_EVENT_LIMIT_MS * options.timeoutScale,
    exitMs: FIRST_EVENT_LIMIT_MS * options.timeoutScale,
    quietMs: 250,
  };
  await using sandbox = await Sandbox.open({ ...options, limits });
  options.onSandbox?.(sandbox);
  // Closing the sandbox ends the runtime and with it each wait.
  const close = (): void => void sandbox[Symbol.asyncDispose]();
  options.signal.addEventListener('abort', close, { once: true });
  if (options.signal.aborted) close();
  const failed = (reason: string, advice: string): SmokeResult => ({
    kind: 'failed',
    failure: {
      reason,
      advice,
      output: outputTail(sandbox.trace.entries),
      mayLackFunction: sandbox.trace.entries.some(triesFunction),
      observed: sandbox.trace,
    },
  });

  const start = await firstPoll(sandbox);
  if (typeof start === 'string') return failed(start, await adviceForStart(sandbox, options, limits));

  const described = await ask(sandbox, { probe: 'describe' });
  if (described.kind === 'none')
    return failed(neverSettled(described), `Check its output and the trace. ${initAdvice(options)}`);
  const answered = isProbe(described) ? undefined : await ask(sandbox, ORDINARY_EVENT);
  if (described.length === 0 && answered?.kind === 'response' && answered.length === 0) {
    return failed(
      'The runtime answered every event with an empty body, so nothing shows that a function ran behind it.',
      `Put a function that returns something behind the runtime. ${initAdvice(options)}`,
    );
  }
  return {
    kind: 'ready',
    smoke: { ...gradeOf(described, answered), coldStartMs: start },
    environment: Object.keys(sandbox.environment).toSorted(),
  };
}

/** The milliseconds from the start of the process to its first poll, or why there was none. */
async function firstPoll(sandbox: Sandbox): Promise<number | string> {
  let attempts = 0;
  const isOver = (entry: Entry): boolean => {
    // A runtime whose poll is refused may repeat it thousands of times a second.
    if (entry.kind === 'request' && misdirected(entry) === 'next') attempts += 1;
    return attempts >= REFUSED_POLLS || endsStart(entry);
  };
  const entry = await sandbox.trace.waitForOptional(isOver, {
    awaited: 'the first `next`',
    limitMs: sandbox.limits.startMs,
    endsWithRuntime: false,
  });
  const started = sandbox.trace.entries.find((other) => other.kind === 'runtime-started');
  if (entry === undefined) {
    return `The runtime did not ask for an invocation within ${Math.round(sandbox.limits.startMs / 1000)} s${otherRequests(sandbox)}.`;
  }
  if (entry.kind === 'runtime-exited') {
    if (entry.exit.kind === 'failed-to-start') return `The bootstrap ${describeExit(entry.exit)}.`;
    const seen = sentRequests(sandbox) ? otherRequests(sandbox) : '';
    return `The runtime ${describeExit(entry.exit)} before it asked for an invocation${seen}.`;
  }
  if (!endsStart(entry)) return `The runtime did not ask for an invocation${otherRequests(sandbox)}.`;
  if (isPoll(entry)) return entry.at - (started?.at ?? 0);
  return `The runtime reported a failed init: ${await initError(sandbox, entry)}.`;
}

async function initError(sandbox: Sandbox, request: EntryOf<'request'>): Promise<string> {
  const whole = (entry: Entry): entry is EntryOf<'request-body'> =>
    entry.kind === 'request-body' && entry.exchange === request.exchange;
  const entry = await sandbox.trace.waitForOptional(whole, {
    awaited: 'its body',
    limitMs: sandbox.limits.exitMs,
  });
  await sandbox.trace.waitForExit(sandbox.limits.exitMs);
  return entry === undefined || entry.body.length === 0
    ? 'without a body'
    : entry.body.bytes.toString('utf8').slice(0, 500);
}

function otherRequests(sandbox: Sandbox): string {
  const requests = sandbox.trace.entries.filter((entry) => entry.kind === 'request');
  const [first] = requests;
  if (first !== undefined) return `: it sent ${clip(first.method, 40)} ${clip(first.target, 200)} instead`;
  const problem = sandbox.trace.entries.find((entry) => entry.kind === 'protocol-problem');
  if (problem !== undefined) return `: it sent bytes that are not an HTTP/1.1 request (${problem.problem})`;
  return sandbox.trace.entries.some((entry) => entry.kind === 'connection-opened')
    ? ': it opened connections but sent no complete request'
    : ': it sent no request';
}

function sentRequests({ trace }: Sandbox): boolean {
  return trace.entries.some(({ kind }) => kind === 'request' || kind === 'protocol-problem');
}

async function adviceForStart(sandbox: Sandbox, options: SmokeOptions, limits: Limits): Promise<string> {
  const exit = sandbox.trace.entries.find((entry) => entry.kind === 'runtime-exited')?.exit;
  if (exit?.kind === 'failed-to-start') {
    return 'Check that the bootstrap is an executable file (chmod +x), its first line and its architecture.';
  }
  const checkFunction = `Check \`--handler\` and \`--task-root\`. ${initAdvice(options)}`;
  if (sandbox.trace.entries.some((entry) => entry.kind !== 'runtime-exited' && endsStart(entry)))
    return checkFunction;
  if (sentRequests(sandbox)) {
    return 'Compare its requests with https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html, and see its output.';
  }
  if (exit !== undefined && !options.signal.aborted) {
    const needed = await neededVariables(async (environment) => {
      await using other = await Sandbox.open({ ...options, limits, environment });
      options.onSandbox?.(other);
      const first = await other.trace.waitForOptional(endsStart, {
        awaited: 'the first `next`',
        limitMs: limits.startMs,
        endsWithRuntime: false,
      });
      return first !== undefined && isPoll(first);
    });
    if (needed.length > 0) return nameVariables(needed);
  }
  return checkFunction;
}

/** Whether a runtime gets as far as to its function: it polls, reports a failed init, or exits by itself. */
function triesFunction(entry: Entry): boolean {
  return entry.kind === 'runtime-exited' ? entry.exit.kind === 'exited' : endsStart(entry);
}

function initAdvice({ initCommand = 'npx lambdaspec init' }: SmokeOptions): string {
  return `To write a probe function for it, with a configuration, type:\n  ${initCommand}`;
}

async function ask(sandbox: Sandbox, event: unknown): Promise<Outcome | NoOutcome> {
  try {
    return await sandbox.deliver(event).outcome();
  } catch (reason) {
    if (reason instanceof UnreachedError) return new NoOutcome(reason.message);
    throw reason;
  }
}

function neverSettled(outcome: NoOutcome): string {
  return `The runtime took the first events but did not settle them: ${outcome.reason}.`;
}

function isProbe(described: Outcome): boolean {
  return described.kind === 'response' && described.object?.['probe'] === 1;
}

function gradeOf(described: Outcome, answered: Outcome | NoOutcome | undefined): Omit<Smoke, 'coldStartMs'> {
  const description = described.object;
  if (isProbe(described)) {
    const properties = description?.['properties'];
    const language = description?.['language'];
    const streamHandler = description?.['streamHandler'];
    return {
      grade: 'probe',
      language: typeof language === 'string' ? language : null,
      actions: textsOf(description?.['actions']),
      ...(Array.isArray(properties) ? { properties: textsOf(properties) } : {}),
      ...(typeof streamHandler === 'string' ? { streamHandler } : {}),
    };
  }
  const echoes = described.kind === 'response' && isDeepStrictEqual(description, { probe: 'describe' });
  // A runtime that ends before a second event is still judged; its grade depends on one answer.
  const echoesAgain = answered?.kind === 'none' || isDeepStrictEqual(answered?.json, ORDINARY_EVENT);
  return { grade: echoes && echoesAgain ? 'echo' : 'opaque', language: null, actions: [] };
}

function textsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}
