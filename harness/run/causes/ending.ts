/** How the scenario of a deviation ended. */
import type { Deviation, ExchangeStep } from '../run.ts';
import { kindOfWords, lastWords, shortWords, tellOfFailure } from './last-words.ts';

/** What two deviations with the same cause have in common at their end. */
export interface Ending {
  /** `death`: the runtime ended by itself; `silence`: it posted nothing for the last event, and printed why. */
  readonly kind: 'death' | 'silence';
  /** How it ended: `exited with code 1`; empty for a silence. */
  readonly exit: string;
  /** The line that it printed last and that tells most; empty without output. */
  readonly words: string;
  /** Equal for endings of one kind. */
  readonly key: string;
}

/** The ending of a deviation; undefined where it ended otherwise or where that is not its point. */
export function endingOf(deviation: Deviation): Ending | undefined {
  const { exchange = [], output, actual } = deviation;
  const words = lastWords(output, repliesIn(exchange));
  const exit = ownExit(exchange);
  if (exit !== undefined && (exit.decisive || actual.includes(exit.label))) {
    const said = words === '' ? `after ${lastReply(exchange, exit)}` : kindOfWords(words);
    return { kind: 'death', exit: exit.label, words: shortWords(words), key: `death/${exit.label}/${said}` };
  }
  if (exit !== undefined || !tellOfFailure(words) || !leftUnsettled(exchange)) return undefined;
  return { kind: 'silence', exit: '', words: shortWords(words), key: `silence/${kindOfWords(words)}` };
}

/** The end of a process that had polled, unless the harness sent it a signal. */
function ownExit(exchange: readonly ExchangeStep[]): ExchangeStep | undefined {
  const at = exchange.findIndex(({ kind }) => kind === 'exit');
  const before = exchange.slice(0, Math.max(0, at));
  if (before.some(({ kind }) => kind === 'signal') || !before.some(isPoll)) return undefined;
  return exchange[at];
}

/** Whether the last event has no result. */
function leftUnsettled(exchange: readonly ExchangeStep[]): boolean {
  const polls = new Set(exchange.filter(isPoll).map(({ request }) => request));
  const delivered = exchange.findLastIndex(
    ({ kind, request, label }) => kind === 'reply' && label === '200' && polls.has(request),
  );
  return delivered !== -1 && !exchange.slice(delivered).some(isPost);
}

function lastReply(exchange: readonly ExchangeStep[], exit: ExchangeStep): string {
  const reply = exchange.slice(0, exchange.indexOf(exit)).findLast(({ kind }) => kind === 'reply');
  const asked = exchange.find(({ kind, request }) => kind === 'request' && request === reply?.request);
  const endpoint = asked?.label.split('/').at(-1) ?? 'no request';
  return `${endpoint} ${reply?.label ?? ''}`;
}

function repliesIn(exchange: readonly ExchangeStep[]): string[] {
  return exchange.flatMap(({ kind, detail = '' }) => {
    const body = kind === 'reply' ? detail.replace(/^\d+ bytes?: /, '').replace(/…$/, '') : '';
    return body.length > 8 ? [body] : [];
  });
}

function isPoll({ kind, label }: ExchangeStep): boolean {
  return kind === 'request' && label.endsWith('/invocation/next');
}

function isPost({ kind, label }: ExchangeStep): boolean {
  return kind === 'request' && label.startsWith('POST ');
}
