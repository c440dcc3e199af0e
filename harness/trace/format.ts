import { clip } from '../base/clip.ts';
import type { Entry, EntryOf, ObservedBody } from './entry.ts';
import type { RawHeaders } from '../base/headers.ts';
import { describeExit } from './runtime-exit.ts';

/** Headers shown in a one-line form. */
const SHOWN = /^(?:lambda-runtime-|content-type$|content-length$|transfer-encoding$|connection$|expect$)/i;

/** How much of an entry its line holds: `whole` for one that shows a deviation, up to 4 KiB for each part. */
export type Extent = 'short' | 'whole';

const BODY = { short: 120, whole: 4096 } as const;
const TARGET = { short: 300, whole: 4096 } as const;
const HEADER = { short: 80, whole: 4096 } as const;

/** One line of the curl-like text form of a trace; `undefined` for an entry that is not shown. */
export function formatEntry(entry: Entry, extent: Extent = 'short'): string | undefined {
  const text = describeEntry(entry, extent);
  return text === undefined ? undefined : `${entry.at.toFixed(1).padStart(9)}ms  ${text}`;
}

function describeEntry(entry: Entry, extent: Extent): string | undefined {
  switch (entry.kind) {
    case 'runtime-started':
      return `── runtime started (pid ${entry.pid}): ${entry.command.join(' ')}`;
    case 'runtime-exited':
      return `── the runtime ${describeExit(entry.exit)}`;
    case 'signal-sent':
      return `── ${entry.signal} sent to the group: ${entry.reason}`;
    case 'frozen':
      return '── frozen (SIGSTOP)';
    case 'thawed':
      return '── thawed (SIGCONT)';
    case 'output':
      return `${sourceOf(entry)} | ${printable(entry.bytes, BODY[extent])}`;
    case 'sampled': {
      const { cpuMs, rssBytes, descriptors, threads, processes, temporaryFiles } = entry.sample;
      const files = temporaryFiles === undefined ? '' : `, ${temporaryFiles} temporary files`;
      return `── sample: cpu ${cpuMs} ms, rss ${Math.round(rssBytes / 1024)} KiB, ${descriptors} descriptors, ${threads} threads, ${processes} processes${files}`;
    }
    case 'connection-opened':
      return `── connection ${entry.connection} opened`;
    case 'connection-closed':
      return `── connection ${entry.connection} ${entry.how === 'reset' ? 'reset' : 'closed'} by the ${entry.by}${entry.pending === undefined ? '' : ' while a reply was owed'}`;
    case 'request':
      return `> ${clip(entry.method, 40)} ${clip(entry.target, TARGET[extent])}  [connection ${entry.connection}]${shown(entry.headers, extent)}`;
    case 'request-body':
      return entry.framing.kind === 'none' ? undefined : `>   ${describeBody(entry.body, extent)}`;
    case 'request-aborted':
      return `>   broke off after ${entry.received} bytes of the body`;
    case 'protocol-problem':
      return `>   not HTTP/1.1: ${entry.problem}: ${printable(entry.sample, 60)}`;
    case 'reply':
      return `< ${entry.status}${shown(entry.headers, extent)}${entry.body.length === 0 ? '' : `  ${describeBody(entry.body, extent)}`}`;
    case 'reply-completed':
      return undefined;
    case 'invocation-queued':
      return undefined;
    case 'invocation-delivered':
      return `── invocation ${entry.requestId === '' ? 'without an id' : entry.requestId} delivered`;
    case 'wait-expired':
      return `── ${entry.awaited} did not come within ${Math.round(entry.limitMs)} ms${entry.starved === undefined ? '' : ' (the machine was too busy)'}`;
    case 'fault':
      return `!! injected: ${entry.fault}`;
    case 'server':
      return entry.state === 'listening' ? undefined : `!! injected: the Runtime API is ${entry.state}`;
    case 'note':
      return `-- ${entry.text}`;
  }
}

/** Where output came from. */
export function sourceOf({ stream, logConnection }: EntryOf<'output'>): string {
  return logConnection === undefined ? stream : `log socket, connection ${logConnection}`;
}

function shown(headers: RawHeaders, extent: Extent): string {
  const limit = HEADER[extent];
  const fields = headers
    .filter(([name]) => extent === 'whole' || SHOWN.test(name))
    .map(([name, value]) => `${clip(name, limit)}: ${clip(value, limit)}`);
  return fields.length === 0 ? '' : `  ${fields.join('  ')}`;
}

function describeBody(body: ObservedBody, extent: Extent): string {
  return `${body.length} bytes: ${printable(body.bytes, BODY[extent])}`;
}

/** Bytes as one line of text; control characters are escaped as JSON would. */
export function printable(bytes: Buffer, limit: number): string {
  const text = bytes.subarray(0, 4 * limit).toString('utf8');
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return bytes.length > 4 * limit || escaped.length > limit ? `${escaped.slice(0, limit)}…` : escaped;
}
