/** Records that the function writes through the logger of its runtime. */
import { parseForeignJson } from '../../harness/base/foreign-json.ts';
import type { InvokeOptions } from '../../harness/runtime-api/invocations/invocation-builder.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { TestContext } from './test.ts';

/** The levels of Lambda, from the finest to the coarsest. */
const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A line of the output with the mark of a record. */
export interface LogRecord {
  readonly line: string;
  /** The JSON object in this line. */
  readonly object: Readonly<Record<string, unknown>> | undefined;
}

/** The records of one invocation. */
export interface Logged {
  readonly requestId: string;
  /** Those that appeared, by the level at which the function wrote them. */
  readonly records: ReadonlyMap<LogLevel, LogRecord>;
  /** All lines with the mark, that of an error included. */
  readonly all: readonly LogRecord[];
  /** The levels at which the function wrote one. */
  readonly levels: readonly LogLevel[];
}

/** An error whose text has two lines, as a stack trace has more. */
const ERROR = 'something failed\nin two lines';

let logged = 0;

/**
 * Lets the function write a record at each level, and waits until they appear, or until they should have.
 *
 * @throws {NotJudgedError} if the function does not reach the logger of the runtime, or nothing appears.
 */
export async function logThrough(
  t: TestContext,
  sandbox: Sandbox,
  options: InvokeOptions = {},
): Promise<Logged> {
  logged += 1;
  const mark = `record-${logged}-by-the-logger`;
  // What a record that is put together by hand gets wrong.
  const message = `${mark} with "quotes", a \\ and żółć`;
  const from = sandbox.trace.length;
  const delivery = sandbox.deliver({ probe: 'logger', message, error: ERROR }, options);
  const outcome = await delivery.outcome();
  if (outcome.kind !== 'response') t.inconclusive(`The logging invocation failed: ${outcome.describe()}.`);
  const { levels: written } = outcome.object ?? {};
  const levels = LOG_LEVELS.filter((level) => Array.isArray(written) && written.includes(level));
  await linesAppear(sandbox, from, [mark], levels.length + 1);
  const lines = linesSince(sandbox, from);
  if (levels.some((level) => lines.includes(`${message} ${level}`))) t.notTestable(UNREACHED);
  const all = recordsWith(lines, mark);
  if (all.length === 0) t.inconclusive('No record of the logger appears in the output.');
  const records = levels.flatMap((level): [LogLevel, LogRecord][] => {
    const record = all.find((one) => says(one, `${message} ${level}`));
    return record === undefined ? [] : [[level, record]];
  });
  return { requestId: delivery.requestId, records: new Map(records), all, levels };
}

/** What the runtime logs about a handler that fails; nothing if it logs none, or the function cannot fail. */
export async function failureLogged(
  t: TestContext,
  sandbox: Sandbox,
): Promise<{ readonly requestId: string; readonly records: readonly LogRecord[] }> {
  if (!t.smoke.actions.includes('throw')) return { requestId: '', records: [] };
  logged += 1;
  const mark = `failure-${logged}-of-a-handler`;
  const from = sandbox.trace.length;
  const failing = sandbox.deliver({ probe: 'throw', type: 'ProbeOops', message: mark });
  await failing.outcome();
  await linesAppear(sandbox, from, [mark]);
  return { requestId: failing.requestId, records: recordsWith(linesSince(sandbox, from), mark) };
}

const UNREACHED =
  'What the function logs comes out exactly as it was written, so the function does not reach the logger of the runtime. Let the action `logger` write through it.';

/** The lines of the output since an entry of the trace, of each source for itself; the last one of each may be unfinished. */
export function linesSince(sandbox: Sandbox, from: number): string[] {
  const sources = new Map<string, Buffer[]>();
  for (const entry of sandbox.trace.entries.slice(from)) {
    if (entry.kind !== 'output') continue;
    const source = `${entry.stream} ${entry.logConnection ?? ''}`;
    sources.set(source, [...(sources.get(source) ?? []), entry.bytes]);
  }
  return [...sources.values()].flatMap((pieces) => Buffer.concat(pieces).toString('utf8').split('\n'));
}

/** Waits until so many whole lines with each of these marks have appeared, or until they should have. */
export async function linesAppear(
  sandbox: Sandbox,
  from: number,
  marks: readonly string[],
  times = 1,
): Promise<void> {
  const ends = marks.map((mark) => new RegExp(`${mark}[^\\n]*\\n`, 'g'));
  const came = (): boolean => {
    const output = sandbox.process.output(undefined, from);
    return ends.every((line) => [...output.matchAll(line)].length >= times);
  };
  if (came()) return;
  await sandbox.trace.waitForOptional(({ kind }) => kind === 'output' && came(), {
    awaited: 'the records of the logger',
    from,
    limitMs: sandbox.limits.quietMs,
  });
}

/** The lines with this mark. */
export function recordsWith(lines: readonly string[], mark: string): LogRecord[] {
  return lines.filter((line) => line.includes(mark)).map((line) => ({ line, object: objectIn(line) }));
}

/** Whether a record has a text: in its line, or in a value somewhere in its object. */
export function says({ line, object }: LogRecord, text: string): boolean {
  return object === undefined ? line.includes(text) : holds(object, (value) => value.includes(text));
}

/** Whether a member of a record has this value, under any name: the clients of AWS differ in it. */
export function hasMember({ object = {} }: LogRecord, value: string): boolean {
  return holds(object, (own) => own === value);
}

function holds(value: unknown, isWanted: (text: string) => boolean): boolean {
  if (typeof value === 'string') return isWanted(value);
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).some((member) => holds(member, isWanted))
  );
}

function objectIn(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = parseForeignJson(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value))
      : undefined;
  } catch {
    return undefined;
  }
}

/** A record as evidence. */
export function shownLine({ line }: LogRecord): string {
  return line.length > 400 ? `${line.slice(0, 400)}…` : line;
}
