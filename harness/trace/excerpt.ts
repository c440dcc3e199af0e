/** The part of a trace shown with a deviation, as text and as steps of a diagram. */
import { clip } from '../base/clip.ts';
import { describeExit } from './runtime-exit.ts';
import type { ExchangeStep } from '../run/run.ts';
import type { Entry, EntryOf, ObservedBody } from './entry.ts';
import { formatEntry, printable, sourceOf } from './format.ts';

/** A part of a trace around an entry. */
export interface Excerpt {
  /** The curl-like text form, with the number of omitted entries. */
  readonly trace: string[];
  /** One step for each line of the text that stands for an entry. */
  readonly exchange: ExchangeStep[];
}

export interface ExcerptOptions {
  readonly before?: number;
  readonly after?: number;
  /** The entries that show the deviation: their lines are not cut. */
  readonly decisive?: ReadonlySet<Entry>;
}

/** The part of a trace around the entry at index `around`, bounded, with every decisive entry. */
export function excerpt(entries: readonly Entry[], around: number, options: ExcerptOptions = {}): Excerpt {
  const { before = 24, after = 12, decisive = new Set() } = options;
  const trace: string[] = [];
  const exchange: ExchangeStep[] = [];
  let leftOut = 0;
  for (const [index, entry] of entries.entries()) {
    if ((index < around - before || index > around + after) && !decisive.has(entry)) {
      leftOut += 1;
      continue;
    }
    const line = formatEntry(entry, decisive.has(entry) ? 'whole' : 'short');
    if (line === undefined) continue;
    if (leftOut > 0) trace.push(gap(leftOut, trace.length === 0 ? 'earlier ' : ''));
    leftOut = 0;
    const drawn = stepOf(entry);
    if (drawn !== undefined)
      exchange.push({ at: entry.at, ...drawn, line: trace.length, decisive: decisive.has(entry) });
    trace.push(line);
  }
  if (leftOut > 0) trace.push(gap(leftOut, 'later '));
  return { trace, exchange };
}

function gap(entries: number, where: string): string {
  return `           … ${entries} ${where}${entries === 1 ? 'entry' : 'entries'}`;
}

const LABEL = 80;

/** An entry as a short label; `undefined` if it has no line in the text. */
function stepOf(entry: Entry): Pick<ExchangeStep, 'kind' | 'label' | 'detail' | 'request'> | undefined {
  switch (entry.kind) {
    case 'runtime-started':
      return { kind: 'start', label: `started (pid ${entry.pid})` };
    case 'runtime-exited':
      return { kind: 'exit', label: clip(describeExit(entry.exit), LABEL) };
    case 'signal-sent':
      return { kind: 'signal', label: entry.signal, detail: clip(entry.reason, LABEL) };
    case 'frozen':
      return { kind: 'freeze', label: 'frozen (SIGSTOP)' };
    case 'thawed':
      return { kind: 'thaw', label: 'thawed (SIGCONT)' };
    case 'output':
      return { kind: 'output', label: sourceOf(entry), detail: printable(entry.bytes, LABEL) };
    case 'sampled':
      return { kind: 'note', label: `sample: ${Math.round(entry.sample.rssBytes / 1024)} KiB of memory` };
    case 'connection-opened':
      return { kind: 'connection', label: `connection ${entry.connection} opened` };
    case 'connection-closed':
      return {
        kind: 'connection',
        label: `connection ${entry.connection} ${entry.how === 'reset' ? 'reset' : 'closed'} by the ${entry.by}`,
      };
    case 'request':
    case 'request-body':
    case 'request-aborted':
    case 'reply':
      return { ...httpStepOf(entry), request: entry.exchange };
    case 'protocol-problem':
      return { kind: 'body', label: `not HTTP/1.1: ${entry.problem}` };
    case 'wait-expired':
      return {
        kind: 'expired',
        label: clip(`${entry.awaited} did not come within ${Math.round(entry.limitMs)} ms`, LABEL),
      };
    case 'fault':
      return { kind: 'fault', label: clip(entry.fault, LABEL) };
    case 'server':
      return { kind: 'fault', label: `the Runtime API is ${entry.state}` };
    case 'note':
      return { kind: 'note', label: clip(entry.text, LABEL) };
    case 'invocation-delivered': // its reply shows it
    case 'invocation-queued':
    case 'reply-completed':
      return undefined;
  }
}

function httpStepOf(
  entry: EntryOf<'request' | 'request-body' | 'request-aborted' | 'reply'>,
): Pick<ExchangeStep, 'kind' | 'label' | 'detail'> {
  switch (entry.kind) {
    case 'request':
      return { kind: 'request', label: clip(`${entry.method} ${shortTarget(entry.target)}`, LABEL) };
    case 'request-body':
      return { kind: 'body', ...sizeOf(entry.body) };
    case 'request-aborted':
      return { kind: 'body', label: `broke off after ${entry.received} bytes` };
    case 'reply': {
      const { label, detail } = sizeOf(entry.body);
      return {
        kind: 'reply',
        label: String(entry.status),
        ...(detail === undefined ? {} : { detail: `${label}: ${detail}` }),
      };
    }
  }
}

/** Drops the common prefix of the endpoints and shortens ids to their distinct beginning. */
function shortTarget(target: string): string {
  return target
    .replace(/^\/2018-06-01\/runtime\//, '…/')
    .replace(/^(…\/invocation\/)([^/]{9})[^/]+(\/)/, '$1$2…$3');
}

function sizeOf(body: ObservedBody): { label: string; detail?: string } {
  const label = `${body.length} ${body.length === 1 ? 'byte' : 'bytes'}`;
  return body.length === 0 ? { label } : { label, detail: printable(body.bytes, LABEL) };
}
